package ai.colonycraft.realtime.grafana;

import ai.colonycraft.realtime.push.support.FreePort;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A real Prometheus on the shipped config and rules; only its targets are its own. */
final class Prometheus implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port = FreePort.any();
  private final Process process;

  private Prometheus(Path folder, Map<String, Integer> targets) throws IOException {
    Path shipped = Program.PACK.resolve("prometheus");
    Files.copy(shipped.resolve("prometheus.yml"), folder.resolve("prometheus.yml"));
    Path rules = Files.createDirectories(folder.resolve("rules"));
    try (Stream<Path> files = Files.list(shipped.resolve("rules"))) {
      for (Path file : files.toList()) {
        Files.copy(file, rules.resolve(file.getFileName()));
      }
    }
    Path to = Files.createDirectories(folder.resolve("targets"));
    target(to, "prometheus", port);
    for (Map.Entry<String, Integer> target : targets.entrySet()) {
      target(to, target.getKey(), target.getValue());
    }
    process =
        Program.start(
            folder.resolve("prometheus.log"),
            "prometheus",
            "--config.file=" + folder.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
  }

  /** Scrapes the port of each job, as often as the shipped config says. */
  static Prometheus start(Path folder, Map<String, Integer> targets) throws IOException {
    return new Prometheus(folder, targets);
  }

  /**
   * Asks an expression as of now.
   *
   * @return the answer's series
   * @throws IOException if Prometheus does not answer yet
   * @throws IllegalArgumentException if it can't read the expression; the message says where
   */
  JsonNode ask(String expression) throws IOException {
    JsonNode answer = get("/api/v1/query?query=" + encoded(expression));
    if (!answer.get("status").asText().equals("success")) {
      throw new IllegalArgumentException(answer.get("error").asText());
    }
    return answer.at("/data/result");
  }

  /** The answer's values by a label; the empty text where a series lacks it. */
  Map<String, Double> by(String label, String expression) throws IOException {
    Map<String, Double> values = new HashMap<>();
    for (JsonNode series : ask(expression)) {
      values.put(series.get("metric").path(label).asText(), series.get("value").get(1).asDouble());
    }
    return values;
  }

  /** The only value of the answer; NaN if there is none. */
  double value(String expression) throws IOException {
    return by("", expression).getOrDefault("", Double.NaN);
  }

  @Override
  public void close() {
    Program.stop(process);
  }

  private JsonNode get(String path) throws IOException {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return JSON.readTree(
          HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void target(Path to, String job, int port) throws IOException {
    Files.writeString(to.resolve(job + ".yml"), "- targets: [\"127.0.0.1:" + port + "\"]\n");
  }
}
