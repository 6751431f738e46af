package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.Gatherer;
import ai.colonycraft.realtime.push.feed.KafkaFeed;
import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.util.Map;
import java.util.Set;

/**
 * What the server reads of the live topics. Metrics do not wait for incidents: a storm of alerts
 * takes a second to group, and is read by a thread of its own.
 *
 * @param metrics reads metric updates and the activity feed
 * @param incidents reads notifications and what people do about them
 */
record Feeds(KafkaFeed metrics, KafkaFeed incidents) implements AutoCloseable {

  /**
   * Starts to follow both; returns at once, whether Kafka is there or not.
   *
   * @param updates takes metric updates and lines of the activity feed, on one thread
   * @param notices takes notifications and actions, on another one
   */
  static Feeds start(
      PushConfig config, LiveListener updates, LiveListener notices, PushMetrics metrics) {
    return new Feeds(
        KafkaFeed.start(
            "push-feed",
            config.kafka(),
            Map.of(
                Stream.METRICS,
                config.topics().liveUpdates(),
                Stream.ACTIVITY,
                config.topics().activityFeed()),
            Set.of(Stream.METRICS),
            Hub.LINES,
            new Gatherer(config.flushInterval(), updates),
            metrics),
        KafkaFeed.start(
            "push-feed-incidents",
            config.kafka(),
            Map.of(
                Stream.NOTIFICATIONS,
                config.topics().notifications(),
                Stream.ACTIONS,
                config.topics().actions()),
            Set.of(),
            Hub.LINES,
            new Gatherer(config.flushInterval(), notices),
            metrics));
  }

  /** Whether metrics, and every other stream whose topic there is, are loaded; stays true. */
  boolean ready() {
    return metrics.ready() && incidents.ready();
  }

  /** Stops to follow; returns when no listener will be called again. */
  @Override
  public void close() {
    metrics.close();
    incidents.close();
  }
}
