package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Lets a bounded number of events through as lines for people, a second's worth at once; the rest
 * is passed over at the cost of one comparison.
 */
final class Feed extends RichFlatMapFunction<Arrival, Outbound> {

  private static final long SECOND = 1_000_000_000L;

  private final int rate;
  private final String topic;
  private transient long nanosPerLine;
  private transient long nextAt;

  /** Takes lines a second at most, all subtasks together, and the topic. */
  Feed(int rate, String topic) {
    this.rate = rate;
    this.topic = topic;
  }

  @Override
  public void open(OpenContext context) {
    int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    nanosPerLine = rate == 0 ? Long.MAX_VALUE : SECOND * subtasks / rate;
    nextAt = System.nanoTime();
  }

  @Override
  public void flatMap(Arrival arrival, Collector<Outbound> out) {
    if (rate == 0) {
      return;
    }
    long now = System.nanoTime();
    // Lines not used in the last second are not saved up.
    long at = Math.max(nextAt, now - SECOND);
    if (at > now) {
      return;
    }
    nextAt = at + nanosPerLine;
    Event event = arrival.event();
    out.collect(new Outbound(topic, null, FeedLine.of(event)));
  }
}
