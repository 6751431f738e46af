package ai.colonycraft.realtime.jobs.activity;

/**
 * Lets a bounded number of events through as lines for people, a second's worth at once; the rest
 * is passed over at the cost of one comparison. Not thread-safe.
 */
final class Feed {

  private static final long SECOND = 1_000_000;

  private final long microsPerLine;
  private long nextAt;

  /** Takes lines a second at most, all subtasks together, and how many subtasks there are. */
  Feed(int rate, int subtasks) {
    microsPerLine = rate == 0 ? 0 : SECOND * subtasks / rate;
    nextAt = rate == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  /** Whether the event that came at this time, epoch milliseconds, is to be a line. */
  boolean takes(long now) {
    long micros = now * 1000;
    if (nextAt > micros) {
      // A clock that was set back must not silence the feed until it has caught up.
      if (nextAt != Long.MAX_VALUE && nextAt - micros > microsPerLine) {
        nextAt = micros + microsPerLine;
      }
      return false;
    }
    // Lines not used in the last second are not saved up.
    nextAt = Math.max(nextAt, micros - SECOND) + microsPerLine;
    return true;
  }
}
