package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.metrics.Prometheus;
import java.util.List;

/** {@link DeliveryMetrics} under the names that Prometheus gets. */
public final class ReachSeries {

  private ReachSeries() {}

  /** Adds the series. */
  public static void register(DeliveryMetrics metrics, Prometheus prometheus) {
    prometheus
        .counter(
            "reach_notices_total",
            "Attempts to send a notice to a person, by what became of them",
            List.of("way", "kind", "outcome"),
            samples ->
                metrics
                    .counts()
                    .forEach(
                        (key, count) -> samples.take(count, key.way(), key.kind(), key.outcome())))
        .gauge(
            "reach_oldest_due_seconds",
            "How long the oldest notice has been due that no way has taken; 0 for none",
            metrics::oldestDueSeconds)
        .gauge(
            "reach_owned_partitions",
            "Partitions of notifications whose notices this server sends; none without any way",
            List.of(),
            samples -> metrics.owned().ifPresent(samples::take));
  }
}
