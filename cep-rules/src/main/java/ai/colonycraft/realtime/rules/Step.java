package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.cel.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One step of a rule. */
public sealed interface Step {

  /** What conditions and templates call it. */
  String name();

  /** The event types that it listens to; empty for all. */
  Set<String> types();

  /** What such an event must meet. */
  Condition where();

  /** Whether an event may take this step, as far as the event alone shows. */
  default boolean mayBe(Event event) {
    return (types().isEmpty() || types().contains(event.type())) && where().mayHold(event);
  }

  /**
   * A step that events take.
   *
   * @param contiguity to the step before; of the first step it means nothing
   * @param quantifier how many events take it
   * @param optional whether it may be left out
   * @param greedy whether a loop takes an event that the next step could take too
   * @param inner contiguity between the events of a loop
   * @param until ends a loop; this event is not part of it
   * @param measure of a counting step: what it computes over the events that it listens to. The
   *     event with which the limit is reached takes the step.
   * @param allOf of a step whose events come in any order: one event for each of these
   * @param gap the time since the event before, of this step or one before it
   */
  record Expected(
      String name,
      Set<String> types,
      Condition where,
      Contiguity contiguity,
      Quantifier quantifier,
      boolean optional,
      boolean greedy,
      Contiguity inner,
      Optional<Condition> until,
      Optional<Measure> measure,
      List<Option> allOf,
      Gap gap)
      implements Step {

    public Expected {
      types = Set.copyOf(types);
      allOf = List.copyOf(allOf);
    }

    @Override
    public boolean mayBe(Event event) {
      return Step.super.mayBe(event) && (allOf.isEmpty() || isOfAny(event));
    }

    private boolean isOfAny(Event event) {
      for (int i = 0; i < allOf.size(); i++) {
        if (allOf.get(i).fits(event)) {
          return true;
        }
      }
      return false;
    }

    /** Whether events can be those of {@link #allOf}, each of another one. */
    public boolean areOfDifferent(List<Event> events) {
      return areOfDifferent(events, 0, 0);
    }

    private boolean areOfDifferent(List<Event> events, int from, int used) {
      if (from == events.size()) {
        return true;
      }
      for (int i = 0; i < allOf.size(); i++) {
        if ((used & 1 << i) == 0
            && allOf.get(i).fits(events.get(from))
            && areOfDifferent(events, from + 1, used | 1 << i)) {
          return true;
        }
      }
      return false;
    }

    /** Whether conditions see it as a list of events, since it need not be just one. */
    public boolean isList() {
      return optional || quantifier.isMany();
    }
  }

  /**
   * One of the events that come in any order.
   *
   * @param types its types; empty for all
   * @param where what it must meet; knows the event alone
   */
  record Option(Set<String> types, Condition where) {

    public Option {
      types = Set.copyOf(types);
    }

    boolean fits(Event event) {
      return (types.isEmpty() || types.contains(event.type())) && where.mayHold(event);
    }
  }

  /**
   * The time between an event that takes a step and the event that was taken before it.
   *
   * @param within less than this
   * @param after at least this
   */
  record Gap(Optional<Duration> within, Optional<Duration> after) {

    /** Whether any time will do. */
    public boolean isAny() {
      return within.isEmpty() && after.isEmpty();
    }

    /** Whether it may be so many milliseconds. */
    public boolean fits(long millis) {
      return (within.isEmpty() || millis < within.get().toMillis())
          && (after.isEmpty() || millis >= after.get().toMillis());
    }
  }

  /** A step that must not be taken before the next one, or, as the last, before the time is up. */
  record Absent(String name, Set<String> types, Condition where) implements Step {

    public Absent {
      types = Set.copyOf(types);
    }
  }
}
