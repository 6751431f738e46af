package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic as a member of a consumer group, on a {@link FeedThread}, so that each record is
 * handled by one of several servers. A record is committed after it was handled, and so may be
 * handled again after a failure.
 */
public final class GroupFeed implements FeedThread.Follower, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Records that are handled at a time. */
  private static final int RECORDS = 20;

  /** Handles a record. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Handles the value of a record, on the feed's thread.
     *
     * @return done when it was handled; if it fails the record is read again
     * @throws Exception if the record is of no use; it is logged and passed over
     */
    CompletableFuture<Void> handle(byte[] value) throws Exception;
  }

  private final KafkaConfig kafka;
  private final String topic;
  private final Handler handler;
  private final PushMetrics metrics;
  private final RefusedRecords refusals;
  private final Reminder outage = new Reminder(Clock.systemUTC(), Duration.ofMinutes(1));
  private final FeedThread thread;

  private GroupFeed(
      KafkaConfig kafka, String topic, String group, Handler handler, PushMetrics metrics) {
    this.kafka = kafka;
    this.topic = topic;
    this.handler = handler;
    this.metrics = metrics;
    this.refusals = new RefusedRecords("record", metrics);
    this.thread =
        new FeedThread(
            "push-" + topic, RETRY, () -> new KafkaConsumer<>(properties(kafka, group)), this);
  }

  /** Starts to read; returns at once, whether Kafka and the topic are there or not. */
  public static GroupFeed start(
      KafkaConfig kafka, String topic, String group, Handler handler, PushMetrics metrics) {
    GroupFeed feed = new GroupFeed(kafka, topic, group, handler, metrics);
    feed.thread.start();
    return feed;
  }

  /** Stops to read; returns when the handler will not be called again. */
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

  /** Ends when a record was not handled: the next consumer begins at what was committed last. */
  @Override
  public void follow(Consumer<byte[], byte[]> from) {
    from.subscribe(List.of(topic));
    while (!thread.isClosing()) {
      ConsumerRecords<byte[], byte[]> records = from.poll(POLL);
      if (records.isEmpty()) {
        continue;
      }
      List<CompletableFuture<Void>> handled = new ArrayList<>();
      records.forEach(record -> handled.add(handle(record)));
      try {
        handled.forEach(CompletableFuture::join);
      } catch (CompletionException e) {
        away(e.getCause().getMessage());
        thread.pause();
        return;
      }
      from.commitSync();
      outage.over();
    }
  }

  private CompletableFuture<Void> handle(ConsumerRecord<byte[], byte[]> record) {
    metrics.received.increment();
    try {
      return record.value() == null
          ? CompletableFuture.completedFuture(null)
          : handler.handle(record.value());
    } catch (Exception e) {
      refusals.add(record, e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static Map<String, Object> properties(KafkaConfig kafka, String group) {
    Map<String, Object> properties = new HashMap<>(KafkaFeed.properties(kafka));
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
    return properties;
  }
}
