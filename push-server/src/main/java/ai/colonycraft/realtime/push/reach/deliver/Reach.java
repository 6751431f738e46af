package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.reach.oncall.OnCall;
import java.util.Objects;

/**
 * What the server shows of how people are reached.
 *
 * @param onCall policies and schedules
 * @param metrics what was sent
 */
public record Reach(OnCall onCall, DeliveryMetrics metrics) {

  /** Nobody is escalated to, and nothing was sent. */
  public static Reach none() {
    return new Reach(OnCall.NONE, new DeliveryMetrics());
  }

  public Reach {
    Objects.requireNonNull(onCall);
    Objects.requireNonNull(metrics);
  }
}
