package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to Kafka on a thread of its own, since a producer blocks while it looks for its brokers.
 *
 * <p>Some requests may wait for that thread, and some bytes; a further one fails at once, and one
 * that waited too long fails without being written. It outlives brokers that are away, and says so
 * once a minute.
 */
public final class KafkaPublisher implements Publisher, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

  /** Requests that may wait for the thread. */
  static final int WAITING = 256;

  /** Bytes that may wait for the thread; where nothing waits, a request may have more. */
  static final long WAITING_BYTES = 16L << 20;

  private static final Duration BLOCKED = Duration.ofSeconds(3);
  private static final Duration DELIVERED = Duration.ofSeconds(5);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ProducerConfig.LINGER_MS_CONFIG,
          5,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          16L * 1024 * 1024,
          ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
          2_000L,
          ProducerConfig.METADATA_MAX_AGE_CONFIG,
          10_000L,
          ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG,
          "",
          ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
          false);
  private static final Map<String, Object> FIXED =
      Map.of(
          ProducerConfig.CLIENT_ID_CONFIG,
          "push-server-intake",
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          BLOCKED.toMillis(),
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          (int) BLOCKED.toMillis(),
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          (int) DELIVERED.toMillis());

  private record Batch(List<Outgoing> records, CompletableFuture<Void> written, long endNanos) {
    long bytes() {
      return records.stream().mapToLong(r -> r.value() == null ? 0 : r.value().length).sum();
    }
  }

  private final KafkaConfig kafka;
  private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Reminder outage = new Reminder(Clock.systemUTC(), REMINDER);
  private final Thread thread = new Thread(this::run, "push-publish");
  private volatile boolean closing;
  private Producer<byte[], byte[]> producer;

  private KafkaPublisher(KafkaConfig kafka) {
    this.kafka = kafka;
    thread.setDaemon(true);
  }

  /**
   * Starts; returns at once, whether Kafka is there or not.
   *
   * @param kafka how to connect
   */
  public static KafkaPublisher start(KafkaConfig kafka) {
    KafkaPublisher publisher = new KafkaPublisher(kafka);
    publisher.thread.start();
    return publisher;
  }

  @Override
  public CompletableFuture<Void> publish(List<Outgoing> records) {
    if (records.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    Batch batch = new Batch(List.copyOf(records), written, System.nanoTime() + DELIVERED.toNanos());
    long before = waitingBytes.getAndAdd(batch.bytes());
    boolean isFull = before > 0 && before + batch.bytes() > WAITING_BYTES;
    if (closing || isFull || !waiting.offer(batch)) {
      waitingBytes.addAndGet(-batch.bytes());
      written.completeExceptionally(
          new UnavailableException(closing ? "the server stops" : "too much waits for Kafka"));
    }
    return written;
  }

  /** Writes what waits, and stops; returns when the brokers have it, or did not take it in time. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(BLOCKED.plus(DELIVERED).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many requests wait for the thread. */
  int waiting() {
    return waiting.size();
  }

  private void run() {
    try {
      while (!closing || !waiting.isEmpty()) {
        Batch batch = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (batch != null) {
          waitingBytes.addAndGet(-batch.bytes());
          write(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closing = true;
      waiting.forEach(b -> failed(b, "the server stops"));
      if (producer != null) {
        producer.close(DELIVERED);
      }
    }
  }

  private void write(Batch batch) {
    if (System.nanoTime() > batch.endNanos()) {
      failed(batch, "it waited too long");
      return;
    }
    AtomicInteger open = new AtomicInteger(batch.records().size());
    AtomicReference<Exception> failure = new AtomicReference<>();
    try {
      for (Outgoing record : batch.records()) {
        if (failure.get() != null) {
          break; // The others would block as long.
        }
        producer()
            .send(
                new ProducerRecord<>(
                    record.topic(), record.key().getBytes(StandardCharsets.UTF_8), record.value()),
                (metadata, e) -> {
                  if (e != null && failure.compareAndSet(null, e)) {
                    failed(batch, words(e));
                  } else if (open.decrementAndGet() == 0) {
                    written(batch);
                  }
                });
      }
    } catch (KafkaException | IllegalStateException e) {
      failed(batch, words(e));
    }
  }

  private static String words(Exception e) {
    if (e instanceof TopicAuthorizationException refused) {
      return "the right WRITE is missing on " + refused.unauthorizedTopics();
    }
    if (e instanceof ClusterAuthorizationException) {
      // So a producer is refused that may write to no topic at all.
      return "the right WRITE is missing on every topic";
    }
    return e.getCause() instanceof KafkaException cause
        ? e.getMessage() + ": " + cause.getMessage()
        : e.getMessage();
  }

  private void written(Batch batch) {
    if (batch.written().complete(null)) {
      synchronized (outage) {
        if (outage.over()) {
          LOG.info("Kafka takes reports, alerts and actions again");
        }
      }
    }
  }

  private void failed(Batch batch, String cause) {
    if (!batch.written().completeExceptionally(new UnavailableException(cause))) {
      return;
    }
    synchronized (outage) {
      long times = outage.happened();
      if (times > 0) {
        LOG.warn(
            "Kafka at {} does not take reports, alerts and actions, {} request(s) were answered with 503;"
                + " check that the brokers run and that the topics exist ({})",
            kafka.bootstrapServers(),
            times,
            cause);
      }
    }
  }

  /** Made at the first record, and made again until the brokers' names can be resolved. */
  private Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              properties(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** The deadlines are fixed: requests of clients wait for them. */
  private static Map<String, Object> properties(KafkaConfig kafka) {
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(kafka.client(ProducerConfig.configNames()));
    properties.putAll(FIXED);
    return properties;
  }
}
