package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to Kafka on a thread of its own, which never waits for a broker or a topic: what can't be
 * sent yet waits in its topic's lane, and other topics go on.
 *
 * <p>Of each topic some requests may wait, and some bytes; a further one fails at once, and one
 * that waited too long fails without being written. It outlives brokers that are away, and says so
 * once a minute for each topic.
 */
public final class KafkaPublisher implements Publisher, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

  /** Requests that may wait for a topic. */
  static final int WAITING = 256;

  /** Bytes that may wait for a topic; where nothing waits, a request may have more. */
  static final long WAITING_BYTES = 8L << 20;

  private static final long BUFFER_BYTES = 16L << 20;

  /** Bytes that are on their way at a time; half of the buffer, since the producer adds to each. */
  private static final long UNDER_WAY_BYTES = BUFFER_BYTES / 2;

  /** How long a request waits for its topic to be known. */
  private static final Duration KNOWN = Duration.ofSeconds(3);

  private static final Duration ANSWERED = Duration.ofSeconds(3);
  private static final Duration DELIVERED = Duration.ofSeconds(5);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** How long the thread waits while something can't be sent yet. */
  private static final long RETRY_MILLIS = 10;

  private static final long IDLE_MILLIS = 100;

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ProducerConfig.LINGER_MS_CONFIG,
          5,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          BUFFER_BYTES,
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
          0L,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          (int) ANSWERED.toMillis(),
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          (int) DELIVERED.toMillis());

  private final KafkaConfig kafka;
  private final Lanes lanes = new Lanes(WAITING, WAITING_BYTES);
  private final AtomicLong underWay = new AtomicLong();

  /** By topic, so that one which is missing and one which is there do not end each other's. */
  private final Map<String, Reminder> outages = new ConcurrentHashMap<>();

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
    Batch batch = new Batch(records, System.nanoTime() + KNOWN.toNanos());
    if (closing || !lanes.offer(batch)) {
      batch.fail(closing ? "the server stops" : "too much waits for Kafka");
    }
    return batch.written();
  }

  /** Writes what waits, and stops; returns when the brokers have it, or did not take it in time. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(KNOWN.plus(DELIVERED).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many requests wait to be sent. */
  int waiting() {
    return lanes.size();
  }

  private void run() {
    try {
      while (!closing || lanes.size() > 0) {
        boolean isStuck = false;
        for (Batch first : lanes.firsts()) {
          isStuck |= !sendAll(first);
        }
        if (isStuck) {
          lanes.await(RETRY_MILLIS);
        } else {
          lanes.awaitFirst(IDLE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closing = true;
      lanes.close().forEach(batch -> failed(batch, "the server stops"));
      if (producer != null) {
        producer.close(DELIVERED);
      }
    }
  }

  /** Sends what waits for a topic, from its first batch on; false if some can't be sent yet. */
  private boolean sendAll(Batch first) {
    for (Batch batch = first; batch != null; batch = lanes.remove(batch)) {
      try {
        if (!send(batch)) {
          return false;
        }
      } catch (KafkaException | IllegalStateException e) {
        failed(batch, words(e));
      }
    }
    return true;
  }

  /** Sends what is left of a batch; false if its topic is not known, or too much is under way. */
  private boolean send(Batch batch) {
    for (Outgoing record = batch.next(); record != null; record = batch.next()) {
      String why = whyNotYet(record);
      if (why != null && batch.isLate()) {
        failed(batch, why);
        return true;
      }
      if (why != null) {
        return false;
      }
      send(record, batch);
      batch.sent();
    }
    return true;
  }

  private void send(Outgoing record, Batch batch) {
    long bytes = Batch.bytes(record);
    underWay.addAndGet(bytes);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            record.topic(), record.key().getBytes(StandardCharsets.UTF_8), record.value());
    if (record.requestId() != null) {
      sent.headers().add(REQUEST_ID, record.requestId().getBytes(StandardCharsets.UTF_8));
    }
    producer.send(
        sent,
        (metadata, e) -> {
          underWay.addAndGet(-bytes);
          if (e != null) {
            failed(batch, words(e));
          } else if (batch.confirmed()) {
            written(batch);
          }
        });
  }

  /**
   * Why a record can't be sent now; null if it can. Does not block.
   *
   * @throws KafkaException if it can't be sent later either
   */
  private String whyNotYet(Outgoing record) {
    long before = underWay.get();
    if (before > 0 && before + Batch.bytes(record) > UNDER_WAY_BYTES) {
      return "the brokers take records too slowly";
    }
    try {
      producer().partitionsFor(record.topic());
      return null;
    } catch (TimeoutException e) {
      if (e.getCause() instanceof AuthorizationException refused) {
        throw refused;
      }
      return e.getCause() == null ? "no broker can be reached" : e.getCause().getMessage();
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
    Reminder outage = outages.get(batch.topic());
    if (outage == null) {
      return;
    }
    synchronized (outage) {
      if (outage.over()) {
        LOG.info("Kafka takes records of {} again", batch.topic());
      }
    }
  }

  private void failed(Batch batch, String cause) {
    if (!batch.fail(cause)) {
      return;
    }
    Reminder outage =
        outages.computeIfAbsent(batch.topic(), topic -> new Reminder(Clock.systemUTC(), REMINDER));
    synchronized (outage) {
      long times = outage.happened();
      if (times > 0) {
        LOG.warn(
            "Kafka at {} does not take records of {}, {} request(s) were answered with 503; check"
                + " that the brokers run and that the topic exists ({}){}",
            kafka.bootstrapServers(),
            batch.topic(),
            times,
            cause,
            batch.requestId() == null ? "" : "; the last one is request " + batch.requestId());
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
