package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of the HTTP interface, against the server. */
class OpenApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Described, and served by handlers that are not in this server yet. */
  private static final Set<String> TO_COME =
      Set.of(
          "/api/metrics",
          "/api/metrics/{name}",
          "/api/notifications",
          "/api/notifications/{id}/ack",
          "/sse/metrics",
          "/sse/notifications");

  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    server = TestTransport.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void describesWhatIsServed() throws Exception {
    JsonNode description = new ObjectMapper().readTree(send("GET", "/api").body());
    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
    List<String> checked = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
      if (TO_COME.contains(path.getKey())) {
        continue;
      }
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        int status = send(method, path.getKey()).statusCode();
        assertThat(operation.getValue().get("responses").has(Integer.toString(status)))
            .as("%s %s answers %d", method, path.getKey(), status)
            .isTrue();
        checked.add(path.getKey());
      }
    }
    assertThat(checked).contains("/api", "/api/reports", "/api/alerts", "/metrics");
  }

  @Test
  void hasNoReferenceToNothing() throws Exception {
    JsonNode description =
        new ObjectMapper()
            .readTree(Files.readString(Path.of("src/main/resources/push-api/openapi.json")));

    assertThat(description.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            ref -> assertThat(description.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(
                method,
                method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
            .header("Content-Type", "application/json")
            .build(),
        BodyHandlers.ofString());
  }
}
