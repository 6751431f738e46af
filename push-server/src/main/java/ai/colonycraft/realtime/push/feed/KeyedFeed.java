package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows a compacted topic from its beginning, on a {@link FeedThread}, from {@link #start} to
 * {@link #close}. Reading a record twice does no harm, so that after any trouble it begins again.
 */
public final class KeyedFeed extends TopicFeed {

  private static final Duration ASK = Duration.ofSeconds(2);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final KeyedListener listener;

  /** Where each partition ended when it was first reached, until it is read up to there. */
  private final Map<TopicPartition, Long> toLoad = new HashMap<>();

  private boolean loaded;

  private KeyedFeed(
      KafkaConfig kafka, String topic, String kind, KeyedListener listener, PushMetrics metrics) {
    super(kafka, topic, kind, metrics, KafkaFeed.properties(kafka));
    this.listener = listener;
  }

  /**
   * Starts to follow; returns at once, whether Kafka and the topic are there or not.
   *
   * @param kind what a record is called in the log
   */
  public static KeyedFeed start(
      KafkaConfig kafka, String topic, String kind, KeyedListener listener, PushMetrics metrics) {
    KeyedFeed feed = new KeyedFeed(kafka, topic, kind, listener, metrics);
    feed.begin();
    return feed;
  }

  @Override
  public void follow(Consumer<byte[], byte[]> from) {
    Set<TopicPartition> followed = new HashSet<>();
    toLoad.clear();
    long lookedAt = 0;
    while (!thread.isClosing()) {
      if (followed.isEmpty() || System.nanoTime() - lookedAt > LOOK_EVERY_NANOS) {
        look(from, followed);
        lookedAt = System.nanoTime();
      }
      if (followed.isEmpty()) {
        thread.pause();
        continue;
      }
      try {
        from.poll(POLL).forEach(this::read);
        noteLoaded(from);
      } catch (OffsetOutOfRangeException e) {
        from.seekToBeginning(e.partitions());
      }
    }
  }

  private void look(Consumer<byte[], byte[]> from, Set<TopicPartition> followed) {
    List<PartitionInfo> there = from.partitionsFor(topic, ASK);
    outage.over();
    List<TopicPartition> found =
        there == null
            ? List.of()
            : there.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .filter(p -> !followed.contains(p))
                .toList();
    if (!found.isEmpty()) {
      followed.addAll(found);
      from.assign(followed);
      from.seekToBeginning(found);
      if (!loaded) {
        toLoad.putAll(from.endOffsets(found, ASK));
      }
    }
  }

  private void noteLoaded(Consumer<byte[], byte[]> from) {
    if (loaded) {
      return;
    }
    // Not the last record seen: the end of a compacted topic may hold none.
    toLoad.entrySet().removeIf(end -> from.position(end.getKey(), ASK) >= end.getValue());
    if (toLoad.isEmpty()) {
      loaded = true;
      listener.loaded();
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    metrics.received.increment();
    try {
      if (record.key() == null) {
        throw new RefusedRecordException("missing_field", "the record's key");
      }
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        listener.remove(key);
      } else {
        listener.accept(key, record.value());
      }
    } catch (RefusedRecordException | RuntimeException e) {
      refusals.add(record, e);
    }
  }
}
