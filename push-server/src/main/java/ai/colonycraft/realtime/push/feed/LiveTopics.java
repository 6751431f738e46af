package ai.colonycraft.realtime.push.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The partitions of the live topics: finds them as they appear, decides where each is read from,
 * and notes when one was made anew, lost records, or is loaded. For the feed's thread alone.
 */
final class LiveTopics {

  /** How it went to look for topics. */
  enum State {
    /** The broker answered, or was not asked since it answered lately. */
    REACHABLE,
    /** The broker did not answer in time. */
    UNREACHABLE
  }

  /**
   * One topic to follow.
   *
   * @param recent how many of its last records are read at the start; {@link #ALL} for all
   */
  record Topic(Stream stream, String name, int recent) {
    static final int ALL = -1;
  }

  private static final Duration ASK = Duration.ofSeconds(2);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<String, Topic> topics = new HashMap<>();
  private final TopicDirectory directory;
  private final Map<String, TopicDirectory.Found> followed = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> toLoad = new HashMap<>();
  private final Set<Stream> loading = EnumSet.noneOf(Stream.class);
  private boolean assigned;
  private boolean looked;
  private long lookedAt;

  LiveTopics(List<Topic> topics, TopicDirectory directory) {
    topics.forEach(topic -> this.topics.put(topic.name(), topic));
    this.directory = directory;
  }

  /** Begins with a new consumer, which goes on where the one before was. */
  void reopen() {
    assigned = false;
    looked = false;
  }

  void close() {
    directory.close();
  }

  boolean isEmpty() {
    return followed.isEmpty();
  }

  /**
   * Looks for topics, at most every few seconds, and follows those that are new or were made anew.
   * One that does not exist is no problem: it is looked for again.
   *
   * @param events takes a {@link StreamEvent.Began} for each of these
   */
  State follow(Consumer<byte[], byte[]> consumer, List<LiveRecord> events) {
    if (looked && !followed.isEmpty() && System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
      return State.REACHABLE;
    }
    try {
      Map<String, TopicDirectory.Found> found = directory.find(topics.keySet(), ASK);
      found.entrySet().removeIf(e -> e.getValue().equals(followed.get(e.getKey())));
      if (!found.isEmpty() || !assigned && !followed.isEmpty()) {
        assign(consumer, found, events);
      }
      return State.REACHABLE;
    } catch (TimeoutException e) {
      return State.UNREACHABLE;
    } finally {
      looked = true;
      lookedAt = System.nanoTime();
    }
  }

  /** Polls; offsets that no longer exist are replaced by the first that do. */
  ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (OffsetOutOfRangeException e) {
      consumer
          .beginningOffsets(e.partitions(), ASK)
          .forEach((partition, begin) -> consumer.seek(partition, begin));
      // If the topic was made anew, the next look finds out.
      looked = false;
      return ConsumerRecords.empty();
    }
  }

  /**
   * Turns a record into its type; null for one that means nothing.
   *
   * @param events takes a {@link StreamEvent.Gap} if records before this one are missing
   */
  LiveRecord read(
      RecordParser parser, ConsumerRecord<byte[], byte[]> record, List<LiveRecord> events)
      throws RefusedRecordException {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Stream stream = topics.get(record.topic()).stream();
    Long expected = positions.put(partition, record.offset() + 1);
    boolean ordered = isOrdered(record.topic());
    if (ordered && expected != null && record.offset() != expected) {
      events.add(new StreamEvent.Gap(stream, record.offset() - 1));
    }
    long sequence = ordered ? record.offset() : LiveRecord.NO_SEQUENCE;
    return switch (stream) {
      case ACTIVITY -> record.value() == null ? null : parser.line(record.value()).at(sequence);
      case METRICS -> update(parser, key(record), record.value(), sequence);
      case NOTIFICATIONS -> notice(parser, key(record), record.value(), sequence);
      case ACTIONS -> action(parser, key(record), record.value(), sequence);
    };
  }

  /** Whether something of what a followed topic held at first has not been read yet. */
  boolean isLoading() {
    return !loading.isEmpty();
  }

  /** The streams that have been read, since the last call, up to where they ended at first. */
  List<LiveRecord> loaded(Consumer<byte[], byte[]> consumer) {
    // Not the last record seen: the end of a compacted topic may hold none.
    toLoad.entrySet().removeIf(e -> consumer.position(e.getKey(), ASK) >= e.getValue());
    List<LiveRecord> loaded = new ArrayList<>();
    for (Stream stream : List.copyOf(loading)) {
      if (toLoad.keySet().stream().noneMatch(p -> topics.get(p.topic()).stream() == stream)) {
        loading.remove(stream);
        loaded.add(new StreamEvent.Loaded(stream));
      }
    }
    return loaded;
  }

  private void assign(
      Consumer<byte[], byte[]> consumer,
      Map<String, TopicDirectory.Found> found,
      List<LiveRecord> events) {
    Map<String, TopicDirectory.Found> all = new HashMap<>(followed);
    all.putAll(found);
    Set<TopicPartition> partitions = new HashSet<>();
    all.forEach((name, topic) -> partitions.addAll(partitions(name, topic)));
    consumer.assign(partitions);
    assigned = false;
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ASK);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    // Nothing was changed so far: a broker that does not answer is asked again, and forgets
    // nothing.
    found.forEach((name, topic) -> begin(name, topic, begins, ends, events));
    for (TopicPartition partition : partitions) {
      long position = Math.max(positions.get(partition), begins.get(partition));
      consumer.seek(partition, position);
    }
    assigned = true;
  }

  private void begin(
      String name,
      TopicDirectory.Found found,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      List<LiveRecord> events) {
    Topic topic = topics.get(name);
    positions.keySet().removeIf(p -> p.topic().equals(name));
    toLoad.keySet().removeIf(p -> p.topic().equals(name));
    long before = LiveRecord.NO_SEQUENCE;
    for (TopicPartition partition : partitions(name, found)) {
      long begin = begins.get(partition);
      long end = ends.get(partition);
      long start = topic.recent() == Topic.ALL ? begin : Math.max(begin, end - topic.recent());
      positions.put(partition, start);
      toLoad.put(partition, end);
      before = start - 1;
    }
    followed.put(name, found);
    loading.add(topic.stream());
    events.add(
        new StreamEvent.Began(
            topic.stream(), found.epoch(), isOrdered(name) ? before : LiveRecord.NO_SEQUENCE));
  }

  /** Only one partition keeps all its records in one order. */
  private boolean isOrdered(String name) {
    TopicDirectory.Found found = followed.get(name);
    return found != null && found.partitions() == 1;
  }

  private static LiveRecord update(RecordParser parser, String key, byte[] value, long sequence)
      throws RefusedRecordException {
    return value == null ? new Removal(key, sequence) : parser.update(key, value).at(sequence);
  }

  private static LiveRecord notice(RecordParser parser, String key, byte[] value, long sequence)
      throws RefusedRecordException {
    if (value == null) {
      return new Retraction(key, sequence);
    }
    return key.startsWith(Acknowledgement.KEY_PREFIX)
        ? parser.acknowledgement(key, value).at(sequence)
        : parser.notice(key, value).at(sequence);
  }

  private static LiveRecord action(RecordParser parser, String key, byte[] value, long sequence)
      throws RefusedRecordException {
    if (value == null) {
      return new ActionsWithdrawal(key);
    }
    return key.startsWith(Silence.KEY_PREFIX)
        ? parser.silence(key, value).at(sequence)
        : parser.actions(key, value).at(sequence);
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) throws RefusedRecordException {
    if (record.key() == null) {
      throw new RefusedRecordException("missing_field", "the record's key");
    }
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private static Collection<TopicPartition> partitions(String name, TopicDirectory.Found topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(name, partition))
        .toList();
  }
}
