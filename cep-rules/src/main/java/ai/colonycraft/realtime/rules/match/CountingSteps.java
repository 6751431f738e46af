package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.util.HashMap;
import java.util.Map;

/**
 * The counting steps of a rule. Each event is counted once, before the automaton sees it; the
 * automaton asks whether what came after the events of a partial match reaches the limit. Not
 * thread-safe.
 */
final class CountingSteps {

  /** By step; null for those that count nothing. */
  private final Measure[] measures;

  private final boolean any;

  /** Of the key whose event was looked at last. */
  private Tally[] tallies = {};

  private long time;

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
    if (!counted && measure.kind() != Measure.Kind.SHARE) {
      return false;
    }
    Tally tally = tally(matches, step);
    tally.add(measure, time, value(measure, event, counted));
    if (step > 0) {
      return counted
          && matches.size() > 0
          && (!measure.kind().isMonotone() || tally.reaches(measure, time, Tally.EVER));
    }
    return takes(measure, tally, counted);
  }

  private Tally tally(PartialMatches matches, int step) {
    if (matches.tallies[step] == null) {
      matches.tallies[step] = Tally.of(measures[step]);
    }
    return matches.tallies[step];
  }

  private boolean takes(Measure measure, Tally tally, boolean counted) {
    if (!tally.reaches(measure, time, Tally.EVER)) {
      tally.reached = false;
      return false;
    }
    if (!counted || tally.reached && time - tally.takenAt < measure.againMillis()) {
      return false;
    }
    tally.reached = true;
    tally.takenAt = time;
    return true;
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
      if (matches.tallies[i] != null && matches.tallies[i].forgetAt(measures[i]) <= time) {
        matches.tallies[i] = null;
      }
    }
  }
}
