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

  /** What a page says is stamped by another clock than what makes a notice due. */
  private static final Duration CLOCKS = Duration.ofSeconds(10);

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
        attempts.stream()
            .filter(one -> one.state() == Sent.State.ACCEPTED && !wasBefore(wanted, one))
            .findAny();
    if (wanted.way().isEmpty() && arrived.isPresent()) {
      // Whatever else the person has or chose since.
      return ways.stream().filter(way -> way.name().equals(arrived.get().way())).findAny();
    }
    List<Way> open = new ArrayList<>();
    for (Way way : inOrder(wanted, person)) {
      if (isPage(way) && !way.takes(wanted.kind())) {
        continue; // The others remain, unlike for a kind that a chosen way does not take.
      }
      if (way.reaches(person) || attempts.stream().anyMatch(a -> a.way().equals(way.name()))) {
        open.add(way);
      }
    }
    for (int i = 0; i < open.size(); i++) {
      Way way = open.get(i);
      Duration patience = i + 1 < open.size() ? PATIENCE : LAST;
      if (attempts.stream()
          .filter(attempt -> attempt.way().equals(way.name()))
          .noneMatch(one -> isGivenUp(one, patience, now) || wasBefore(wanted, one))) {
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
      return ways.stream().filter(way -> isPage(way) || isChosen(way, person)).toList();
    }
    // Who is on call is reached by any way, those that the person chose first.
    return ways.stream()
        .sorted(Comparator.comparing(way -> isPage(way) || isChosen(way, person) ? 0 : 1))
        .toList();
  }

  private static boolean isPage(Way way) {
    return way.name().equals(PageWay.NAME);
  }

  /**
   * Whether a page showed the incident before the notice was due: before the step of a policy came,
   * or an acknowledgement was taken back. Then the person has to be reached again.
   */
  private static boolean wasBefore(Wanted wanted, Sent sent) {
    return sent.way().equals(PageWay.NAME)
        && sent.state() == Sent.State.ACCEPTED
        && sent.at().isBefore(wanted.due().minus(CLOCKS));
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
