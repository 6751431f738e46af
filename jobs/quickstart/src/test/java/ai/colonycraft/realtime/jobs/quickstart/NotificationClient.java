package ai.colonycraft.realtime.jobs.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client of the notification stream that sends nothing. */
final class NotificationClient implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> notifications = new CopyOnWriteArrayList<>();
  private final StringBuilder message = new StringBuilder();
  private WebSocket socket;

  static NotificationClient by(URI dashboard) throws Exception {
    URI stream =
        URI.create(
            "ws://%s:%d/notifications/stream".formatted(dashboard.getHost(), dashboard.getPort()));
    NotificationClient client = new NotificationClient();
    client.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(stream, client)
            .get(60, TimeUnit.SECONDS);
    return client;
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    message.append(text);
    if (last) {
      try {
        notifications.add(JSON.readTree(message.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
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

  @Override
  public void close() {
    socket.abort();
  }
}
