package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
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

/**
 * Reads a topic as a member of a consumer group, on a {@link FeedThread}, so that each record is
 * handled by one of several servers. A record is committed after it was handled, and so may be
 * handled again after a failure.
 */
public final class GroupFeed extends TopicFeed {

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

  private final Handler handler;

  private GroupFeed(
      KafkaConfig kafka, String topic, String group, Handler handler, PushMetrics metrics) {
    super(kafka, topic, "record", metrics, properties(kafka, group));
    this.handler = handler;
  }

  /** Starts to read; returns at once, whether Kafka and the topic are there or not. */
  public static GroupFeed start(
      KafkaConfig kafka, String topic, String group, Handler handler, PushMetrics metrics) {
    GroupFeed feed = new GroupFeed(kafka, topic, group, handler, metrics);
    feed.begin();
    return feed;
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
