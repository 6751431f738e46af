package ai.colonycraft.realtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of Kafka's client settings may hold, and what becomes of its secrets. */
class KafkaConfigTest {

  private static final String SECRET = "hunter2";
  private static final Set<String> CONSUMER =
      Set.of("sasl.jaas.config", "security.protocol", "ssl.truststore.password", "fetch.min.bytes");
  private static final Set<String> PRODUCER =
      Set.of("sasl.jaas.config", "security.protocol", "ssl.truststore.password", "linger.ms");
  private static final String ENV =
      """
      config.providers=env
      config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
      config.providers.env.param.allowlist.pattern=KAFKA_.*
      """;

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), text);
  }

  private static KafkaConfig read(Path file) {
    return KafkaConfig.read("broker:9092", file.toString(), List.of(CONSUMER, PRODUCER));
  }

  @Test
  void givesEachClientTheSettingsThatItKnows() throws Exception {
    KafkaConfig kafka = read(file("security.protocol=SSL\nlinger.ms=7\nfetch.min.bytes=3\n"));
    assertThat(kafka.client(CONSUMER))
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "security.protocol", "SSL",
                "fetch.min.bytes", "3"));
    assertThat(kafka.client(PRODUCER)).containsEntry("linger.ms", "7").hasSize(3);
  }

  @Test
  void readsTheSettingsOfAProgram() throws Exception {
    List<Setting<?>> settings = KafkaConfig.settings(List.of(CONSUMER, PRODUCER));
    assertThat(KafkaConfig.of(Settings.read(settings)))
        .isEqualTo(new KafkaConfig("localhost:9092"));
    Settings given = Settings.read(settings, "--kafka.properties", file("linger.ms=7").toString());
    assertThat(KafkaConfig.of(given).properties()).isEqualTo(Map.of("linger.ms", "7"));
  }

  @Test
  void holdsTheFileInPlaceOfASecretThatStandsInIt() throws Exception {
    Path file =
        file(
            "ssl.truststore.password=%s\nsasl.jaas.config=Module required username=\"me\" password=\"%s\";\n"
                .formatted(SECRET, SECRET));
    KafkaConfig kafka = read(file);
    assertThat(kafka.client(CONSUMER))
        .containsEntry(
            "ssl.truststore.password", "${kafka-properties:" + file + ":ssl.truststore.password}")
        .containsEntry("sasl.jaas.config", "${kafka-properties:" + file + ":sasl.jaas.config}")
        .containsEntry("config.providers", "kafka-properties")
        .containsEntry("config.providers.kafka-properties.param.allowed.paths", file.toString());
    assertThat(kafka.toString()).doesNotContain(SECRET);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(kafka);
    }
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
  }

  @Test
  void leavesPlaceholdersToTheClient() throws Exception {
    String jaas = "Module required username=\"me\" password=\"${env:KAFKA_PASSWORD}\";";
    KafkaConfig kafka =
        read(file(ENV + "sasl.jaas.config=" + jaas + "\nssl.truststore.password=" + SECRET));
    assertThat(kafka.client(CONSUMER))
        .containsEntry("sasl.jaas.config", jaas)
        .containsEntry("config.providers", "env,kafka-properties");
  }

  @Test
  void refusesASecretBesideAPlaceholderWithoutShowingIt() throws Exception {
    Path file =
        file(
            ENV
                + "sasl.jaas.config=M required username=\"${env:KAFKA_USER}\" password=\"%s\";\n"
                    .formatted(SECRET)
                + "ssl.truststore.password=%s${env:KAFKA_REST}\n".formatted(SECRET));
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            """
            kafka.properties: %s: sasl.jaas.config: expected a placeholder for password too, since \
            another option has one
            kafka.properties: %s: ssl.truststore.password: expected a placeholder or the whole value, \
            found both"""
                .formatted(file, file));
  }

  @Test
  void namesFileAndKeyOfEveryProblem() throws Exception {
    Path file =
        file(
            """
            group.id=mine
            securty.protocol=SSL
            linger.ms=1
            linger.ms=2
            a line
            """);
    assertThatThrownBy(() -> Settings.read(settings(), "--kafka.properties=" + file, "--x=y"))
        .hasMessage(
            """
            x: no such setting; the nearest is kafka.properties
            kafka.properties: %1$s: linger.ms: expected once, found twice
            kafka.properties: %1$s: a: Kafka's clients have no such setting; the nearest is linger.ms
            kafka.properties: %1$s: group.id: expected no such key, since each program sets it itself; \
            remove the line
            kafka.properties: %1$s: securty.protocol: Kafka's clients have no such setting; the nearest \
            is security.protocol"""
                .formatted(file));
  }

  private static List<Setting<?>> settings() {
    return KafkaConfig.settings(List.of(CONSUMER, PRODUCER));
  }

  @Test
  void namesAProviderThatIsNotDeclaredAndOneThatIsNotKafkas() throws Exception {
    Path file =
        file(
            """
            config.providers=vault
            config.providers.vault.class=com.example.Vault
            config.providers.vault.param.token=%s
            config.providers.other.class=com.example.Other
            sasl.jaas.config=${env:KAFKA_JAAS}
            """
                .formatted(SECRET));
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining(": config.providers.vault.class: expected one of org.apache.kafka")
        .hasMessageContaining(": config.providers.vault.param.token: expected class or one of")
        .hasMessageContaining(": config.providers.other.class: expected the name of a provider")
        .hasMessageContaining(": sasl.jaas.config: expected the provider of ${env:KAFKA_JAAS} in")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void namesAFileThatCannotBeRead() throws Exception {
    assertThatThrownBy(() -> read(folder.resolve("nowhere")))
        .hasMessageStartingWith("kafka.properties: expected a properties file that can be read")
        .hasMessageContaining("nowhere (NoSuchFileException)");
    assertThatThrownBy(() -> read(file("linger.ms=\\u00zz")))
        .hasMessageContaining("client.properties (Malformed");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> read(binary)).hasMessageContaining("binary (it is not UTF-8)");
  }

  @Test
  void needsAPathThatAPlaceholderCanName() throws Exception {
    Path odd = Files.writeString(folder.resolve("a:b"), "ssl.truststore.password=" + SECRET);
    assertThatThrownBy(() -> read(odd)).hasMessageContaining("its path has a colon");
    Files.writeString(odd, "linger.ms=1");
    assertThat(read(odd).properties()).isEqualTo(Map.of("linger.ms", "1"));
  }
}
