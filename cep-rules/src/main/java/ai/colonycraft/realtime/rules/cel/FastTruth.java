package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;

/** A part of a condition as a plain predicate. */
@FunctionalInterface
interface FastTruth {

  /** What it comes to of an event after these steps. */
  Truth of(Event event, Steps steps);
}
