package ai.colonycraft.realtime.jobs.health;

import java.util.Arrays;

/**
 * Amounts that came in the last while, in a ring of ticks of a quarter of a second, so that any
 * shorter while can be summed. The clock is the caller's and never runs backwards. Not thread-safe.
 */
final class RecentSums {

  /** Length of a tick, milliseconds. */
  static final long TICK = 250;

  private final long[] ticks;
  private final double[][] sums;

  /** Takes the longest while that is asked for, milliseconds, and how many amounts come at once. */
  RecentSums(long longest, int amounts) {
    int size = (int) ((longest + TICK - 1) / TICK);
    ticks = new long[size];
    sums = new double[size][amounts];
  }

  /** Adds what came at {@code now}. */
  void add(double[] amounts, long now) {
    long tick = now / TICK;
    int at = (int) (tick % ticks.length);
    if (ticks[at] != tick) {
      ticks[at] = tick;
      Arrays.fill(sums[at], 0);
    }
    for (int i = 0; i < amounts.length; i++) {
      sums[at][i] += amounts[i];
    }
  }

  /** Adds to {@code to} what came in the ticks of the last {@code span} milliseconds. */
  void sumInto(double[] to, long span, long now) {
    long oldest = oldest(span, now);
    for (int at = 0; at < ticks.length; at++) {
      if (ticks[at] >= oldest) {
        for (int i = 0; i < to.length; i++) {
          to[i] += sums[at][i];
        }
      }
    }
  }

  private static long oldest(long span, long now) {
    return now / TICK - span / TICK + 1;
  }

  /**
   * As {@link #seconds(long, long)}, but no longer than since {@code openedAt}, epoch milliseconds,
   * and at least a second.
   */
  static double secondsSince(long openedAt, long span, long now) {
    return Math.max(1, Math.min(seconds(span, now), (now - openedAt) / 1000.0));
  }

  /** Seconds from the beginning of the oldest tick of a span until now. */
  static double seconds(long span, long now) {
    return (now - oldest(span, now) * TICK) / 1000.0;
  }
}
