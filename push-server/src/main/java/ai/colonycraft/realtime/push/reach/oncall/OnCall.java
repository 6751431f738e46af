package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Policies and schedules. What it answers follows from them, the incident and the time alone, so
 * that every push server gives the same answer, before and after a restart. Immutable.
 *
 * @param policies the first one that an incident matches holds for it
 * @param schedules by name
 */
public record OnCall(List<Policy> policies, Map<String, Schedule> schedules) {

  /** Nobody is escalated to. */
  public static final OnCall NONE = new OnCall(List.of(), Map.of());

  /**
   * A step whose time has come.
   *
   * @param number counts the steps of an incident from 0, repeated ones too
   * @param due when its time came
   * @param people ids of those whom it notifies, each once; empty if nobody is on call then
   */
  public record DueStep(int number, Instant due, Set<String> people) {
    public DueStep {
      Objects.requireNonNull(due);
    }
  }

  public OnCall {
    policies = List.copyOf(policies);
    schedules = Map.copyOf(schedules);
  }

  /** The policy of an incident; empty if there is none for it. */
  public Optional<Policy> policy(Incident incident) {
    return policies.stream().filter(policy -> policy.isFor(incident)).findFirst();
  }

  /**
   * The steps of an incident whose time has come, those of the first first.
   *
   * @param since from when on the times of the steps count
   */
  public List<DueStep> due(Incident incident, Instant since, Instant now) {
    List<DueStep> due = new ArrayList<>();
    policy(incident).ifPresent(policy -> addDue(policy, since, now, due));
    return due;
  }

  private void addDue(Policy policy, Instant since, Instant now, List<DueStep> due) {
    int rounds = 1 + policy.repeat().map(Policy.Repeat::times).orElse(0);
    Duration every = policy.repeat().map(Policy.Repeat::every).orElse(Duration.ZERO);
    int number = 0;
    for (int round = 0; round < rounds; round++) {
      for (Policy.Step step : policy.steps()) {
        Instant at = since.plus(every.multipliedBy(round)).plus(step.after());
        if (at.isAfter(now)) {
          return;
        }
        due.add(new DueStep(number, at, people(step, at)));
        number++;
      }
    }
  }

  private Set<String> people(Policy.Step step, Instant at) {
    Set<String> people = new LinkedHashSet<>();
    step.targets().stream().flatMap(target -> person(target, at)).forEach(people::add);
    return people;
  }

  private Stream<String> person(Policy.Target target, Instant at) {
    if (target instanceof Policy.Named named) {
      return Stream.of(named.person());
    }
    if (target instanceof Policy.OnCallNext next) {
      return schedules.get(next.schedule()).next(at).map(Shift::person).stream();
    }
    return schedules.get(((Policy.OnCallNow) target).schedule()).personAt(at).stream();
  }
}
