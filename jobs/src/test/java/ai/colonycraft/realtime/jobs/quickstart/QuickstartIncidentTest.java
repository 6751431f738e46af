package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The quickstart's incident reaches people: from the simulated platform to a browser's socket. */
class QuickstartIncidentTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void tellsOfItsIncidentOnTheStreamOfNotifications() throws Exception {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Quickstart quickstart =
        new Quickstart(
            QuickstartConfig.read(
                "--push.port=0",
                "--flink.port=0",
                "--reporter.port=0",
                "--kafka.port=0",
                "--incident=5 s"),
            nowhere,
            false);
    try {
      Stage stage = quickstart.start();
      Listener listener = new Listener();
      WebSocket socket = connect(stage.dashboard(), listener);

      // Its deployment takes 20 s, its errors rise from then on, the health check takes a minute.
      await()
          .atMost(Duration.ofSeconds(150))
          .untilAsserted(
              () ->
                  assertThat(listener.sources())
                      .contains(
                          "error-burst-after-deployment", "service-unhealthy-after-deployment"));
      JsonNode burst = listener.from("error-burst-after-deployment");
      JsonNode unhealthy = listener.from("service-unhealthy-after-deployment");
      assertThat(burst.get("type").asText()).isEqualTo("critical");
      assertThat(burst.get("title").asText()).startsWith("Errors after the deployment of 2.4.");
      assertThat(burst.get("actionUrl").asText())
          .isEqualTo("/services/" + burst.get("context").get("service").asText());
      assertThat(unhealthy.get("context")).isEqualTo(withoutError(burst.get("context")));
      socket.abort();
    } finally {
      quickstart.stop();
    }
  }

  private static JsonNode withoutError(JsonNode context) {
    JsonNode copy = context.deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) copy).remove("lastError");
    return copy;
  }

  private static WebSocket connect(URI dashboard, Listener listener) throws Exception {
    URI stream =
        URI.create(
            "ws://%s:%d/notifications/stream".formatted(dashboard.getHost(), dashboard.getPort()));
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(stream, listener)
        .get(20, TimeUnit.SECONDS);
  }

  /** Gathers what a browser would show. */
  private static final class Listener implements WebSocket.Listener {

    private final List<JsonNode> notifications = new CopyOnWriteArrayList<>();
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        try {
          notifications.add(JSON.readTree(message.toString()));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    List<String> sources() {
      return notifications.stream().map(n -> n.path("source").asText()).toList();
    }

    JsonNode from(String source) {
      return notifications.stream()
          .filter(n -> n.path("source").asText().equals(source))
          .findFirst()
          .orElseThrow();
    }
  }
}
