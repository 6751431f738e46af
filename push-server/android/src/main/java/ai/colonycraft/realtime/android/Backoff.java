package ai.colonycraft.realtime.android;

import java.util.Random;

/**
 * How long to wait before the next attempt to connect: doubles from one second to five minutes, of
 * which a random part between a half and all is waited, so that phones do not come back together.
 * Not thread-safe.
 */
final class Backoff {

  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 300_000;

  private final Random random;
  private long next = FIRST_MILLIS;

  Backoff(Random random) {
    this.random = random;
  }

  /** Milliseconds to wait now. */
  long next() {
    long wait = next / 2 + (long) (random.nextDouble() * next / 2);
    next = Math.min(next * 2, LONGEST_MILLIS);
    return wait;
  }

  /** The connection holds: the next wait is short again. */
  void reset() {
    next = FIRST_MILLIS;
  }
}
