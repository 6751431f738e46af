package ai.colonycraft.realtime.jobs.arrival;

import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares what a job published and counted with what a plain loop counts. Not thread-safe. */
final class Comparison {

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
  private static final int SHOWN = 300;

  private final String bootstrapServers;

  Comparison(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** All records of a scenario to which nothing is sent any more. */
  List<ConsumerRecord<byte[], byte[]>> input(Scenario scenario) {
    return read(scenario.input());
  }

  /**
   * Whether the metrics of the job account for every event, so that its windows are worth reading.
   */
  boolean isCounted(Scenario scenario, PlainLoop expected, Scrape scrape) {
    return sum(scrape, "events_in_windows_total", scenario.name())
            + sum(scrape, "events_late_total", scenario.name())
        >= expected.accepted();
  }

  /** The first differences as one sentence, empty if there is none. */
  String difference(Scenario scenario, PlainLoop expected, Scrape scrape) {
    return difference(
        expected,
        PlainLoop.published(read(scenario.windows()), scenario.end()),
        sum(scrape, "events_late_total", scenario.name()));
  }

  /**
   * The first differences between what a plain loop counts and what a job published, as one
   * sentence, empty if there is none.
   *
   * @param late what the job counted as late
   */
  static String difference(PlainLoop expected, Map<String, Long> published, long late) {
    Map<String, Long> figures = expected.figures();
    if (!figures.equals(published)) {
      Map<String, String> off = off(figures, published);
      String shown = off.toString();
      return "of %d figures %d differ, %s; expected %d late events, found %d; %s"
          .formatted(
              figures.size(),
              off.size(),
              byKindAndWindow(off),
              expected.late(),
              late,
              shown.substring(0, Math.min(SHOWN, shown.length())));
    }
    if (late != expected.late()) {
      return "expected %d late events, found %d".formatted(expected.late(), late);
    }
    long events =
        published.entrySet().stream()
            .filter(e -> e.getKey().startsWith("events@"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return events + late == expected.accepted()
        ? ""
        : "%d in windows and %d late of %d accepted".formatted(events, late, expected.accepted());
  }

  private static Map<String, Integer> byKindAndWindow(Map<String, String> off) {
    Map<String, Integer> numbers = new TreeMap<>();
    off.keySet()
        .forEach(figure -> numbers.merge(figure.replaceFirst("/.*@", "@"), 1, Integer::sum));
    return numbers;
  }

  private static Map<String, String> off(Map<String, Long> figures, Map<String, Long> published) {
    Map<String, String> off = new TreeMap<>();
    figures.forEach(
        (name, count) -> {
          if (!count.equals(published.get(name))) {
            off.put(name, "expected " + count + ", found " + published.get(name));
          }
        });
    published.forEach(
        (name, count) -> {
          if (!figures.containsKey(name)) {
            off.put(name, "expected none, found " + count);
          }
        });
    return off;
  }

  /** The sum over all series of a metric of one job. */
  static long sum(Scrape scrape, String metric, String job) {
    return (long)
        scrape.samples().stream()
            .filter(s -> s.name().equals(metric))
            .filter(s -> job.equals(s.labels().get("job_name")))
            .mapToDouble(Scrape.Sample::value)
            .sum();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return WholeTopic.read(Map.of("bootstrap.servers", bootstrapServers), topic, READ_TIMEOUT);
  }
}
