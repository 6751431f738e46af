package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs Grafana's own libraries in Chromium: {@code @grafana/data} on what a real Prometheus answers
 * to each panel, {@code @grafana/flamegraph} on what a real push server answers. npm installs 366
 * MB for it, so that it is a command of its own, with {@code -Dgrafana.libraries=true}. The picture
 * of the flame graph is {@code target/flame-graph.png}.
 */
@EnabledIfSystemProperty(named = "grafana.libraries", matches = "true")
class GrafanaLibrariesTest {

  private static final Path EXAMPLE =
      Program.PACK.resolveSibling(
          "push-server/src/main/resources/contract/examples/flamegraphs-calls.json");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void showWhatThePanelsShould(@TempDir Path folder) throws Exception {
    Program.require("node", "npm", "chromium", "prometheus", "promtool");
    Program.run("npm", "ci", "--prefer-offline", "--prefix", "libraries").well();
    Path bundle = folder.resolve("page.js");
    Program.run("node", "libraries/bundle.js", bundle.toString()).well();
    Path flames = Files.writeString(folder.resolve("flames.json"), flames(folder));

    Program.run(
            "env",
            "GRAFANA_BUNDLE=" + bundle,
            "FLAMES=" + flames,
            "PICTURE=" + Program.PACK.resolve("target/flame-graph.png"),
            "node",
            "--test",
            "libraries/")
        .well();
  }

  /** What a push server answers when the example of the contract is the newest flame graph. */
  private static String flames(Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      Topics.create(kafka.bootstrapServers(), 1);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("flamegraphs", "calls/*", example())).get();
      }
      try (PushServer push =
          PushServer.start(
              PushConfig.read(
                  "--http.port", "0", "--kafka.bootstrap.servers", kafka.bootstrapServers()))) {
        URI address = push.uri().resolve("/api/flamegraph?view=calls");
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(get(address)).contains("model call"));
        return get(address);
      }
    }
  }

  /** Its window ends now. */
  private static String example() throws IOException {
    ObjectNode graph = (ObjectNode) new ObjectMapper().readTree(EXAMPLE.toFile());
    long now = System.currentTimeMillis();
    return graph.put("start", now - 300_000).put("end", now).toString();
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }
}
