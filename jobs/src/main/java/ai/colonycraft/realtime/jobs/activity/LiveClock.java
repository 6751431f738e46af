package ai.colonycraft.realtime.jobs.activity;

/**
 * The time by which live counts forget: the newest event time seen, and while the input is silent,
 * that time carried on by the clock. Never runs backwards. Not thread-safe.
 */
final class LiveClock {

  /** Without an event for this long the input counts as silent, milliseconds. */
  private final long silence;

  private long newest = Long.MIN_VALUE;
  private long observedAt;
  private long time = Long.MIN_VALUE;

  LiveClock(long silence) {
    this.silence = silence;
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

  /** What {@link #restore} takes. */
  long state() {
    return time;
  }

  /** Goes on from a time that was; silence begins now. */
  void restore(long state, long now) {
    newest = state;
    time = state;
    observedAt = now;
  }
}
