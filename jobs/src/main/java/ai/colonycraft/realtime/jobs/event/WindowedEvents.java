package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.List;
import org.apache.flink.util.OutputTag;

/**
 * The counter of events that are in finished windows. With the late ones of {@code
 * events_late_total} and those in windows that are still open, they are all events of a topic: a
 * difference that stays is a loss, or a repeat.
 */
public final class WindowedEvents {

  /** Where operators of windows emit the counts. */
  public static final OutputTag<Sample> SAMPLES =
      new OutputTag<>("windowed-samples", Sample.VALUE_TYPE);

  private static final String METRIC = "events_in_windows_total";

  private WindowedEvents() {}

  /** The counter, with the label topic. */
  public static Metric metric(int limit) {
    return new Metric.Counter(
        METRIC, "events in finished windows", List.of("topic"), limit, List.of());
  }

  /** So many more events of a topic are in a finished window. */
  public static Sample more(String topic, long events) {
    return new Sample.Increment(METRIC, List.of(topic), events);
  }
}
