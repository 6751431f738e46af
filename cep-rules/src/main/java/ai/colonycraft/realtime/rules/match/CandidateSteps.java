package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Condition;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;

/**
 * What an event could do to the partial matches of one rule and key, found by one look over the
 * events that are kept: which steps it could take after any of them. The automaton would ask the
 * same of each partial match, and gather its events for it. Not thread-safe.
 */
final class CandidateSteps {

  private final Rule rule;

  /** Steps that look at events before a match begins: they begin one, or learn from events. */
  private final List<Step.Expected> firsts;

  private final List<Condition> untils;
  private final boolean[] open;
  private final CountingSteps counting;
  private final boolean seesAll;

  /** Nothing is known: every step could be taken. */
  CandidateSteps(Rule rule) {
    this.rule = rule;
    List<Step.Expected> starters = rule.starters();
    this.firsts =
        rule.expected()
            .filter(
                step ->
                    starters.contains(step) || step.measure().filter(Measure::learns).isPresent())
            .toList();
    this.untils = rule.expected().map(Step.Expected::until).flatMap(Optional::stream).toList();
    this.seesAll = rule.isStrict() || rule.isGreedy() || rule.endsOpen();
    this.counting = new CountingSteps(rule);
    this.open = new boolean[rule.steps().size()];
    Arrays.fill(open, true);
  }

  /**
   * Looks at an event.
   *
   * @return false if it changes nothing: it begins no match, takes no step of one, and ends no loop
   */
  boolean look(Event event, PartialMatches matches) {
    boolean any = seesAll;
    List<Step> steps = rule.steps();
    for (int i = 0; i < open.length; i++) {
      Step step = steps.get(i);
      open[i] =
          step.mayBe(event)
              && (!step.where().hasLinks()
                  || step.where().mayHoldAfter(event, () -> kept(matches)));
      if (open[i] && counting.isCounting(i)) {
        open[i] = counting.look(i, event, matches);
      }
      any |= open[i];
    }
    split(event, matches);
    for (int i = 0; i < untils.size() && !any; i++) {
      any = untils.get(i).mayHold(event);
    }
    return any;
  }

  /** What comes after an event that could take a step is counted for the steps after it. */
  private void split(Event event, PartialMatches matches) {
    if (matches.tallies.length > 0) {
      int first = 0;
      while (first < open.length && !open[first]) {
        first++;
      }
      counting.split(first, event.timestamp(), matches);
    }
  }

  /** What counts. */
  CountingSteps counting() {
    return counting;
  }

  /** The event that was looked at, with the value of the counting step that it may take. */
  Event measured(Event event) {
    return counting.measured(event, open);
  }

  /** Whether the event that was looked at could take a step. */
  boolean isOpen(int step) {
    return open[step];
  }

  /** Whether a match can begin with an event, or a step learns from it. */
  boolean canStart(Event event) {
    for (int i = 0; i < firsts.size(); i++) {
      if (firsts.get(i).mayBe(event)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an event can make a difference to any match, whatever is kept. */
  boolean concerns(Event event) {
    if (seesAll) {
      return true;
    }
    for (int i = 0; i < rule.steps().size(); i++) {
      if (rule.steps().get(i).mayBe(event)) {
        return true;
      }
    }
    for (int i = 0; i < untils.size(); i++) {
      if (untils.get(i).mayHold(event)) {
        return true;
      }
    }
    return false;
  }

  private static Iterator<Event> kept(PartialMatches matches) {
    Iterator<Lockable<Event>> events = matches.events.values().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return events.hasNext();
      }

      @Override
      public Event next() {
        return events.next().getElement();
      }
    };
  }
}
