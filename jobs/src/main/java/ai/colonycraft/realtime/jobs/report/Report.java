package ai.colonycraft.realtime.jobs.report;

import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.jobs.history.Sketch;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the figures of a period's slices into the JSON of its report. */
final class Report {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long WINDOW = 300;

  private Report() {}

  /**
   * The argument of {@code history.put_report}.
   *
   * @param slices all of the period, in the order of time, with their figures
   * @param objectives by which a request is satisfying
   * @param limit services and colonies that are listed; of equal ones, those that are first by name
   */
  static String of(
      Period period, TreeMap<Slice, Figures> slices, Objectives objectives, int limit) {
    Figures all = new Figures();
    ArrayNode series = JSON.createArrayNode();
    slices.forEach(
        (slice, figures) -> {
          all.add(figures);
          series.add(point(slice, figures));
        });
    long seconds = period.until().getEpochSecond() - period.start().getEpochSecond();
    Figures.Service total = all.services.getOrDefault("", new Figures.Service());
    ObjectNode json = JSON.createObjectNode();
    json.put("seconds", seconds);
    json.put("windows", all.windows);
    json.put("windowsExpected", seconds / WINDOW);
    json.put("events", all.events);
    json.put("users", Sketch.estimate(all.users));
    json.put("usersPeak", all.usersPeak);
    json.put("tokens", all.tokens);
    json.put("colonies", Sketch.estimate(all.colonies));
    requests(json, total);
    json.put("apdex", apdex(all.services, objectives));
    json.set("topServices", services(all, objectives, limit));
    json.set("topColonies", colonies(all, limit));
    json.set("series", series);
    ObjectNode report = JSON.createObjectNode();
    report.put("kind", period.kind().label());
    report.put("zone", period.zone().getId());
    report.put("day", period.day().toString());
    report.put("start", period.start().getEpochSecond());
    report.put("until", period.until().getEpochSecond());
    report.set("figures", json);
    return report.toString();
  }

  private static ObjectNode point(Slice slice, Figures figures) {
    ObjectNode point = JSON.createObjectNode();
    point.put("start", slice.from());
    point.put("seconds", slice.until() - slice.from());
    point.put("events", figures.events);
    point.put("tokens", figures.tokens);
    point.put("users", Sketch.estimate(figures.users));
    requests(point, figures.services.getOrDefault("", new Figures.Service()));
    return point;
  }

  private static void requests(ObjectNode json, Figures.Service service) {
    json.put("requests", service.requests);
    json.put("errors", service.errors);
    json.put("p50", service.durations.percentile(0.5));
    json.put("p95", service.durations.percentile(0.95));
    json.put("p99", service.durations.percentile(0.99));
  }

  /** Each service by its own threshold; null without a duration. */
  private static Double apdex(Map<String, Figures.Service> services, Objectives objectives) {
    long count = 0;
    double satisfied = 0;
    for (Map.Entry<String, Figures.Service> service : services.entrySet()) {
      if (service.getKey().isEmpty()) {
        continue;
      }
      Histogram durations = service.getValue().durations;
      double threshold = objectives.of(service.getKey()).apdex();
      count += durations.count();
      // Tolerable requests, up to four times the threshold, count half.
      satisfied += (durations.upTo(threshold) + durations.upTo(4 * threshold)) / 2.0;
    }
    return count == 0 ? null : satisfied / count;
  }

  private static ArrayNode services(Figures all, Objectives objectives, int limit) {
    ArrayNode list = JSON.createArrayNode();
    Comparator<Map.Entry<String, Figures.Service>> most =
        Comparator.comparingLong(service -> -service.getValue().requests);
    List<Map.Entry<String, Figures.Service>> top =
        all.services.entrySet().stream()
            .filter(service -> !service.getKey().isEmpty())
            .sorted(most.thenComparing(Map.Entry::getKey))
            .limit(limit)
            .toList();
    for (Map.Entry<String, Figures.Service> service : top) {
      ObjectNode one = list.addObject();
      one.put("name", service.getKey());
      requests(one, service.getValue());
      one.put("apdex", apdex(Map.ofEntries(service), objectives));
    }
    return list;
  }

  private static ArrayNode colonies(Figures all, int limit) {
    ArrayNode list = JSON.createArrayNode();
    Comparator<Map.Entry<String, Figures.Colony>> most =
        Comparator.comparingLong(colony -> -colony.getValue().events);
    all.top.entrySet().stream()
        .sorted(most.thenComparing(Map.Entry::getKey))
        .limit(limit)
        .forEach(
            colony ->
                list.addObject()
                    .put("id", colony.getKey())
                    .put("name", colony.getValue().name)
                    .put("events", colony.getValue().events));
    return list;
  }
}
