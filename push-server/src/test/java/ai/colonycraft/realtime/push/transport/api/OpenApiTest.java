package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
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
import org.junit.jupiter.api.Test;

/** The description of the HTTP interface, against the server. */
@WithServer
class OpenApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private TestTransport server;

  @Test
  void describesWhatIsServed() throws Exception {
    JsonNode description = new ObjectMapper().readTree(send("GET", "/api").body());
    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
    List<String> checked = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        int status = status(method, path.getKey().replaceAll("\\{\\w+}", "unknown"));
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

  /** A stream of events never ends, and so only its head is waited for. */
  private int status(String method, String path) throws Exception {
    return HTTP.send(request(method, path), BodyHandlers.ofInputStream()).statusCode();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return HTTP.send(request(method, path), BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path) {
    boolean isPost = method.equals("POST");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .method(method, isPost ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
        .header("Content-Type", "application/json")
        .build();
  }
}
