package ai.colonycraft.realtime.jobs.types;

/** Whole numbers of at least 0 that are added up, such as tokens. */
public final class Amounts {

  private Amounts() {}

  /** The sum of two amounts, or the largest long if it is larger than that. */
  public static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
