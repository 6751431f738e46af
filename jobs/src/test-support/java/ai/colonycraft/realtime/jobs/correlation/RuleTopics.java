package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of rules, as many as one likes. */
final class RuleTopics {

  private RuleTopics() {}

  /** Makes a topic and returns when Kafka has all its rules. */
  static RuleTopic create(String bootstrapServers, String name, Map<String, String> rules)
      throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      rules.forEach((id, text) -> producer.send(new ProducerRecord<>(name, id, text)));
      producer.flush();
    }
    return new RuleTopic(new KafkaConfig(bootstrapServers), name, true);
  }
}
