package ai.colonycraft.realtime.jobs.types;

/** Whole numbers of at least 0 that are added up, such as tokens and microseconds. */
public final class Amounts {

  /** Microseconds of a second. */
  public static final double MICROS = 1e6;

  private Amounts() {}

  /**
   * The nearest whole number of microseconds, so that sums do not depend on the order of events.
   */
  public static long micros(double seconds) {
    return Math.round(seconds * MICROS);
  }

  /** The sum of two amounts, or the largest long if it is larger than that. */
  public static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
