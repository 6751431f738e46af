package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the service-health job published after some rounds, beside what is right. */
final class HealthFigures {

  /**
   * What was published and what is right, as maps of one shape: by figure, and within by series, or
   * by stack and window.
   */
  record Compared(
      Map<String, Map<String, Long>> published, Map<String, Map<String, Long>> expected) {

    /** How many series and stacks are not as they must be. */
    long off() {
      return expected.entrySet().stream()
          .mapToLong(figure -> off(figure.getValue(), published.get(figure.getKey())))
          .sum();
    }

    private static long off(Map<String, Long> expected, Map<String, Long> published) {
      long wrong =
          expected.entrySet().stream()
              .filter(e -> !e.getValue().equals(published.get(e.getKey())))
              .count();
      return wrong + published.keySet().stream().filter(key -> !expected.containsKey(key)).count();
    }
  }

  private final RecordedServices services;
  private final FlamesTopic flames;

  HealthFigures(RecordedServices services, FlamesTopic flames) {
    this.services = services;
    this.flames = flames;
  }

  /**
   * Compares counters after so many rounds, at the reporter and at the page, and the flame graphs
   * of the last of them.
   */
  Compared compare(Scrape scrape, PageClient page, int rounds) throws IOException {
    Map<String, Map<String, Long>> published = new TreeMap<>();
    Map<String, Map<String, Long>> expected = new TreeMap<>();
    for (String label : new String[] {"service", "status_code"}) {
      published.put("requests by " + label, scrape.by("http_requests_total", label));
      expected.put("requests by " + label, times(rounds, services.requestsBy(label)));
    }
    published.put("errors", scrape.by("service_errors_total", "service"));
    expected.put("errors", times(rounds, services.errorsByService()));
    published.put("spans", scrape.by("trace_spans_total", "outcome"));
    expected.put("spans", times(rounds, Map.of("placed", services.byType().get("span"))));
    Map<String, Long> types = new HashMap<>();
    for (String type : services.byType().keySet()) {
      types.put(type, (long) page.newest("service_events_total", "type", type));
    }
    published.put("types at the page", types);
    expected.put("types at the page", times(rounds, services.byType()));
    Map<Long, Map<String, Long>> graphs = services.graphs(rounds - 1);
    Map<Long, Map<String, Long>> publishedGraphs = flames.graphs();
    publishedGraphs.keySet().retainAll(graphs.keySet());
    published.put("flame graphs", flat(publishedGraphs));
    expected.put("flame graphs", flat(graphs));
    return new Compared(published, expected);
  }

  private static Map<String, Long> times(int rounds, Map<String, Long> one) {
    Map<String, Long> all = new HashMap<>(one);
    all.replaceAll((series, count) -> count * rounds);
    return all;
  }

  private static Map<String, Long> flat(Map<Long, Map<String, Long>> graphs) {
    Map<String, Long> flat = new TreeMap<>();
    graphs.forEach(
        (start, stacks) ->
            stacks.forEach((stack, micros) -> flat.put(stack + "@" + start, micros)));
    return flat;
  }
}
