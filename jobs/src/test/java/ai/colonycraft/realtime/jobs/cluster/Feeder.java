package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.cluster.RecordedDay.Sending;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * Users and services that send events, in a hurry: hours within seconds. They wait for a broker
 * that is away, and lose nothing. All topics of events are kept at the same time, since a rule
 * waits for the slowest.
 */
final class Feeder implements AutoCloseable {

  private static final int BETWEEN_CLOCKS = 100;

  private final KafkaProducer<String, String> producer;
  private CompletableFuture<Void> feeding = CompletableFuture.completedFuture(null);
  private volatile int sent;
  private volatile long newest;

  Feeder(String broker) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", broker,
                "linger.ms", "5",
                "delivery.timeout.ms", "600000",
                "max.block.ms", "600000"),
            new StringSerializer(),
            new StringSerializer());
  }

  /**
   * Begins to send.
   *
   * @param events of users, in the order in which they are sent
   * @param services of services, in order of time; each is sent when its time has come for users
   * @param rate events of users a second, by how many are sent
   */
  void start(List<Sending> events, List<Sending> services, IntUnaryOperator rate) {
    sent = 0;
    feeding = CompletableFuture.runAsync(() -> feed(events, new ArrayDeque<>(services), rate));
  }

  private void feed(List<Sending> events, Queue<Sending> services, IntUnaryOperator rate) {
    long due = System.nanoTime();
    for (Sending event : events) {
      send("user-activity", event.partition(), event.json());
      newest = Math.max(newest, event.timestamp());
      while (!services.isEmpty() && services.peek().timestamp() <= newest) {
        Sending next = services.remove();
        send("service-events", next.partition(), next.json());
      }
      if (++sent % BETWEEN_CLOCKS == 0) {
        clockOfOthers(event.timestamp());
      }
      due += 1_000_000_000L / rate.applyAsInt(sent);
      LockSupport.parkNanos(due - System.nanoTime());
    }
    producer.flush();
  }

  /** Sends one record, some time. */
  void send(String topic, int partition, String value) {
    producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  private void clockOfOthers(long timestamp) {
    newest = Math.max(newest, timestamp);
    for (int partition = 0; partition < RecordedDay.PARTITIONS; partition++) {
      send("service-events", partition, clock(newest, "service", partition));
      send("client-reports", partition, clock(newest, "sessionId", partition));
    }
  }

  /** Carries event time on, everywhere; adds one event of type {@code clock} a partition. */
  void clock(long timestamp) {
    for (int partition = 0; partition < RecordedDay.PARTITIONS; partition++) {
      send("user-activity", partition, clock(timestamp, "userId", partition));
    }
    clockOfOthers(timestamp);
    producer.flush();
  }

  private static String clock(long timestamp, String key, int partition) {
    return "{\"type\":\"clock\",\"timestamp\":%d,\"%s\":\"clock-%d\",\"platform\":\"clock\"}"
        .formatted(timestamp, key, partition);
  }

  /** Events of users handed to the producer since the last start. */
  int sent() {
    return sent;
  }

  /** Waits until so many are sent. */
  void awaitSent(int events) {
    Awaitility.await("events sent")
        .atMost(Patience.FIGURES)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> sent >= events);
  }

  /** Waits until Kafka has all. */
  void awaitEnd() throws Exception {
    feeding.get();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
