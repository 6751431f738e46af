package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.reach.people.Digests;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Decides when a digest is due: once each local day, at one instant. A time that a day lacks, since
 * clocks are moved ahead over it, is later by as much; of a time that a day has twice, the first
 * one counts.
 */
final class DigestTimes {

  /** A digest that could not be sent so long after its time is left out. */
  static final Duration LATEST = Duration.ofHours(12);

  private DigestTimes() {}

  /**
   * A digest to send.
   *
   * @param day local day on which it is due
   * @param at when
   */
  record Due(LocalDate day, Instant at) {}

  /**
   * The digest that is due at a moment.
   *
   * @param last local day of the last one that was sent
   */
  static Optional<Due> due(
      DigestKind kind, Digests digests, ZoneId zone, Optional<LocalDate> last, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    for (LocalDate day : List.of(today, today.minusDays(1))) {
      Instant at = ZonedDateTime.of(day, digests.at(), zone).toInstant();
      if (kind.isWanted(digests, day)
          && !now.isBefore(at)
          && now.isBefore(at.plus(LATEST))
          && last.map(day::isAfter).orElse(true)) {
        return Optional.of(new Due(day, at));
      }
    }
    return Optional.empty();
  }
}
