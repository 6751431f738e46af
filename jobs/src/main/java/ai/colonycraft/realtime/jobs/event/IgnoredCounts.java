package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts the optional fields of one topic's events that were ignored, by field and reason. Not
 * thread-safe.
 */
public final class IgnoredCounts {

  private static final String METRIC = "event_fields_ignored_total";

  private final String topic;
  private final Map<List<String>, Long> counts = new HashMap<>();

  /** Takes the topic that the events come from. */
  public IgnoredCounts(String topic) {
    this.topic = topic;
  }

  /** The counter, with the labels topic, field and reason. */
  public static Metric metric(int limit) {
    return new Metric.Counter(
        METRIC,
        "optional fields of events that count as absent, since their type or range is wrong",
        List.of("topic", "field", "reason"),
        limit,
        List.of());
  }

  /** Counts what one event had. */
  public void add(IgnoredFields ignored) {
    if (ignored.isEmpty()) {
      return;
    }
    for (IgnoredFields.Reason reason : IgnoredFields.Reason.values()) {
      for (Field field : ignored.of(reason)) {
        counts.merge(List.of(topic, field.jsonName(), reason.label()), 1L, Long::sum);
      }
    }
  }

  /** Emits the counts and clears them. */
  public void drain(Consumer<Sample> to) {
    counts.forEach((labels, count) -> to.accept(new Sample.Increment(METRIC, labels, count)));
    counts.clear();
  }
}
