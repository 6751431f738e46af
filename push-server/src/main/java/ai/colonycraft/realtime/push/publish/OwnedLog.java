package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A topic that several servers write and read, each key by one server at a time: the members of a
 * consumer group share the partitions of another topic, and whoever has a key's partition owns the
 * key.
 *
 * <p>A claim is a transaction that also commits an offset of the group, which the broker refuses to
 * a member of an earlier generation (KIP-447). So a server that was away and does not know that its
 * partitions moved can't claim anything. The new owner is asked for nothing before it has read
 * every claim of the one before: it waits until no transaction of the group is pending on the
 * partition, and then until it has read the topic to the end that it had at that moment.
 *
 * <p>For one thread. Every method throws {@link UnavailableException} if Kafka fails; then it has
 * to be closed, and another one opened.
 */
public final class OwnedLog implements AutoCloseable {

  /**
   * A record that was read.
   *
   * @param value null for one that was deleted
   */
  public record Entry(String key, byte[] value) {}

  private static final Duration ASK = Duration.ofSeconds(3);
  private static final Duration CLOSE = Duration.ofSeconds(3);
  private static final int MOST_RECORDS = 2_000;

  /** A server that was killed is known to be gone after this time; brokers take no less. */
  private static final int SESSION_MILLIS = 6_000;

  private static final int TRANSACTION_MILLIS = 10_000;

  private final String shared;
  private final String topic;
  private final Consumer<byte[], byte[]> member;
  private final Consumer<byte[], byte[]> reader;
  private final Producer<byte[], byte[]> producer;
  private final List<TopicPartition> read;

  /** Owned partitions, each with the ends that have to be read first; null until they are known. */
  private final Map<TopicPartition, Map<TopicPartition, Long>> owned = new HashMap<>();

  private final Set<TopicPartition> ready = new HashSet<>();
  private int partitions;

  private OwnedLog(
      String shared,
      String topic,
      Consumer<byte[], byte[]> member,
      Consumer<byte[], byte[]> reader,
      Producer<byte[], byte[]> producer) {
    this.shared = shared;
    this.topic = topic;
    this.member = member;
    this.reader = reader;
    this.producer = producer;
    this.partitions = partitionsOf(reader, shared).size();
    this.read = partitionsOf(reader, topic);
    reader.assign(read);
    reader.seekToBeginning(read);
    member.subscribe(List.of(shared), new Moves());
    producer.initTransactions();
  }

  /**
   * Joins the group and begins to read the topic from its beginning.
   *
   * @param group id of the consumer group; also the beginning of the transactional ids
   * @param shared the topic whose partitions are shared among the members
   * @param topic that is written and read
   * @throws UnavailableException if Kafka does not answer, a topic is missing, or a right is
   */
  public static OwnedLog open(KafkaConfig kafka, String group, String shared, String topic)
      throws UnavailableException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Consumer<byte[], byte[]> member = new KafkaConsumer<>(member(kafka, group));
      opened.add(() -> member.close(CloseOptions.timeout(CLOSE)));
      Consumer<byte[], byte[]> reader = new KafkaConsumer<>(reader(kafka));
      opened.add(() -> reader.close(CloseOptions.timeout(CLOSE)));
      Producer<byte[], byte[]> producer =
          new KafkaProducer<>(
              producer(kafka, group), new ByteArraySerializer(), new ByteArraySerializer());
      opened.add(() -> producer.close(CLOSE));
      return new OwnedLog(shared, topic, member, reader, producer);
    } catch (KafkaException e) {
      opened.forEach(OwnedLog::closeQuietly);
      throw unavailable(e);
    }
  }

  /**
   * Reads on, and takes part in the group.
   *
   * @param atMost how long it waits for records
   */
  public List<Entry> poll(Duration atMost) throws UnavailableException {
    try {
      member.poll(Duration.ZERO); // What it reads is followed elsewhere; it wakes nobody.
      List<Entry> entries = new ArrayList<>();
      reader
          .poll(atMost)
          .forEach(
              record -> {
                if (record.key() != null) {
                  entries.add(
                      new Entry(new String(record.key(), StandardCharsets.UTF_8), record.value()));
                }
              });
      for (TopicPartition partition : List.copyOf(owned.keySet())) {
        if (!ready.contains(partition) && hasReadClaimsBefore(partition)) {
          ready.add(partition);
        }
      }
      return entries;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /** Whether this server owns a key, and has read what former owners claimed. */
  public boolean owns(String key) {
    int partition =
        Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    return ready.contains(new TopicPartition(shared, partition));
  }

  /** How many partitions this server owns. */
  public int owned() {
    return ready.size();
  }

  /**
   * Writes records of keys that are owned, all or none.
   *
   * @return false if this server owns less than it knew; then nothing is written
   */
  public boolean claim(List<Outgoing> records) throws UnavailableException {
    ConsumerGroupMetadata membership = member.groupMetadata();
    if (ready.isEmpty() || membership.generationId() < 0) {
      return false; // It left the group; a broker takes offsets of one that never was in it.
    }
    try {
      producer.beginTransaction();
      for (Outgoing record : records) {
        producer.send(
            new ProducerRecord<>(
                topic, record.key().getBytes(StandardCharsets.UTF_8), record.value()));
      }
      producer.sendOffsetsToTransaction(positions(), membership);
      producer.commitTransaction();
      return true;
    } catch (CommitFailedException | RebalanceInProgressException | FencedInstanceIdException e) {
      abort();
      return false;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /** Leaves the group, so that its partitions move at once. */
  @Override
  public void close() {
    List.<AutoCloseable>of(
            () -> member.close(CloseOptions.timeout(CLOSE)),
            () -> reader.close(CloseOptions.timeout(CLOSE)),
            () -> producer.close(CLOSE))
        .forEach(OwnedLog::closeQuietly);
  }

  /** Positions of what is owned; that of a partition just assigned may not be known yet. */
  private Map<TopicPartition, OffsetAndMetadata> positions() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : ready) {
      positions.put(partition, new OffsetAndMetadata(member.position(partition, ASK)));
    }
    return positions;
  }

  private boolean hasReadClaimsBefore(TopicPartition partition) {
    if (owned.get(partition) == null) {
      try {
        // The broker answers when no transaction is pending that commits an offset of it.
        member.committed(Set.of(partition), ASK);
        member.position(partition, ASK);
      } catch (TimeoutException e) {
        return false;
      }
      owned.put(partition, member.endOffsets(read, ASK));
    }
    return owned.get(partition).entrySet().stream()
        .allMatch(end -> reader.position(end.getKey(), ASK) >= end.getValue());
  }

  private void abort() throws UnavailableException {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  private static List<TopicPartition> partitionsOf(
      Consumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, ASK);
    if (found == null || found.isEmpty()) {
      throw new KafkaException("the topic " + topic + " does not exist");
    }
    return found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private static UnavailableException unavailable(KafkaException e) {
    if (e instanceof WakeupException || e instanceof InterruptException) {
      Thread.currentThread().interrupt();
    }
    String cause = e.getCause() instanceof KafkaException inner ? ": " + inner.getMessage() : "";
    return new UnavailableException(e.getMessage() + cause);
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // Nothing of it is used any more.
    }
  }

  /** Keeps what is owned; called within {@link #poll}. */
  private final class Moves implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> gained) {
      partitions = Math.max(partitions, partitionsOf(member, shared).size());
      gained.forEach(partition -> owned.put(partition, null));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> lost) {
      lost.forEach(owned::remove);
      lost.forEach(ready::remove);
    }
  }

  private static Map<String, Object> member(KafkaConfig kafka, String group) {
    Map<String, Object> properties = consumer(kafka);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 6);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return properties;
  }

  private static Map<String, Object> reader(KafkaConfig kafka) {
    Map<String, Object> properties = consumer(kafka);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "push-server-outbox");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return properties;
  }

  private static Map<String, Object> consumer(KafkaConfig kafka) {
    Map<String, Object> properties = new HashMap<>(kafka.client(ConsumerConfig.configNames()));
    properties.putAll(
        Map.of(
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MOST_RECORDS,
            ConsumerConfig.METADATA_MAX_AGE_CONFIG,
            10_000L,
            ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
            "",
            ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false));
    return properties;
  }

  private static Map<String, Object> producer(KafkaConfig kafka, String group) {
    Map<String, Object> properties = new HashMap<>(kafka.client(ProducerConfig.configNames()));
    properties.putAll(
        Map.of(
            ProducerConfig.CLIENT_ID_CONFIG,
            "push-server-claims",
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            group + "-" + UUID.randomUUID(),
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            TRANSACTION_MILLIS,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ASK.toMillis(),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) ASK.toMillis(),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) ASK.toMillis() + 1_000,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG,
            "",
            ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
            false));
    return properties;
  }
}
