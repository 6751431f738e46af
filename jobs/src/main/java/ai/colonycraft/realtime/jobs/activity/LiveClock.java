package ai.colonycraft.realtime.jobs.activity;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * The time by which live counts forget: the newest event time seen, and while the input is silent,
 * that time carried on by the clock. Never runs backwards. Not thread-safe.
 */
final class LiveClock {

  /** Without an event for this long the input counts as silent, milliseconds. */
  private final long silence;

  private ListState<Long> saved;
  private long newest = Long.MIN_VALUE;
  private long observedAt;
  private long time = Long.MIN_VALUE;

  LiveClock(long silence) {
    this.silence = silence;
  }

  /**
   * Restores the latest time that any subtask of the job had reached; silence begins now, epoch
   * milliseconds.
   */
  void initialize(StateInitializationContext context, long now) throws Exception {
    saved =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("live-time", Types.LONG));
    for (long reached : saved.get()) {
      newest = Math.max(newest, reached);
    }
    time = newest;
    observedAt = now;
  }

  void snapshot() throws Exception {
    saved.update(List.of(time));
  }

  /** Notes an event time; {@code now} is the wall clock, epoch milliseconds. */
  void observe(long timestamp, long now) {
    observedAt = now;
    newest = Math.max(newest, timestamp);
    time = Math.max(time, newest);
  }

  /** The time at this wall clock, epoch milliseconds; long ago before the first event. */
  long time(long now) {
    long silent = now - observedAt;
    if (newest != Long.MIN_VALUE && silent > silence) {
      time = Math.max(time, newest + silent);
    }
    return time;
  }
}
