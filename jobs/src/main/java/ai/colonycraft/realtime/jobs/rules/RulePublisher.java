package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.jobs.topics.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts rules into the topic that the correlation job reads them from. */
public final class RulePublisher {

  private RulePublisher() {}

  /**
   * Returns when all replicas in sync have all of them.
   *
   * @param client settings of the producer, by Kafka's own names
   * @param rules texts by id; null deletes a rule
   * @param patience how long a record may take
   * @throws org.apache.kafka.common.KafkaException if the broker does not take them in that time,
   *     or refuses
   */
  public static void publish(
      Map<String, Object> client, String topic, Map<String, String> rules, Duration patience) {
    Map<String, Object> config = new HashMap<>(client);
    int millis = (int) patience.toMillis();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      rules.forEach((id, text) -> sent.add(producer.send(new ProducerRecord<>(topic, id, text))));
      for (Future<?> each : sent) {
        Answer.of(each, "the rules could not be published");
      }
    }
  }
}
