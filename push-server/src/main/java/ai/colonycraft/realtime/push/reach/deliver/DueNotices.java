package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.oncall.OnCall;
import ai.colonycraft.realtime.push.reach.people.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which notices of an incident are due: a pure function of the incident, the policies, the
 * people, what was sent before, and the time.
 *
 * <p>While an incident is open, not acknowledged and not silenced, it is sent to everybody who
 * wants it by their preferences, and to those of each step of its policy whose time has come. Of a
 * group only the first one that somebody wants is sent to them, and a later one that is more
 * severe. Who was sent something gets a further notice, in silence, when somebody acknowledges the
 * incident and when it ends.
 */
final class DueNotices {

  /** An incident that began longer ago is not sent to those who merely want it. */
  static final Duration NEWS = Duration.ofHours(1);

  /** A notice that is late by more is not sent; what was sent is known for longer than that. */
  static final Duration LATE = Duration.ofHours(12);

  private final OnCall onCall;

  DueNotices(OnCall onCall) {
    this.onCall = onCall;
  }

  /**
   * The notices of an incident that are due or were, each person's in the order of the steps.
   *
   * @param sent what is known of messages about the incident
   */
  List<Wanted> of(
      IncidentView view, Collection<Person> people, Collection<Sent> sent, Instant now) {
    List<Wanted> due = new ArrayList<>();
    if (view.isUnhandled()) {
      addSteps(view, now, due);
      for (Person person : people) {
        if (wantsNow(view, person, now)) {
          due.add(Wanted.opened(person.id(), view.since()));
        }
      }
      addReminders(view, sent, now, due);
    } else {
      addReplacements(view, sent, now, due);
    }
    // One who is on call and wants it too gets it once.
    Map<List<Object>, Wanted> distinct = new LinkedHashMap<>();
    due.forEach(
        one ->
            distinct.putIfAbsent(
                List.of(one.kind(), one.step(), one.person(), one.way().orElse("")), one));
    return List.copyOf(distinct.values());
  }

  private void addSteps(IncidentView view, Instant now, List<Wanted> due) {
    if (!isFirst(view, member -> onCall.policy(member).isPresent())) {
      return;
    }
    for (OnCall.DueStep step : onCall.due(view.incident(), view.since(), now)) {
      if (step.due().plus(LATE).isAfter(now)) {
        Notice.Kind kind = step.number() == 0 ? Notice.Kind.OPENED : Notice.Kind.ESCALATED;
        step.people()
            .forEach(person -> due.add(Wanted.onDuty(kind, step.number(), person, step.due())));
      }
    }
  }

  private boolean wantsNow(IncidentView view, Person person, Instant now) {
    if (!person.wants(view.incident(), now) || !isFirst(view, m -> isOfInterest(person, m))) {
      return false;
    }
    // What came in quiet hours is still news when they end.
    boolean wasQuiet = person.preferences().isQuiet(view.incident(), view.since());
    return view.since().plus(wasQuiet ? LATE : NEWS).isAfter(now);
  }

  private static boolean isOfInterest(Person person, Incident incident) {
    return person.visibility().sees(incident) && person.preferences().isOfInterest(incident);
  }

  /**
   * Whether an incident interrupts somebody: no member of its group that they want and that is as
   * severe began before it. A member that is silenced, or ended before anybody acknowledged it,
   * does not count: otherwise those after it would reach nobody.
   */
  private static boolean isFirst(IncidentView view, Predicate<Incident> wanted) {
    for (IncidentView member : view.group()) {
      if (member.incident().id().equals(view.incident().id())) {
        return true;
      }
      boolean counts =
          member.acknowledgement().isPresent()
              || member.incident().isOpen() && !member.isSilenced();
      if (counts && isAsSevere(member, view) && wanted.test(member.incident())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsSevere(IncidentView one, IncidentView other) {
    return one.incident().type().equals("critical") || !other.incident().type().equals("critical");
  }

  /** Who saw that somebody has it is told that this holds no longer. */
  private static void addReminders(
      IncidentView view, Collection<Sent> sent, Instant now, List<Wanted> due) {
    int before = view.undone() - 1;
    for (Sent one : sent) {
      if (isKind(one, Notice.Kind.HANDLED) && one.step() == before && mayHaveArrived(one, now)) {
        due.add(
            Wanted.after(one, Notice.Kind.REMINDER, view.undone(), view.since(), Optional.empty()));
      }
    }
  }

  private static void addReplacements(
      IncidentView view, Collection<Sent> sent, Instant now, List<Wanted> due) {
    Incident incident = view.incident();
    boolean isOver = incident.resolvedAt().isPresent();
    if (!isOver && view.acknowledgement().isEmpty()) {
      return; // Silenced: what was sent stays.
    }
    Instant since =
        Instant.ofEpochMilli(
            isOver ? incident.resolvedAt().get() : view.acknowledgement().get().timestamp());
    if (!since.plus(LATE).isAfter(now)) {
      return;
    }
    Optional<String> by = view.acknowledgement().flatMap(a -> Optional.ofNullable(a.by()));
    for (Sent one : sent) {
      boolean interrupted =
          isKind(one, Notice.Kind.OPENED)
              || isKind(one, Notice.Kind.ESCALATED)
              || isKind(one, Notice.Kind.REMINDER);
      if (interrupted && mayHaveArrived(one, now)) {
        due.add(
            isOver
                ? Wanted.after(one, Notice.Kind.RESOLVED, 0, since, by)
                : Wanted.after(one, Notice.Kind.HANDLED, view.undone(), since, by));
      }
    }
  }

  private static boolean isKind(Sent sent, Notice.Kind kind) {
    return sent.kind().equals(kind.label());
  }

  /** Also one whose server was killed while it was sent; one that is under way is waited for. */
  private static boolean mayHaveArrived(Sent sent, Instant now) {
    return sent.state() == Sent.State.ACCEPTED
        || sent.state() == Sent.State.CLAIMED && !now.isBefore(sent.at().plus(Outbox.CLAIM));
  }
}
