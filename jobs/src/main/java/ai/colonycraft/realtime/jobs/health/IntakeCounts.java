package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.event.IgnoredCounts;
import ai.colonycraft.realtime.jobs.metrics.DelayCells;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts what every topic is asked for: events by type, late ones, delays. Not thread-safe. */
final class IntakeCounts {

  private final String topic;
  private final String metric;
  private final Map<String, long[]> types = new HashMap<>();
  private final DelayCells delays = new DelayCells();
  private final IgnoredCounts ignored;
  private long late;

  /** Takes the topic, and the counter of its events by type. */
  IntakeCounts(String topic, String metric) {
    this.topic = topic;
    this.metric = metric;
    this.ignored = new IgnoredCounts(topic);
  }

  /** Counts an event that came at {@code now}, epoch milliseconds. */
  void add(Arrival arrival, long now) {
    Event event = arrival.event();
    types.computeIfAbsent(event.type(), t -> new long[1])[0]++;
    late += arrival.tooLate() ? 1 : 0;
    ignored.add(arrival.ignored());
    delays.add(now - event.timestamp());
  }

  boolean isEmpty() {
    return delays.isEmpty();
  }

  /** Emits the counts and clears them. */
  void drain(long now, Consumer<Sample> to) {
    if (isEmpty()) {
      return;
    }
    types.forEach((type, n) -> to.accept(new Sample.Increment(metric, List.of(type), n[0])));
    types.clear();
    ignored.drain(to);
    if (late > 0) {
      List<String> labels = List.of(topic, "after_window");
      to.accept(new Sample.Increment(HealthMetrics.LATE, labels, late));
      late = 0;
    }
    to.accept(delays.drain(HealthMetrics.DELAY, List.of(topic), now));
  }
}
