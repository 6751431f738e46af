package ai.colonycraft.realtime.jobs.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts rules into the topic that the correlation job reads them from. */
final class RulePublisher {

  private static final int TIMEOUT_SECONDS = 20;

  private RulePublisher() {}

  /**
   * Returns when Kafka has all of them.
   *
   * @param rules texts by id
   * @throws IllegalStateException if the broker does not take them in 20 s
   */
  static void publish(String bootstrapServers, String topic, Map<String, String> rules) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      rules.forEach((id, text) -> sent.add(producer.send(new ProducerRecord<>(topic, id, text))));
      for (Future<?> each : sent) {
        each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the rules could not be published: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while publishing rules", e);
    }
  }
}
