package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.rules.Step.Expected;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A rule: steps that events of one key take in order within a time.
 *
 * @param id names it everywhere: lower-case words with hyphens between
 * @param description for people who read the rule; may be empty
 * @param enabled whether it is in force
 * @param key what the events of one match have in common
 * @param within from the first event to the last, less than this
 * @param severity how bad a match is
 * @param cooldown of a rule of severity info: after a notification of a key, the next of the same
 *     key comes no sooner
 * @param skip what a match does to others of the same key
 * @param steps in order, at least one
 * @param lifecycle of a rule of another severity: which matches are one incident, and its end
 * @param message the notification of a match
 * @param text the YAML from which it was read
 */
public record Rule(
    String id,
    String description,
    boolean enabled,
    Key key,
    Duration within,
    Severity severity,
    Duration cooldown,
    Skip skip,
    List<Step> steps,
    Lifecycle lifecycle,
    Message message,
    String text) {

  public Rule {
    steps = List.copyOf(steps);
    Objects.requireNonNull(within, "within");
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("steps: expected at least one, found none");
    }
  }

  /** Whether its matches are incidents, which begin, continue and end. */
  public boolean isOfIncidents() {
    return severity != Severity.INFO;
  }

  /** The steps that events take, without those that must not come. */
  public Stream<Expected> expected() {
    return steps.stream().filter(Expected.class::isInstance).map(Expected.class::cast);
  }

  /** Whether one of its steps counts. */
  public boolean isCounting() {
    return expected().anyMatch(step -> step.measure().isPresent());
  }

  /** The steps that a match can begin with: the first, and while they are optional the next. */
  public List<Expected> starters() {
    List<Expected> all = expected().toList();
    int last = 0;
    while (last < all.size() - 1 && all.get(last).optional()) {
      last++;
    }
    return all.subList(0, last + 1);
  }

  /**
   * Whether several matches with the same first event can be emitted: those that begin with it are
   * not skipped, or only up to a step that may be the first, and the steps can be taken in several
   * ways.
   */
  public boolean matchesShareFirst() {
    return !(skip instanceof Skip.ToNext)
        && !(skip instanceof Skip.PastLast)
        && expected()
            .anyMatch(
                step ->
                    step.optional()
                        || step.contiguity() == Contiguity.FOLLOWED_BY_ANY
                        || step.quantifier() instanceof Quantifier.AtLeast
                        || step.quantifier() instanceof Quantifier.Between
                        || step.inner() == Contiguity.FOLLOWED_BY_ANY);
  }

  /** Whether events between those of a match can break it, so that it must see all of them. */
  public boolean isStrict() {
    return expected()
        .anyMatch(
            step ->
                step.contiguity() == Contiguity.NEXT
                    || step.inner() == Contiguity.NEXT && step.quantifier().isMany());
  }

  /** Whether it has a greedy loop, which an event ends that takes no step. */
  public boolean isGreedy() {
    return expected().anyMatch(Expected::greedy);
  }

  /**
   * Whether a loop that may go on stands before something that must not come at the end. The
   * automaton waits for what must not come from the next event on, of whatever kind, so that it
   * must see all of them; where none follows in time, it finds no match.
   */
  public boolean endsOpen() {
    int last = steps.size() - 1;
    if (last < 1
        || !(steps.get(last) instanceof Step.Absent)
        || !(steps.get(last - 1) instanceof Expected loop)) {
      return false;
    }
    return loop.quantifier() instanceof Quantifier.AtLeast
        || loop.quantifier() instanceof Quantifier.Between b && b.from() < b.to();
  }
}
