package ai.colonycraft.realtime.jobs.topics;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings that Kafka's clients know, and their check. */
public final class KafkaClients {

  /** The names of the settings of each kind of client. */
  public static final List<Set<String>> NAMES =
      List.of(
          ConsumerConfig.configNames(),
          ProducerConfig.configNames(),
          AdminClientConfig.configNames());

  private KafkaClients() {}

  /**
   * Checks settings in the process that will use them.
   *
   * @throws ai.colonycraft.realtime.config.InvalidConfigException if Kafka refuses a value, or a
   *     placeholder has none in this process
   */
  public static void check(KafkaConfig kafka) {
    kafka.check(
        AdminClientConfig.configNames(), client -> new AdminClientConfig(client).originals());
  }
}
