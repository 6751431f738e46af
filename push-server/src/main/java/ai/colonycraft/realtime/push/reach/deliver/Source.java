package ai.colonycraft.realtime.push.reach.deliver;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Knows what is to be sent: notices of incidents, digests. For the dispatcher's thread. */
@FunctionalInterface
public interface Source {

  /**
   * What is due, the most urgent first. What was accepted, and what waits for its next attempt, may
   * be among it; it is left out by the {@link Dispatcher}. Must not block.
   *
   * @param owns whether this server sends what is about a key
   * @param outbox what was sent before
   */
  List<Delivery> due(Predicate<String> owns, Outbox outbox, Instant now);

  /**
   * Takes a record of the outbox that is not about a message; called before {@link #due} asks.
   *
   * @return whether it is one of this source
   */
  default boolean take(String key, byte[] value) {
    return false;
  }
}
