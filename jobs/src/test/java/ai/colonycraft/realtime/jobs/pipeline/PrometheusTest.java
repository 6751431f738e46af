package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.Ports;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A real Prometheus on the shipped config answers the document's expressions as they are written.
 */
class PrometheusTest {

  private static final Path SHIPPED = Path.of("../grafana/prometheus/prometheus.yml");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int USERS = 900;

  /** Users on three platforms; colony i has 20 - i events a round, so that the order is known. */
  private static List<String> events() {
    long now = System.currentTimeMillis();
    List<String> events = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      events.add(event(now, "u-" + user, List.of("web", "ios", "api").get(user % 3), user % 30));
    }
    for (int colony = 0; colony < 20; colony++) {
      for (int more = 0; more < 20 - colony; more++) {
        events.add(event(now, "u-" + colony, "web", colony));
      }
    }
    return events;
  }

  private static String event(long now, String user, String platform, int colony) {
    return """
    {"type":"agent_action","timestamp":%d,"userId":"%s","platform":"%s","region":"eu-west-1",\
    "colonyId":"c-%02d","colonyName":"Reef \\"%d\\"","tokens":3}\
    """
        .formatted(now, user, platform, colony, colony);
  }

  @Test
  void answersTheExpressionsOfTheDocument() throws Exception {
    Program.require("prometheus");
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(events());
      int port = Ports.orFree(0);
      Process prometheus = start(pipeline, port);
      try {
        await()
            .atMost(Replay.PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .untilAsserted(
                () ->
                    assertThat(values(query(port, "sum(active_users)"), null))
                        .isEqualTo(Map.of("", (double) USERS)));

        assertThat(values(query(port, "sum(active_users) by (platform)"), "platform"))
            .isEqualTo(Map.of("web", 313.0, "ios", 293.0, "api", 294.0));
        assertThat(
                values(
                    query(port, "topk(10, sum(colony_activity) by (colony_id, colony_name))"),
                    "colony_name"))
            .isEqualTo(busiest());
        assertThat(values(query(port, "sum(user_activity_events_total) by (type)"), "type"))
            .isEqualTo(Map.of("agent_action", (double) events().size()));
        assertThat(labelsOf(query(port, "active_users")))
            .containsExactlyInAnyOrder(
                "__name__", "country_code", "region", "platform", "instance", "job", "job_name");
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  private static Map<String, Double> busiest() {
    Map<String, Double> busiest = new HashMap<>();
    IntStream.range(0, 10).forEach(i -> busiest.put("Reef \"" + i + "\"", USERS / 30 + 20.0 - i));
    return busiest;
  }

  static Process start(Pipeline pipeline, int port) throws IOException {
    Path dir = Files.createDirectories(pipeline.dir().resolve("prometheus"));
    String shipped = Files.readString(SHIPPED);
    assertThat(shipped).contains("files: [targets/flink.yml]", "scrape_interval: 5s");
    Files.writeString(
        dir.resolve("prometheus.yml"),
        shipped.replace("scrape_interval: 5s", "scrape_interval: 1s"));
    Files.writeString(
        Files.createDirectories(dir.resolve("targets")).resolve("flink.yml"),
        "- targets: [\"localhost:" + pipeline.reporterPort() + "\"]");
    return Program.start(
        dir.resolve("prometheus.log"),
        "prometheus",
        "--config.file=" + dir.resolve("prometheus.yml"),
        "--storage.tsdb.path=" + dir.resolve("data"),
        "--web.listen-address=127.0.0.1:" + port);
  }

  static JsonNode query(int port, String expression) throws Exception {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query))
            .build();
    HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() == 503) {
      throw new IOException("Prometheus is not ready yet");
    }
    JsonNode answer = Outcome.json(response.body());
    assertThat(answer.get("status").asText()).isEqualTo("success");
    return answer.get("data").get("result");
  }

  static Map<String, Double> values(JsonNode result, String label) {
    Map<String, Double> values = new HashMap<>();
    result.forEach(
        series ->
            values.put(
                label == null ? "" : series.get("metric").get(label).asText(),
                Double.parseDouble(series.get("value").get(1).asText())));
    return values;
  }

  static List<String> labelsOf(JsonNode result) {
    return StreamSupport.stream(result.spliterator(), false)
        .flatMap(series -> series.get("metric").properties().stream())
        .map(Map.Entry::getKey)
        .distinct()
        .toList();
  }
}
