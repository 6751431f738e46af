package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;

/** A part of a condition that is a value: String, Long, Double or Boolean. */
@FunctionalInterface
interface FastValue {

  /** What it comes to; null where CEL has an error. */
  Object of(Event event, Steps steps);
}
