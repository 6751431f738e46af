package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.cel.Condition;
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
      Optional<Measure> measure)
      implements Step {

    public Expected {
      types = Set.copyOf(types);
    }

    /** Whether conditions see it as a list of events, since it need not be just one. */
    public boolean isList() {
      return optional || quantifier.isMany();
    }
  }

  /** A step that must not be taken before the next one, or, as the last, before the time is up. */
  record Absent(String name, Set<String> types, Condition where) implements Step {

    public Absent {
      types = Set.copyOf(types);
    }
  }
}
