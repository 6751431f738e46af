package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a heartbeat every {@link #INTERVAL}, on a thread and with a producer of its own, since a
 * topic that is missing blocks a producer. What is not written within the interval is given up: the
 * next one follows.
 */
public final class HeartbeatWriter implements AutoCloseable {

  /** The time between two heartbeats. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatWriter.class);
  private static final Duration REMINDER = Duration.ofMinutes(10);
  private static final int TIMEOUT_MILLIS = 5_000;

  private static final Map<String, Object> FIXED =
      Map.of(
          ProducerConfig.CLIENT_ID_CONFIG,
          "push-server-heartbeat",
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          TIMEOUT_MILLIS,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          TIMEOUT_MILLIS,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          TIMEOUT_MILLIS,
          ProducerConfig.LINGER_MS_CONFIG,
          0,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          1L << 20,
          ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG,
          "",
          ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
          false);

  private final KafkaConfig kafka;
  private final String topic;
  private final PushMetrics metrics;
  private final Clock clock = Clock.systemUTC();
  private final Reminder failures = new Reminder(clock, REMINDER);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "push-heartbeat");
            made.setDaemon(true);
            return made;
          });

  /** Null until the names of the brokers can be resolved. */
  private Producer<byte[], byte[]> producer;

  private HeartbeatWriter(KafkaConfig kafka, String topic, PushMetrics metrics) {
    this.kafka = kafka;
    this.topic = topic;
    this.metrics = metrics;
  }

  /**
   * Starts; returns at once, whether Kafka is there or not.
   *
   * @param kafka how to connect
   * @param topic of heartbeats
   * @param metrics counts those that were not written
   */
  public static HeartbeatWriter start(KafkaConfig kafka, String topic, PushMetrics metrics) {
    HeartbeatWriter writer = new HeartbeatWriter(kafka, topic, metrics);
    writer.thread.scheduleAtFixedRate(writer::write, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return writer;
  }

  /** Stops; what is not written yet is given up. */
  @Override
  public void close() {
    thread.execute(this::closeProducer);
    thread.shutdown();
  }

  private void closeProducer() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }

  private void write() {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
      }
      byte[] value = "{\"sentAt\":%d}".formatted(clock.millis()).getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, value), (metadata, failure) -> answered(failure));
    } catch (RuntimeException e) {
      // A task that throws is not run again.
      answered(e);
    }
  }

  private synchronized void answered(Exception failure) {
    if (failure == null) {
      if (failures.over()) {
        LOG.info("Kafka takes heartbeats again");
      }
      return;
    }
    metrics.heartbeatsFailed.increment();
    if (failures.happened() > 0) {
      LOG.warn(
          "Kafka at {} does not take heartbeats, so the age of the numbers is not known; check that"
              + " the topic {} exists (topics.sh creates it) and that it may be written ({})",
          kafka.bootstrapServers(),
          topic,
          failure.getCause() instanceof KafkaException cause
              ? cause.getMessage()
              : failure.getMessage());
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.putAll(kafka.client(ProducerConfig.configNames()));
    properties.putAll(FIXED);
    return properties;
  }
}
