package ai.colonycraft.realtime.push.reach.oncall;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A time for which one person is on call.
 *
 * @param person the person's id
 * @param until first moment after it; empty if no end is known
 */
public record Shift(String person, Instant from, Optional<Instant> until) {

  public Shift {
    Objects.requireNonNull(person);
    Objects.requireNonNull(from);
    Objects.requireNonNull(until);
  }
}
