package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the job says now, read from its output in Kafka as a push server reads it. Its methods may
 * be called from any thread.
 */
final class LiveNumbers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveNumbers.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Double> totals = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "live-numbers");
  private volatile double delayMillis = Double.NaN;

  private LiveNumbers(KafkaConfig kafka) {
    consumer =
        new KafkaConsumer<>(
            kafka.client(ConsumerConfig.configNames()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Starts to read what is written from now on. */
  static LiveNumbers start(KafkaConfig kafka) {
    LiveNumbers numbers = new LiveNumbers(kafka);
    numbers.thread.start();
    return numbers;
  }

  /** The last value of a metric's total; empty if there was none yet. */
  OptionalDouble total(String metric) {
    Double value = totals.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * How long the last line of the activity feed took from its event until the job's output was in
   * Kafka, milliseconds; empty if there was none yet.
   */
  OptionalDouble delayMillis() {
    return Double.isNaN(delayMillis) ? OptionalDouble.empty() : OptionalDouble.of(delayMillis);
  }

  /** Stops to read; waits for the end of a read under way. */
  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<TopicPartition> partitions =
        List.of(only(Topics.LIVE_UPDATES), only(Topics.ACTIVITY_FEED));
    try (consumer) {
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (true) {
        consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
      }
    } catch (WakeupException e) {
      LOG.debug("closed");
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      JsonNode value = JSON.readTree(record.value());
      if (record.topic().equals(Topics.ACTIVITY_FEED.name())) {
        delayMillis = Math.max(0, record.timestamp() - value.path("timestamp").asLong());
      } else if (!value.has("labels")) {
        totals.put(value.path("metric").asText(), value.path("value").asDouble());
      }
    } catch (IOException e) {
      LOG.warn("{}-{}@{} is not JSON", record.topic(), record.partition(), record.offset());
    }
  }

  private static TopicPartition only(Topic topic) {
    return new TopicPartition(topic.name(), 0);
  }
}
