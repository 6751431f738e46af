package ai.colonycraft.realtime.jobs.config;

import java.io.Serializable;
import java.time.Instant;

/**
 * A range of event time.
 *
 * @param from its begin, included, epoch milliseconds
 * @param to its end, excluded, epoch milliseconds
 */
public record TimeRange(long from, long to) implements Serializable {

  /** All times. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Whether a window lies whole in the range. */
  public boolean holds(long start, long length) {
    return start >= from && start + length <= to;
  }

  @Override
  public String toString() {
    return Instant.ofEpochMilli(from) + " to " + Instant.ofEpochMilli(to);
  }
}
