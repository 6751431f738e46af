package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The counting steps of a rule. Each event is counted once, before the automaton sees it; the
 * automaton asks whether what came after the events of a partial match reaches the limit. Not
 * thread-safe.
 */
final class CountingSteps {

  /** At most so many keys of a rule and subtask learn what is usual; others find no match. */
  static final int LEARNING = 100_000;

  /** By step; null for those that count nothing. */
  private final Measure[] measures;

  private final boolean any;

  /** Of the key whose event was looked at last. */
  private Tally[] tallies = {};

  private long time;

  /** Whether an incident of the key whose event comes next is open. */
  private boolean isDisturbed;

  /** How many of the keys' tallies learn. */
  private int learning;

  /** How many keys' tallies did not learn, since too many others did. */
  private long unlearnt;

  CountingSteps(Rule rule) {
    measures =
        rule.steps().stream()
            .map(step -> step instanceof Step.Expected e ? e.measure().orElse(null) : null)
            .toArray(Measure[]::new);
    any = rule.isCounting();
  }

  /** Nothing is counted. */
  Tally[] start() {
    return new Tally[any ? measures.length : 0];
  }

  boolean isCounting(int step) {
    return measures[step] != null;
  }

  /**
   * Counts an event that a step looks at.
   *
   * @return whether it may take the step; if it is the rule's first, whether it takes it
   */
  boolean look(int step, Event event, PartialMatches matches) {
    Measure measure = measures[step];
    boolean counted = measure.counts(event);
    tallies = matches.tallies;
    time = event.timestamp();
    if (!counted && measure.kind() != Measure.Kind.SHARE || !measure.isGrouped(event)) {
      return false;
    }
    Tally tally = tally(matches, step);
    if (tally instanceof GroupTallies groups) {
      groups.select(measure.against().orElseThrow().group().value(event).toString());
    }
    tally.add(measure, time, value(measure, event, counted));
    if (isDisturbed) {
      leaveOut(tally);
    }
    if (step > 0) {
      return counted
          && matches.size() > 0
          && (!measure.kind().isMonotone() || tally.reaches(measure, time, Tally.EVER));
    }
    return takes(measure, tally, counted);
  }

  private Tally tally(PartialMatches matches, int step) {
    // Events are processed before time passes for the key, so it may be over already.
    forget(matches, step, time);
    if (matches.tallies[step] == null) {
      matches.tallies[step] = Tally.of(measures[step]);
      if (measures[step].usual().isPresent()) {
        learn((Buckets) matches.tallies[step]);
      }
    }
    return matches.tallies[step];
  }

  private void learn(Buckets tally) {
    if (learning < LEARNING) {
      tally.learnt = new Learnt();
      learning++;
    } else {
      unlearnt++;
    }
  }

  private void forget(PartialMatches matches, int step, long time) {
    Tally tally = matches.tallies[step];
    if (tally != null && tally.forgetAt(measures[step]) <= time) {
      learning -= isLearning(tally) ? 1 : 0;
      matches.tallies[step] = null;
    }
  }

  private static boolean isLearning(Tally tally) {
    return tally instanceof Buckets buckets && buckets.learnt != null;
  }

  private boolean takes(Measure measure, Tally tally, boolean counted) {
    Tally group = tally.ofGroup();
    if (!tally.reaches(measure, time, Tally.EVER)) {
      group.reached = false;
      return false;
    }
    if (!counted || group.reached && time - group.takenAt < measure.againMillis()) {
      return false;
    }
    group.reached = true;
    group.takenAt = time;
    return true;
  }

  /** Whether an incident is open at the events that are looked at from now on. */
  void disturbed(boolean isDisturbed) {
    this.isDisturbed = isDisturbed;
  }

  /** Nothing is learnt from the periods that are under way. */
  void leaveOut(PartialMatches matches) {
    for (Tally tally : matches.tallies) {
      leaveOut(tally);
    }
  }

  private static void leaveOut(Tally tally) {
    if (tally instanceof Buckets buckets && buckets.learnt != null) {
      buckets.learnt.leftOut = true;
    }
  }

  /** How many keys' tallies did not learn since the last call, since too many others did. */
  long takeUnlearnt() {
    long taken = unlearnt;
    unlearnt = 0;
    return taken;
  }

  /** These are used from now on ({@code 1}), or no longer ({@code -1}). */
  void account(PartialMatches matches, int sign) {
    for (Tally tally : matches.tallies) {
      learning += isLearning(tally) ? sign : 0;
    }
  }

  private static Object value(Measure measure, Event event, boolean counted) {
    if (measure.kind() == Measure.Kind.SHARE) {
      return counted ? 1 : 0;
    }
    if (measure.of().isEmpty()) {
      return null;
    }
    Object value = measure.of().get().value(event);
    return measure.kind().isPercentile()
        ? measure
                .limit()
                .comparison()
                .holds(((Number) value).doubleValue(), measure.limit().value())
            ? 1
            : 0
        : value;
  }

  /** Counts by itself what comes after an event that may have taken a step before these. */
  void split(int after, long time, PartialMatches matches) {
    for (int i = after + 1; i < matches.tallies.length; i++) {
      if (measures[i] != null) {
        tally(matches, i).split(time);
      }
    }
  }

  /**
   * Whether the event that was looked at takes a step.
   *
   * @param after time of the newest event of the steps before
   */
  boolean reaches(int step, long after) {
    return step == 0 || tallies[step].reaches(measures[step], time, after);
  }

  /** An event with the value of the step that it may take, for templates. */
  Event measured(Event event, boolean[] open) {
    for (int i = measures.length - 1; i >= 0; i--) {
      if (open[i] && measures[i] != null) {
        Map<String, Object> unknown = new HashMap<>(event.unknown());
        Tally tally = tallies[i];
        unknown.put(
            Scope.MEASURED, tally.result(measures[i], time, i == 0 ? Tally.EVER : tally.split));
        if (measures[i].learns()) {
          unknown.put(Scope.USUAL, tally.compared(measures[i], time));
          unknown.values().removeIf(Objects::isNull);
        }
        return event.with(Map.copyOf(unknown));
      }
    }
    return event;
  }

  /** When the tallies are over; {@link Long#MAX_VALUE} if there are none. */
  long nextTimeout(PartialMatches matches) {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < matches.tallies.length; i++) {
      if (matches.tallies[i] != null) {
        next = Math.min(next, matches.tallies[i].forgetAt(measures[i]));
      }
    }
    return next;
  }

  /** Forgets the tallies that are over at a time. */
  void advance(PartialMatches matches, long time) {
    for (int i = 0; i < matches.tallies.length; i++) {
      forget(matches, i, time);
    }
  }
}
