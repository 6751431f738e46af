package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many partial matches one key of a rule can have at a time: a bound from above, reached when
 * every event can take every step but the last, which never comes. Of the {@code n} events that fit
 * within the rule's time, a partial match is a choice: of where it began, of where each loop ended
 * from which the next step waits on, of which event took a step with {@code followedByAny}; and in
 * a loop with {@code inner: followedByAny} any subset.
 *
 * @param within the rule's time
 * @param choices how many events of those within the time are chosen freely, in order
 * @param more how many times as many by loops of a limited length, steps that may be left out, and
 *     the places within counted steps
 * @param subsets whether a loop takes any subset of the events
 * @param cause the field that makes it grow faster than the events do, if one does
 */
public record Growth(
    Duration within, int choices, double more, boolean subsets, Optional<String> cause) {

  /** How it grows with the events of a key. */
  public static Growth of(Rule rule) {
    return new Count(rule).growth();
  }

  /** How many at most, with so many events of the rule's types and of one key a second. */
  public double partialMatches(double eventsPerSecond) {
    double n = Math.ceil(eventsPerSecond * within.toMillis() / 1000);
    if (subsets) {
      // Those of the subsets that end a loop wait beside those that go on.
      return Math.pow(2, n + 1);
    }
    double all = more;
    for (int i = 0; i < choices; i++) {
      // The last of a loop may be its first too: choices with repetition.
      all *= (n + i) / (i + 1);
    }
    return Math.floor(all);
  }

  /** Whether it grows faster than the events do. */
  public boolean isFasterThanEvents() {
    return subsets || choices > 1;
  }

  /** In words: with what it grows. */
  public String words() {
    if (subsets) {
      return "doubles with each event";
    }
    return switch (choices) {
      case 0 -> "stays the same, however many events come";
      case 1 -> "grows with the events";
      case 2 -> "grows with the square of the events";
      case 3 -> "grows with the cube of the events";
      default -> "grows with the events to the power of " + choices;
    };
  }

  /** Goes through the steps once. */
  private static final class Count {

    private final Rule rule;
    private final List<Step.Expected> steps;
    private final boolean endsInSilence;
    private int choices;
    private double more = 1;
    private boolean subsets;
    private String cause;

    Count(Rule rule) {
      this.rule = rule;
      this.steps = rule.expected().toList();
      this.endsInSilence = rule.steps().get(rule.steps().size() - 1) instanceof Step.Absent;
    }

    Growth growth() {
      for (int i = 0; i < steps.size(); i++) {
        count(i);
      }
      if (isKept()) {
        choices++;
      }
      return new Growth(rule.within(), choices, more, subsets, Optional.ofNullable(cause));
    }

    /** Whether what one event began is still there when the next begins another. */
    private boolean isKept() {
      boolean waits =
          endsInSilence
              || steps.stream().skip(1).anyMatch(step -> step.contiguity() != Contiguity.NEXT)
              || steps.size() > 1 && isOpen(steps.get(0));
      boolean goesOn = rule.skip() instanceof Skip.None && isOpen(steps.get(steps.size() - 1));
      return waits || goesOn;
    }

    private void count(int index) {
      Step.Expected step = steps.get(index);
      boolean last = index == steps.size() - 1 && !endsInSilence;
      if (step.optional()) {
        more *= 2;
      }
      if (index > 0 && step.contiguity() == Contiguity.FOLLOWED_BY_ANY && !(last && isOne(step))) {
        choose(step, "contiguity");
      }
      if (!step.quantifier().isMany()) {
        return;
      }
      if (step.inner() == Contiguity.FOLLOWED_BY_ANY) {
        combine(step);
      } else if (!last && !step.greedy() && !isNextStrict(index)) {
        if (isOpen(step)) {
          choose(step, "times");
        } else if (step.quantifier() instanceof Quantifier.Between between) {
          more *= between.to() - between.from() + 1;
        }
      }
      if (last && index == 0) {
        more = Math.max(1, times(step) - 1);
      }
    }

    /** How many events a loop of a limited length takes at most, one without a limit at least. */
    private static int times(Step.Expected step) {
      if (step.quantifier() instanceof Quantifier.Between between) {
        return between.to();
      }
      return step.quantifier() instanceof Quantifier.AtLeast atLeast
          ? atLeast.times()
          : ((Quantifier.Exactly) step.quantifier()).times();
    }

    private void combine(Step.Expected step) {
      if (isOpen(step)) {
        subsets = true;
        cause = field(step, "inner");
        return;
      }
      for (int i = 1; i < times(step); i++) {
        choose(step, "inner");
      }
    }

    private void choose(Step.Expected step, String key) {
      choices++;
      if (cause == null) {
        cause = field(step, key);
      }
    }

    private String field(Step.Expected step, String key) {
      return "steps[%d].%s".formatted(rule.steps().indexOf(step), key);
    }

    /** After its loop, the next step takes the very next event or nothing: nobody waits. */
    private boolean isNextStrict(int index) {
      return index + 1 < steps.size() && steps.get(index + 1).contiguity() == Contiguity.NEXT;
    }

    private static boolean isOne(Step.Expected step) {
      return !step.quantifier().isMany();
    }

    private static boolean isOpen(Step.Expected step) {
      return step.quantifier() instanceof Quantifier.AtLeast;
    }
  }
}
