package ai.colonycraft.realtime.jobs.quickstart.platform;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of a feed to Kafka as they become due, on a thread of its own. While Kafka is
 * away the events wait, at most for as long as its client keeps them; one that is lost then is
 * counted and named in the log.
 */
public final class Sender implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final long TICK_MILLIS = 20;

  private final EventFeed feed;
  private final LongSupplier clock;
  private final KafkaProducer<String, byte[]> producer;
  private final LongAdder lost = new LongAdder();
  private final Thread thread = new Thread(this::run, "platform-sender");
  private volatile boolean closed;
  private volatile String failure;

  private Sender(KafkaConfig kafka, EventFeed feed, LongSupplier clock) {
    this.feed = feed;
    this.clock = clock;
    Map<String, Object> client = kafka.client(ProducerConfig.configNames());
    client.put(ProducerConfig.CLIENT_ID_CONFIG, "platform");
    client.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Starts to send.
   *
   * @param kafka how to connect
   * @param feed closed together with the sender
   * @param clock epoch milliseconds now
   */
  public static Sender start(KafkaConfig kafka, EventFeed feed, LongSupplier clock) {
    Sender sender = new Sender(kafka, feed, clock);
    sender.thread.start();
    return sender;
  }

  /** How far the feed is, in words; with why it stopped, and the events that were lost, if any. */
  public String progress() {
    if (failure != null) {
      return "stopped: " + failure;
    }
    return lost.sum() == 0 ? feed.progress() : feed.progress() + ", " + lost.sum() + " lost";
  }

  /** Stops; what was due is sent first. Waits at most a few seconds. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
    feed.close();
  }

  private void run() {
    try {
      while (!closed) {
        for (PlatformEvent event : feed.next(clock.getAsLong())) {
          send(event);
        }
        Thread.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      // close() woke us.
    } catch (InterruptException e) {
      LOG.debug("closed while sending", e);
    } catch (RuntimeException e) {
      failure = e.getMessage();
      LOG.error("The platform stands still: {}", e.getMessage(), e);
    }
  }

  private void send(PlatformEvent event) {
    producer.send(
        new ProducerRecord<>(event.topic().name(), event.key(), event.value()),
        (sent, failure) -> {
          if (failure != null) {
            lost.increment();
            LOG.warn("An event for {} is lost: {}", event.topic().name(), failure.getMessage());
          }
        });
  }
}
