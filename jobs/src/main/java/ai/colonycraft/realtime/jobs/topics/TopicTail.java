package ai.colonycraft.realtime.jobs.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows a topic: passes on its records as they come. */
public final class TopicTail {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicTail() {}

  /**
   * Passes records on until one is the last that is wanted. Outlives a broker that is away for a
   * while.
   *
   * @param client settings of the consumer, by Kafka's own names
   * @param from time of the first record; empty for the records after this call
   * @param patience how long the broker may take to answer at first
   * @param wantsMore takes a record; false ends
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer at first, or
   *     refuses
   */
  public static void follow(
      Map<String, Object> client,
      String topic,
      Optional<Instant> from,
      Duration patience,
      Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      seek(consumer, topic, from);
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!wantsMore.test(record)) {
            return;
          }
        }
      }
    }
  }

  private static void seek(
      KafkaConsumer<byte[], byte[]> consumer, String topic, Optional<Instant> from) {
    long time = from.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    Map<TopicPartition, Long> starts = new HashMap<>();
    consumer
        .partitionsFor(topic)
        .forEach(info -> starts.put(new TopicPartition(topic, info.partition()), time));
    consumer.assign(starts.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet());
    ends.forEach(consumer::seek);
    if (from.isPresent()) {
      consumer
          .offsetsForTimes(starts)
          .forEach(
              (partition, first) -> {
                if (first != null) {
                  consumer.seek(partition, first.offset());
                }
              });
    }
  }
}
