package ai.colonycraft.realtime.jobs.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic keeps of a span of time, by the times of its records. */
public final class TopicSpan {

  private static final Duration DISORDER = Duration.ofHours(1);

  private TopicSpan() {}

  /**
   * Passes on the records of the span, each partition's in their order.
   *
   * @param client settings of the consumer, by Kafka's own names
   * @param from first time of a record
   * @param to last time of a record; a partition is read to its end now, or to the first record an
   *     hour later, since records with the times of their senders are not in order
   * @param patience how long it may take until the next records come
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer in time, or
   *     refuses
   */
  public static void read(
      Map<String, Object> client,
      String topic,
      Instant from,
      Instant to,
      Duration patience,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> starts = new HashMap<>();
      consumer
          .partitionsFor(topic)
          .forEach(
              info -> starts.put(new TopicPartition(topic, info.partition()), from.toEpochMilli()));
      consumer.assign(starts.keySet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet());
      Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(starts);
      offsets.forEach(
          (partition, first) ->
              consumer.seek(partition, first == null ? ends.get(partition) : first.offset()));
      List<TopicPartition> open = new ArrayList<>(starts.keySet());
      long last = System.nanoTime();
      while (true) {
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        if (open.isEmpty()) {
          return;
        }
        consumer.assign(open);
        var polled = consumer.poll(Duration.ofMillis(100));
        if (!polled.isEmpty()) {
          last = System.nanoTime();
        } else if (System.nanoTime() - last > patience.toNanos()) {
          throw new TimeoutException(topic + " could not be read to its end");
        }
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          TopicPartition partition = new TopicPartition(topic, record.partition());
          long time = record.timestamp();
          if (time > to.plus(DISORDER).toEpochMilli()) {
            open.remove(partition);
          }
          boolean isIn = time >= from.toEpochMilli() && time <= to.toEpochMilli();
          if (isIn && open.contains(partition) && record.offset() < ends.get(partition)) {
            records.accept(record);
          }
        }
      }
    }
  }
}
