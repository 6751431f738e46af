package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Condition;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** A step's condition as flink-cep asks for it. Serialized as the rule's text. */
final class StepCondition extends IterativeCondition<Event> {

  private final transient Set<String> types;
  private final transient Condition condition;
  private final transient Rule rule;
  private final transient int step;
  private final transient boolean until;
  private final transient CandidateSteps outlook;

  private final transient boolean isCounting;

  /** Of events in any order, or with a time since the one before; null if there is neither. */
  private final transient Step.Expected shape;

  /** The loop before a step that must not come; null if there is none. */
  private final transient Step.Expected loop;

  private StepCondition(
      Rule rule,
      int step,
      boolean until,
      Set<String> types,
      Condition condition,
      CandidateSteps outlook) {
    this.outlook = outlook;
    this.isCounting = !until && outlook.counting().isCounting(step);
    this.loop = until ? null : loopBefore(rule, step);
    this.shape =
        !until
                && rule.steps().get(step) instanceof Step.Expected expected
                && !(expected.allOf().isEmpty() && expected.gap().isAny())
            ? expected
            : null;
    this.rule = rule;
    this.step = step;
    this.until = until;
    this.types = types;
    this.condition = condition;
  }

  /** Whether an event takes a step; asked only of events that the outlook has looked at. */
  static StepCondition where(Rule rule, int index, CandidateSteps outlook) {
    Step step = rule.steps().get(index);
    return new StepCondition(rule, index, false, step.types(), step.where(), outlook);
  }

  /** Whether an event, of any type, ends the loop of a step. */
  static StepCondition until(Rule rule, int index) {
    Step.Expected step = (Step.Expected) rule.steps().get(index);
    return new StepCondition(
        rule, index, true, Set.of(), step.until().orElseThrow(), new CandidateSteps(rule));
  }

  private static Step.Expected loopBefore(Rule rule, int index) {
    int before = index;
    while (rule.steps().get(before) instanceof Step.Absent) {
      before--;
    }
    return before < index
            && rule.steps().get(before) instanceof Step.Expected expected
            && expected.quantifier().least() > 1
        ? expected
        : null;
  }

  @Override
  public boolean filter(Event event, Context<Event> context) {
    return (until || outlook.isOpen(step))
        && (types.isEmpty() || types.contains(event.type()))
        && condition.holds(event, name -> taken(name, context))
        && (loop == null || isComplete(context))
        && (shape == null || fitsShape(event, context))
        && (!isCounting || outlook.counting().reaches(step, newest(step, context)));
  }

  private boolean fitsShape(Event event, Context<Event> context) {
    if (!shape.allOf().isEmpty()) {
      List<Event> events = taken(shape.name(), context);
      events.add(event);
      if (!shape.areOfDifferent(events)) {
        return false;
      }
    }
    long before = shape.gap().isAny() ? Tally.EVER : newest(step + 1, context);
    return before == Tally.EVER || shape.gap().fits(event.timestamp() - before);
  }

  /** Time of the newest event that took one of the first steps. */
  private long newest(int steps, Context<Event> context) {
    long newest = Tally.EVER;
    for (int i = 0; i < steps; i++) {
      if (rule.steps().get(i) instanceof Step.Expected before) {
        for (Event event : taken(before.name(), context)) {
          newest = Math.max(newest, event.timestamp());
        }
      }
    }
    return newest;
  }

  /**
   * Whether the loop has its least number of events. flink-cep asks for what must not come after a
   * loop from the loop's second event on, when it may still come.
   */
  private boolean isComplete(Context<Event> context) {
    return taken(loop.name(), context).size() >= loop.quantifier().least();
  }

  private static List<Event> taken(String step, Context<Event> context) {
    try {
      List<Event> events = new ArrayList<>();
      context.getEventsForPattern(step).forEach(events::add);
      return events;
    } catch (Exception e) {
      throw new IllegalStateException("the events of step " + step + " can't be read", e);
    }
  }

  @Serial
  private Object writeReplace() {
    return new Written(rule.text(), step, until);
  }

  private record Written(String rule, int step, boolean until) implements Serializable {

    @Serial
    private Object readResolve() {
      try {
        Rule read = RuleReader.read("serialized", rule);
        return until
            ? StepCondition.until(read, step)
            : where(read, step, new CandidateSteps(read));
      } catch (InvalidRuleException e) {
        throw new IllegalStateException("a rule that was read once can't be read again", e);
      }
    }
  }
}
