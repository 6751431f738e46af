package ai.colonycraft.realtime.push.reach.people;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Objects;
import java.util.Optional;

/**
 * Which digests a person gets by mail.
 *
 * @param daily whether one each day
 * @param weekly on which day one each week; empty for none
 * @param at local time in the person's zone
 */
public record Digests(boolean daily, Optional<DayOfWeek> weekly, LocalTime at) {

  /** None. */
  public static final Digests NONE = new Digests(false, Optional.empty(), LocalTime.of(8, 0));

  public Digests {
    Objects.requireNonNull(weekly, "digests.weekly");
    Objects.requireNonNull(at, "digests.at");
  }
}
