package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Selector;

/** What a client can ask for. */
sealed interface Request {

  /** Send the matching series, their last values at once. */
  record Subscribe(Selector selector) implements Request {}

  /** Send them no longer. */
  record Unsubscribe(Selector selector) implements Request {}

  /** Say that you are there. */
  record Ping() implements Request {}
}
