package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.IgnoredCounts;
import ai.colonycraft.realtime.jobs.metrics.DelayCells;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers what needs no key: events by type, colonies created, agents deployed, tokens by model,
 * late events, delays. Not thread-safe.
 */
final class ActivityCounters {

  private final String topic;
  private final Counter types = new Counter(ActivityMetrics.EVENTS);
  private final Counter colonies = new Counter(ActivityMetrics.COLONY_CREATED);
  private final Counter agents = new Counter(ActivityMetrics.AGENT_DEPLOYED);
  private final Counter tokens = new Counter(ActivityMetrics.LLM_TOKENS);
  private final WrittenTexts texts = new WrittenTexts();
  private final DelayCells delays = new DelayCells();
  private final IgnoredCounts ignored;
  private long late;

  /** Takes the topic that the events come from. */
  ActivityCounters(String topic) {
    this.topic = topic;
    this.ignored = new IgnoredCounts(topic);
  }

  /** Counts an event that arrived now, epoch milliseconds. */
  void add(Activity activity, boolean tooLate, long now) {
    String type = texts.cached(activity.form(), activity.typeAt());
    types.add(type, 1);
    switch (type) {
      case "colony_created" -> colonies.add(region(activity), 1);
      case "agent_deployed" -> agents.add(region(activity), 1);
      default -> {}
    }
    long spent = activity.tokens();
    if (spent > 0) {
      tokens.add(Place.label(texts.cached(activity.form(), activity.modelAt())), spent);
    }
    late += tooLate ? 1 : 0;
    ignored.add(activity.ignored());
    delays.add(now - activity.timestamp());
  }

  private String region(Activity activity) {
    return Place.label(texts.cached(activity.form(), activity.regionAt()));
  }

  /** Emits what was buffered and clears the buffer. */
  void drain(long now, Consumer<Sample> to) {
    if (delays.isEmpty()) {
      return;
    }
    types.drain(to);
    colonies.drain(to);
    agents.drain(to);
    tokens.drain(to);
    ignored.drain(to);
    if (late > 0) {
      to.accept(new Sample.Increment(ActivityMetrics.LATE, Lateness.afterItsWindow(topic), late));
      late = 0;
    }
    to.accept(delays.drain(ActivityMetrics.DELAY, now));
  }

  /** One metric's growth by the value of its label. */
  private static final class Counter {
    private final String metric;

    /** Doubles, as counters are: no sum of them runs over into the negative. */
    private final Map<String, double[]> byLabel = new HashMap<>();

    Counter(String metric) {
      this.metric = metric;
    }

    void add(String label, long amount) {
      double[] sum = byLabel.get(label);
      if (sum == null) {
        sum = new double[1];
        byLabel.put(label, sum);
      }
      sum[0] += amount;
    }

    void drain(Consumer<Sample> to) {
      byLabel.forEach(
          (label, sum) -> to.accept(new Sample.Increment(metric, List.of(label), sum[0])));
      byLabel.clear();
    }
  }
}
