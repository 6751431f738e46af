package ai.colonycraft.realtime.jobs.topics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClientsTest {

  @Test
  void everySettingThatKafkaHidesStaysInTheFile(@TempDir Path folder) throws Exception {
    Map<String, ConfigDef.ConfigKey> hidden =
        Stream.of(
                ConsumerConfig.configDef(),
                ProducerConfig.configDef(),
                AdminClientConfig.configDef())
            .flatMap(settings -> settings.configKeys().values().stream())
            .filter(key -> key.type == ConfigDef.Type.PASSWORD)
            .collect(Collectors.toMap(key -> key.name, key -> key, (a, b) -> a));
    assertThat(hidden).containsKeys("sasl.jaas.config", "ssl.key.password", "ssl.keystore.key");
    Path file =
        Files.writeString(
            folder.resolve("client.properties"),
            hidden.keySet().stream()
                .map(name -> name + "=hunter2")
                .collect(Collectors.joining("\n")));

    KafkaConfig kafka = KafkaConfig.read("broker:9092", file.toString(), KafkaClients.NAMES);

    assertThat(kafka.properties()).containsKeys(hidden.keySet().toArray(String[]::new));
    assertThat(kafka.toString()).doesNotContain("hunter2");
    assertThat(
            new AdminClientConfig(kafka.client(AdminClientConfig.configNames()))
                .originals()
                .get("ssl.key.password"))
        .isEqualTo("hunter2");
  }
}
