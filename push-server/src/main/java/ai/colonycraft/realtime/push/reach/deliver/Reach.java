package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.reach.oncall.PolicyInUse;
import java.util.Objects;
import java.util.Optional;

/**
 * What the server shows of how people are reached.
 *
 * @param policy policies and schedules
 * @param metrics what was sent
 * @param page takes what pages say; empty if nobody is reached away from the screen
 */
public record Reach(PolicyInUse policy, DeliveryMetrics metrics, Optional<PageWay> page) {

  /** Nobody is escalated to, and nothing was sent. */
  public static Reach none() {
    return new Reach(PolicyInUse.NONE, new DeliveryMetrics(), Optional.empty());
  }

  public Reach {
    Objects.requireNonNull(policy);
    Objects.requireNonNull(metrics);
    Objects.requireNonNull(page);
  }
}
