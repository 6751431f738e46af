package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listens to notifications as the document's client does, and notes how long each was on its way.
 */
final class Browser implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came, in its order: title, source, and seconds since it happened. */
  final List<String> told = new CopyOnWriteArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private WebSocket socket;

  private Browser() {}

  /** Connects to the push server at a port. */
  static Browser start(int port) {
    Browser browser = new Browser();
    browser.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/notifications/stream"), browser)
            .join();
    return browser;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      told.add(line(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  private static String line(String message) {
    try {
      JsonNode notification = JSON.readTree(message);
      double seconds =
          (System.currentTimeMillis() - notification.path("timestamp").asLong()) / 1000.0;
      return String.format(
          Locale.ROOT,
          "%s, source=%s, told %.1f s after it began",
          notification.path("title").asText(),
          notification.path("source").asText(),
          seconds);
    } catch (IOException e) {
      return "no JSON: " + message;
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
