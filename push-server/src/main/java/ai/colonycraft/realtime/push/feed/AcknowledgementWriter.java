package ai.colonycraft.realtime.push.feed;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes acknowledgements to the topic of notifications, from which every push server reads them.
 * Any thread may use it.
 */
public final class AcknowledgementWriter implements AutoCloseable {

  /** How long Kafka may take; afterwards the client is told to try again. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** Acknowledgements that may wait; people do not click faster. */
  static final int WAITING = 64;

  private final String brokers;
  private final String topic;

  /** A producer blocks while it looks for the topic, so it has a thread of its own. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread made = new Thread(task, "push-acks");
            made.setDaemon(true);
            return made;
          });

  private Producer<byte[], byte[]> producer;

  /** Takes where to write; connects when there is something to write. */
  public AcknowledgementWriter(String brokers, String topic) {
    this.brokers = brokers;
    this.topic = topic;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Ends when Kafka has it, with an exception if Kafka does not take it in a few seconds. */
  public CompletionStage<Void> write(Acknowledgement acknowledgement) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      thread.execute(() -> send(acknowledgement, deadline, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new TimeoutException("too many wait for Kafka"));
    }
    return done;
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
          }
        });
    thread.shutdown();
    try {
      thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Acknowledgement acknowledgement, long deadline, CompletableFuture<Void> done) {
    try {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("waited too long for Kafka");
      }
      if (producer == null) {
        producer = new KafkaProducer<>(properties(brokers));
      }
      byte[] key = acknowledgement.key().getBytes(StandardCharsets.UTF_8);
      producer.send(
          new ProducerRecord<>(topic, key, json(acknowledgement)),
          (metadata, failure) -> {
            if (failure == null) {
              done.complete(null);
            } else {
              done.completeExceptionally(failure);
            }
          });
    } catch (KafkaException e) {
      done.completeExceptionally(e);
    }
  }

  /** The value of the record: see the contract's {@code notifications.schema.json}. */
  static byte[] json(Acknowledgement acknowledgement) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    try (JsonGenerator out = RecordParser.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("acknowledges", acknowledgement.id());
      if (acknowledgement.by() != null) {
        out.writeStringField("by", acknowledgement.by());
      }
      out.writeNumberField("timestamp", acknowledgement.timestamp());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, Object> properties(String brokers) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        brokers,
        ProducerConfig.CLIENT_ID_CONFIG,
        "push-server-acks",
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
        ByteArraySerializer.class,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        PATIENCE.toMillis() / 2,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        (int) PATIENCE.toMillis(),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        (int) PATIENCE.toMillis() / 2,
        ProducerConfig.LINGER_MS_CONFIG,
        0,
        ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG,
        "",
        ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
        false);
  }
}
