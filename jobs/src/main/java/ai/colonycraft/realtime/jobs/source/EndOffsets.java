package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks the brokers where partitions end. */
final class EndOffsets implements PartitionEnds {

  private static final int TIMEOUT_MILLIS = 5000;

  /** A partition that seems stuck is looked into for this long. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final String client;
  private final KafkaConfig kafka;
  private Admin admin;

  /** Takes the name of the clients that ask, and how they connect. */
  EndOffsets(String client, KafkaConfig kafka) {
    this.client = client;
    this.kafka = kafka;
  }

  @Override
  public Answer find(Set<TopicPartition> partitions, Map<TopicPartition, Long> stuck)
      throws InterruptedException {
    Map<TopicPartition, Long> found = ends(partitions);
    Map<TopicPartition, Long> skipped = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> entry : stuck.entrySet()) {
      Long end = found.get(entry.getKey());
      if (end != null && end > entry.getValue()) {
        long next = nextRecord(entry.getKey(), entry.getValue());
        if (next > entry.getValue()) {
          skipped.put(entry.getKey(), next);
        }
      }
    }
    return new Answer(found, skipped);
  }

  @Override
  public CompletionStage<Boolean> hasArrivalTimes(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin()
        .describeConfigs(List.of(resource))
        .all()
        .toCompletionStage()
        .thenApply(
            configs ->
                TimestampType.LOG_APPEND_TIME.name.equals(
                    configs.get(resource).get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).value()));
  }

  private Admin admin() {
    if (admin == null) {
      admin = Admin.create(client(AdminClientConfig.configNames(), "event-time-" + client));
    }
    return admin;
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws InterruptedException {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    ListOffsetsResult result =
        admin().listOffsets(asked, new ListOffsetsOptions().timeoutMs(TIMEOUT_MILLIS));
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (TopicPartition partition : asked.keySet()) {
      try {
        ends.put(partition, result.partitionResult(partition).get().offset());
      } catch (ExecutionException e) {
        // Its leader does not answer: where it ends is not known, and others are not held up.
        continue;
      }
    }
    return ends;
  }

  /** The offset of the next record from {@code offset} on, or where there is none up to. */
  private long nextRecord(TopicPartition partition, long offset) {
    Map<String, Object> consumer =
        client(ConsumerConfig.configNames(), "event-time-look-" + client);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    try (KafkaConsumer<byte[], byte[]> look = new KafkaConsumer<>(consumer)) {
      look.assign(List.of(partition));
      look.seek(partition, offset);
      ConsumerRecords<byte[], byte[]> records = look.poll(LOOK);
      for (ConsumerRecord<byte[], byte[]> next : records) {
        return next.offset();
      }
      return look.position(partition, LOOK);
    } catch (RuntimeException e) {
      return offset;
    }
  }

  private Map<String, Object> client(Set<String> names, String id) {
    Map<String, Object> config = kafka.client(names);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, id);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    return config;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
