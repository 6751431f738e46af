package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Selector;
import java.util.List;

/** What a client can ask for. */
sealed interface Request {

  /**
   * Send the matching series: their last values at once, or what was missed.
   *
   * @param selectors one, or several that begin together
   * @param since null if the client does not ask for its position
   * @param isChoice whether these are all that the client wants, and not one metric by its name
   *     alone, added to all totals
   */
  record Subscribe(List<Selector> selectors, Since since, boolean isChoice) implements Request {}

  /** Send them no longer. */
  record Unsubscribe(Selector selector) implements Request {}

  /**
   * Send no more often.
   *
   * @param maxUpdatesPerSecond null for as often as there is something
   */
  record Pace(Double maxUpdatesPerSecond) implements Request {}

  /** Asks for the position, for updates and acknowledgements, and for what was missed. */
  record Follow(Since since) implements Request {}

  /** Say that you are there. */
  record Ping() implements Request {}
}
