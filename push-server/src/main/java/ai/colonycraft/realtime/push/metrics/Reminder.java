package ai.colonycraft.realtime.push.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides when something that happens again and again is worth a line in the log: the first time at
 * once, then once an interval with the number of times between. For one thread.
 */
public final class Reminder {

  private final Clock clock;
  private final Duration interval;
  private Instant next = Instant.MIN;
  private long unsaid;

  /** Takes the time between two lines. */
  public Reminder(Clock clock, Duration interval) {
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * It happened once more.
   *
   * @return how often since the last line, this time included, if a line is due; otherwise 0
   */
  public long happened() {
    return happened(1);
  }

  /** The same for several times at once. */
  public long happened(long times) {
    unsaid += times;
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return 0;
    }
    next = now.plus(interval);
    long since = unsaid;
    unsaid = 0;
    return since;
  }

  /** It is over: the next time counts as the first. Returns whether it had been logged. */
  public boolean over() {
    boolean logged = !next.equals(Instant.MIN);
    next = Instant.MIN;
    unsaid = 0;
    return logged;
  }
}
