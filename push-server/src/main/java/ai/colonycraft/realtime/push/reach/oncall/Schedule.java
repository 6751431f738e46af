package ai.colonycraft.realtime.push.reach.oncall;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is on call when. An override holds before any rotation, and among several the one that stands
 * last in the file; of the rotations, the one that began last holds.
 *
 * @param zone of its local times
 */
public record Schedule(
    String name, ZoneId zone, List<Rotation> rotations, List<Override> overrides) {

  /** Changes that are looked through for the next person; one who is on call alone has no next. */
  private static final int MOST_CHANGES = 500;

  /**
   * Somebody stands in for whoever the rotation names.
   *
   * @param until first moment after it, after {@code from}
   */
  public record Override(Instant from, Instant until, String person) {

    public Override {
      Objects.requireNonNull(person);
      if (!until.isAfter(from)) {
        throw new IllegalArgumentException("expected an end after the begin");
      }
    }

    boolean holdsAt(Instant moment) {
      return !moment.isBefore(from) && moment.isBefore(until);
    }
  }

  public Schedule {
    Objects.requireNonNull(name);
    Objects.requireNonNull(zone);
    rotations = List.copyOf(rotations);
    overrides = List.copyOf(overrides);
  }

  /** Who is on call at a moment; empty for nobody. */
  public Optional<String> personAt(Instant moment) {
    String person = null;
    for (Override override : overrides) {
      person = override.holdsAt(moment) ? override.person() : person;
    }
    if (person != null) {
      return Optional.of(person);
    }
    return current(moment)
        .flatMap(rotation -> rotation.at(moment, zone))
        .map(Rotation.Turn::person);
  }

  /** The shift at a moment; it begins when asked for, or at the last handover that is known. */
  public Optional<Shift> at(Instant moment) {
    Optional<Instant> until = changeAfter(moment);
    return personAt(moment).map(person -> new Shift(person, begin(moment), until));
  }

  /** The shift that follows the one at a moment; empty if nobody else follows. */
  public Optional<Shift> next(Instant moment) {
    Optional<Instant> change = changeAfter(moment);
    while (change.isPresent()) {
      Optional<Shift> shift = at(change.get());
      if (shift.isPresent()) {
        return Optional.of(new Shift(shift.get().person(), change.get(), shift.get().until()));
      }
      change = changeAfter(change.get());
    }
    return Optional.empty();
  }

  /** When another person is on call than at a moment, or nobody. */
  private Optional<Instant> changeAfter(Instant moment) {
    Optional<String> now = personAt(moment);
    Instant at = moment;
    for (int i = 0; i < MOST_CHANGES; i++) {
      Optional<Instant> boundary = boundaryAfter(at);
      if (boundary.isEmpty()) {
        return Optional.empty();
      }
      at = boundary.get();
      if (!personAt(at).equals(now)) {
        return boundary;
      }
    }
    return Optional.empty();
  }

  /** The next moment at which anything begins or ends. */
  private Optional<Instant> boundaryAfter(Instant moment) {
    List<Instant> boundaries = new ArrayList<>();
    for (Override override : overrides) {
      boundaries.add(override.from());
      boundaries.add(override.until());
    }
    rotations.forEach(rotation -> boundaries.add(rotation.begin(zone)));
    current(moment)
        .flatMap(rotation -> rotation.at(moment, zone))
        .ifPresent(turn -> boundaries.add(turn.end()));
    return boundaries.stream().filter(at -> at.isAfter(moment)).min(Instant::compareTo);
  }

  private Instant begin(Instant moment) {
    Optional<Instant> override =
        overrides.stream().filter(o -> o.holdsAt(moment)).map(Override::from).reduce((a, b) -> b);
    return override.orElseGet(
        () ->
            current(moment)
                .flatMap(rotation -> rotation.at(moment, zone))
                .map(Rotation.Turn::begin)
                .orElse(moment));
  }

  private Optional<Rotation> current(Instant moment) {
    Rotation last = null;
    for (Rotation rotation : rotations) {
      Instant begin = rotation.begin(zone);
      if (!begin.isAfter(moment) && (last == null || !begin.isBefore(last.begin(zone)))) {
        last = rotation;
      }
    }
    return Optional.ofNullable(last);
  }
}
