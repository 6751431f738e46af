package ai.colonycraft.realtime.push.reach.oncall;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * People who are on call in turn. Handovers are at local times: one each day at 09:00 stays at
 * 09:00 when the zone changes its offset, and a turn then has 23 or 25 hours. A handover at a local
 * time that is left out happens as much later as the gap is long; at one that comes twice, it
 * happens the first time.
 *
 * @param from local time of the first handover; nobody is on call by it before
 * @param everyHours hours on the wall from one handover to the next, at least 1
 * @param people ids, at least one; the first one begins
 */
public record Rotation(LocalDateTime from, int everyHours, List<String> people) {

  /** A zone has left out a whole day at the most. */
  private static final int LONGEST_JUMP_HOURS = 25;

  /** One person's turn; {@code begin} is not after the moment asked for, {@code end} is. */
  record Turn(String person, Instant begin, Instant end) {}

  public Rotation {
    Objects.requireNonNull(from);
    people = List.copyOf(people);
    if (everyHours < 1 || people.isEmpty()) {
      throw new IllegalArgumentException("expected at least one hour and one person");
    }
  }

  /** Whose turn it is at a moment; empty before the first. */
  Optional<Turn> at(Instant moment, ZoneId zone) {
    if (moment.isBefore(handover(0, zone))) {
      return Optional.empty();
    }
    long hours = ChronoUnit.HOURS.between(from, LocalDateTime.ofInstant(moment, zone));
    // Where the zone changes its offset, the turn is some before or after what hours alone say.
    long turn = Math.max(0, (hours - LONGEST_JUMP_HOURS) / everyHours - 1);
    while (!handover(turn + 1, zone).isAfter(moment)) {
      turn++;
    }
    return Optional.of(
        new Turn(
            people.get((int) (turn % people.size())),
            handover(turn, zone),
            handover(turn + 1, zone)));
  }

  /** When the first turn begins. */
  Instant begin(ZoneId zone) {
    return handover(0, zone);
  }

  private Instant handover(long turn, ZoneId zone) {
    return from.plus(Duration.ofHours(turn * everyHours)).atZone(zone).toInstant();
  }
}
