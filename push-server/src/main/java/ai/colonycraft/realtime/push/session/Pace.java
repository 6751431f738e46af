package ai.colonycraft.realtime.push.session;

/**
 * How often a client wants updates. What comes in between waits, a series once. For one thread at a
 * time.
 */
final class Pace {

  /** The slowest pace that can be asked for: once in about a quarter of an hour. */
  static final double LEAST = 0.001;

  /** The fastest. */
  static final double MOST = 1_000;

  private static final long NONE = 0;

  private volatile long intervalNanos = NONE;
  private volatile long nextAt;

  /** Takes updates a second, or null for no pace at all. */
  void set(Double maxUpdatesPerSecond) {
    intervalNanos = maxUpdatesPerSecond == null ? NONE : (long) (1e9 / maxUpdatesPerSecond);
    nextAt = System.nanoTime();
  }

  /** How long news has to wait, in nanoseconds; zero or less if it may be sent. */
  long waitNanos(long now) {
    return intervalNanos == NONE ? 0 : nextAt - now;
  }

  /** All that waited is sent. */
  void sent(long now) {
    nextAt = now + intervalNanos;
  }
}
