package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import java.util.List;

/** The events that steps of a match have taken so far. */
@FunctionalInterface
public interface Steps {

  /** No step has been taken. */
  Steps NONE = step -> List.of();

  /** The events of a step, in order; empty if none has taken it. */
  List<Event> of(String step);
}
