package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens to notifications as the document's client does, and notes when each came. */
final class Browser implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One notification.
   *
   * @param title what it is about
   * @param source who found it
   * @param at when it came here, epoch milliseconds
   */
  record Told(String title, String source, long at) {}

  /** What came, in its order. */
  final List<Told> told = new CopyOnWriteArrayList<>();

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
      told.add(read(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  private static Told read(String message) {
    try {
      JsonNode notification = JSON.readTree(message);
      return new Told(
          notification.path("title").asText(),
          notification.path("source").asText(),
          System.currentTimeMillis());
    } catch (IOException e) {
      throw new IllegalArgumentException("expected a notification, found " + message, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
