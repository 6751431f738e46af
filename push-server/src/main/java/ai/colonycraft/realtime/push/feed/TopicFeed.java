package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the feeds of one topic have in common: a {@link FeedThread} from {@link #begin} to {@link
 * #close}, and what is logged while Kafka is away. It outlives Kafka being away.
 */
abstract class TopicFeed implements FeedThread.Follower, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** How long a consumer waits for records. */
  static final Duration POLL = Duration.ofMillis(500);

  final String topic;
  final PushMetrics metrics;
  final RefusedRecords refusals;
  final Reminder outage = new Reminder(Clock.systemUTC(), Duration.ofMinutes(1));
  final FeedThread thread;
  private final KafkaConfig kafka;

  /**
   * A feed that does not read yet.
   *
   * @param kind what a record is called in the log
   * @param properties of its consumers
   */
  TopicFeed(
      KafkaConfig kafka,
      String topic,
      String kind,
      PushMetrics metrics,
      Map<String, Object> properties) {
    this.kafka = kafka;
    this.topic = topic;
    this.metrics = metrics;
    this.refusals = new RefusedRecords(kind, metrics);
    this.thread =
        new FeedThread("push-" + topic, RETRY, () -> new KafkaConsumer<>(properties), this);
  }

  /** Begins to read; returns at once, whether Kafka and the topic are there or not. */
  final void begin() {
    thread.start();
  }

  /** Stops to read; returns when no record will be passed on again. */
  @Override
  public void close() {
    thread.close();
  }

  @Override
  public void away(String cause) {
    if (outage.happened() > 0) {
      LOG.warn(
          "No records of {} from Kafka at {}; trying on ({})",
          topic,
          kafka.bootstrapServers(),
          cause);
    }
  }
}
