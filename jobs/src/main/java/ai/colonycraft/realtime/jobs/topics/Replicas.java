package ai.colonycraft.realtime.jobs.topics;

import java.util.Optional;

/**
 * How many copies of a topic there are.
 *
 * @param factor copies of each partition; empty for the broker's default
 * @param inSync copies that have a record before it counts as written; empty for the broker's
 *     default
 */
public record Replicas(Optional<Integer> factor, Optional<Integer> inSync) {

  /** As many as the broker makes by default, which is one unless its config says more. */
  public static final Replicas OF_THE_BROKER = new Replicas(Optional.empty(), Optional.empty());
}
