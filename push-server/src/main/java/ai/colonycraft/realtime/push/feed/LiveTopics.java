package ai.colonycraft.realtime.push.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions of the two live topics: finds them as they appear, and decides where each is read
 * from. For the feed's thread alone.
 */
final class LiveTopics {

  /** How it went to look for partitions. */
  enum State {
    /** The broker answered, or was not asked since it answered lately. */
    REACHABLE,
    /** The broker did not answer in time. */
    UNREACHABLE
  }

  private static final Duration ASK = Duration.ofSeconds(2);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final String liveUpdates;
  private final String activityFeed;
  private final int recent;
  private final Set<TopicPartition> followed = new HashSet<>();
  private final Map<TopicPartition, Long> toLoad = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private long lookedAt;
  private boolean looked;

  LiveTopics(String liveUpdates, String activityFeed, int recent) {
    this.liveUpdates = liveUpdates;
    this.activityFeed = activityFeed;
    this.recent = recent;
  }

  String liveUpdates() {
    return liveUpdates;
  }

  /** Begins with a new consumer, which goes on where the one before was. */
  void reopen() {
    followed.clear();
    toLoad.clear();
    looked = false;
  }

  boolean isEmpty() {
    return followed.isEmpty();
  }

  /**
   * Looks for partitions that are not followed yet, at most every few seconds, and follows them. A
   * topic that does not exist is no problem: it is looked for again.
   */
  State follow(Consumer<byte[], byte[]> consumer) {
    if (looked && !followed.isEmpty() && System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
      return State.REACHABLE;
    }
    try {
      Set<TopicPartition> found = new HashSet<>(partitions(consumer, liveUpdates));
      found.addAll(partitions(consumer, activityFeed));
      found.removeAll(followed);
      if (found.isEmpty() && !followed.isEmpty()) {
        // Partitions come from a cache; this asks the broker itself.
        consumer.endOffsets(Set.of(followed.iterator().next()), ASK);
      }
      if (!found.isEmpty()) {
        Set<TopicPartition> all = new HashSet<>(followed);
        all.addAll(found);
        consumer.assign(all);
        seek(consumer, found);
        followed.addAll(found);
      }
      return State.REACHABLE;
    } catch (TimeoutException e) {
      if (!followed.isEmpty()) {
        consumer.assign(followed);
      }
      return State.UNREACHABLE;
    } finally {
      looked = true;
      lookedAt = System.nanoTime();
    }
  }

  /** Polls; offsets that no longer exist (a topic made anew) are replaced by those of a start. */
  ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (OffsetOutOfRangeException e) {
      seek(consumer, e.partitions());
      return ConsumerRecords.empty();
    }
  }

  /** Turns a record into its type; null for one that means nothing. */
  LiveRecord read(RecordParser parser, ConsumerRecord<byte[], byte[]> record)
      throws RefusedRecordException {
    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (record.topic().equals(activityFeed)) {
      return record.value() == null ? null : parser.line(record.value());
    }
    if (record.key() == null) {
      throw new RefusedRecordException("missing_field", "the record's key, which is the series");
    }
    String series = new String(record.key(), StandardCharsets.UTF_8);
    return record.value() == null ? new Removal(series) : parser.update(series, record.value());
  }

  /** Whether all that {@code live-updates} held when its partitions were found has been polled. */
  boolean isLoaded(Consumer<byte[], byte[]> consumer) {
    toLoad.entrySet().removeIf(e -> consumer.position(e.getKey(), ASK) >= e.getValue());
    return toLoad.isEmpty() && followed.stream().anyMatch(p -> p.topic().equals(liveUpdates));
  }

  private void seek(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ASK);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    for (TopicPartition partition : partitions) {
      long begin = begins.get(partition);
      long end = ends.get(partition);
      boolean isLive = partition.topic().equals(liveUpdates);
      long start = isLive ? begin : Math.max(begin, end - recent);
      // What was read is not read twice, unless the topic was made anew and begins again.
      long position = positions.getOrDefault(partition, start);
      consumer.seek(partition, position < begin || position > end ? start : position);
      if (isLive) {
        toLoad.put(partition, end);
      }
    }
  }

  private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic, ASK);
    return infos == null
        ? List.of()
        : infos.stream().map(i -> new TopicPartition(i.topic(), i.partition())).toList();
  }
}
