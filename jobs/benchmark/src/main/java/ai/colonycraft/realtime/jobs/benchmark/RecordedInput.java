package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.quickstart.platform.PlatformEvent;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Fills {@code user-activity} with what the simulated platform's users do, as fast as it goes; and
 * where contenders read them, the topics of services and browsers with as many events of theirs.
 */
final class RecordedInput {

  /** A weekday's noon, when the platform's day is neither its busiest nor its quietest. */
  private static final long START = Instant.parse("2026-03-04T12:00:00Z").toEpochMilli();

  private static final long SEED = 1;

  /** Every act of a user comes with as many events of services and more; those are left out. */
  private static final double EVENTS_OF_ALL = 3;

  private RecordedInput() {}

  /**
   * Sends the events and returns when Kafka has them.
   *
   * @param progress receives the number of events sent, from time to time
   * @return bytes of all values
   */
  static long fill(String bootstrapServers, BenchmarkConfig config, IntConsumer progress) {
    Simulator simulator = new Simulator(SEED, config.users(), config.rate() * EVENTS_OF_ALL, START);
    long bytes = 0;
    int sent = 0;
    int others = HealthJobs.wanted(config) ? 0 : config.events();
    try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      for (long now = START; sent < config.events() || others < config.events(); now += 100) {
        for (PlatformEvent event : simulator.next(now)) {
          if (event.topic() == Topics.USER_ACTIVITY && sent < config.events()) {
            producer.send(new ProducerRecord<>(event.topic().name(), event.key(), event.value()));
            bytes += event.value().length;
            sent++;
            if (sent % 250_000 == 0) {
              progress.accept(sent);
            }
          } else if (event.topic() != Topics.USER_ACTIVITY && others < config.events()) {
            producer.send(new ProducerRecord<>(event.topic().name(), event.key(), event.value()));
            others++;
          }
        }
      }
    }
    return bytes;
  }

  /** A producer that fills topics fast, as a platform's own would. */
  static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
