package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.reach.people.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides by which way a notice goes to a person: one at a time, the next one where a way does not
 * take it. A pure function.
 */
final class Route {

  /** How long a way that answers {@code LATER} is tried while there is another one. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How long the last way is tried. */
  static final Duration LAST = Duration.ofHours(1);

  /** In the order in which they are tried. */
  private final List<Way> ways;

  Route(List<Way> ways) {
    this.ways = List.copyOf(ways);
  }

  /**
   * The way to go by. It may have taken the notice already, or wait for its next attempt.
   *
   * @param sent what is known of messages about the incident
   * @return empty if no way reaches the person, or each that does has refused it
   */
  Optional<Way> next(Wanted wanted, Person person, Collection<Sent> sent, Instant now) {
    List<Sent> attempts =
        sent.stream()
            .filter(one -> one.kind().equals(wanted.kind().label()))
            .filter(one -> one.step() == wanted.step() && one.person().equals(person.id()))
            .toList();
    Optional<Sent> arrived =
        attempts.stream().filter(one -> one.state() == Sent.State.ACCEPTED).findAny();
    if (wanted.way().isEmpty() && arrived.isPresent()) {
      // Whatever else the person has or chose since.
      return ways.stream().filter(way -> way.name().equals(arrived.get().way())).findAny();
    }
    List<Way> open = new ArrayList<>();
    for (Way way : inOrder(wanted, person)) {
      if (way.reaches(person) || attempts.stream().anyMatch(a -> a.way().equals(way.name()))) {
        open.add(way);
      }
    }
    for (int i = 0; i < open.size(); i++) {
      Way way = open.get(i);
      Duration patience = i + 1 < open.size() ? PATIENCE : LAST;
      if (attempts.stream()
          .filter(attempt -> attempt.way().equals(way.name()))
          .noneMatch(attempt -> isGivenUp(attempt, patience, now))) {
        return Optional.of(way);
      }
    }
    return Optional.empty();
  }

  private List<Way> inOrder(Wanted wanted, Person person) {
    if (wanted.way().isPresent()) {
      return ways.stream().filter(way -> way.name().equals(wanted.way().get())).toList();
    }
    if (!wanted.isDuty()) {
      return ways.stream().filter(way -> isChosen(way, person)).toList();
    }
    // Who is on call is reached by any way, those that the person chose first.
    return ways.stream()
        .sorted(Comparator.comparing(way -> isChosen(way, person) ? 0 : 1))
        .toList();
  }

  private static boolean isChosen(Way way, Person person) {
    return person.preferences().ways().contains(way.name());
  }

  private static boolean isGivenUp(Sent attempt, Duration patience, Instant now) {
    Instant end = attempt.first().plus(patience);
    return switch (attempt.state()) {
      case REFUSED -> true;
      case LATER -> !attempt.retryAt().isBefore(end) || !now.isBefore(end);
      case CLAIMED, ACCEPTED -> false;
    };
  }
}
