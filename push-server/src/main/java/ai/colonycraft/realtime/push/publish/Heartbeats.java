package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Publishes heartbeats: records that take the way of all events, from Kafka through each job and
 * back with the live updates. One that Kafka does not take is counted and not repeated: the next
 * follows.
 */
public final class Heartbeats {

  /** The time between two heartbeats. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final String KEY = "push-server";

  private final Publisher publisher;
  private final String topic;
  private final PushMetrics metrics;
  private final Clock clock;

  /** Takes the topic, and where those are counted that Kafka does not take. */
  public Heartbeats(Publisher publisher, String topic, PushMetrics metrics, Clock clock) {
    this.publisher = publisher;
    this.topic = topic;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Publishes one. Returns at once. */
  public void publish() {
    byte[] value = "{\"sentAt\":%d}".formatted(clock.millis()).getBytes(StandardCharsets.UTF_8);
    publisher
        .publish(List.of(new Publisher.Outgoing(topic, KEY, value)))
        .exceptionally(
            failure -> {
              metrics.heartbeatsFailed.increment();
              return null;
            });
  }
}
