package ai.colonycraft.realtime.push.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A WebSocket client that keeps what it receives, and can stop reading. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final boolean reads;
  private final WebSocket socket;
  private volatile int closeCode;
  private volatile String closeReason;

  private TestClient(int port, String path, boolean reads) {
    this(HTTP, URI.create("ws://127.0.0.1:" + port + path), reads);
  }

  private TestClient(HttpClient http, URI address, boolean reads, String... headers) {
    this.reads = reads;
    WebSocket.Builder builder = http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    this.socket = builder.buildAsync(address, this).join();
  }

  /** A client with headers of its own, names and values in turn. */
  public static TestClient connect(HttpClient http, URI address, String... headers) {
    return new TestClient(http, address, true, headers);
  }

  /** A client that reads whatever comes. */
  public static TestClient connect(int port) {
    return new TestClient(port, "/stream", true);
  }

  /** A client that reads nothing until {@link #resume}. */
  public static TestClient connectStalled(int port) {
    return new TestClient(port, "/stream", false);
  }

  /** A client of the notifications. */
  public static TestClient connectToNotifications(int port) {
    return new TestClient(port, "/notifications/stream", true);
  }

  /** One that reads nothing until {@link #resume}. */
  public static TestClient connectStalledToNotifications(int port) {
    return new TestClient(port, "/notifications/stream", false);
  }

  public void resume() {
    socket.request(Long.MAX_VALUE);
  }

  public TestClient send(String text) {
    socket.sendText(text.replace('\'', '"'), true).join();
    return this;
  }

  public TestClient sendBinary(byte... bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    return this;
  }

  /** Sends the text in two frames. */
  public TestClient sendInTwo(String first, String second) {
    socket.sendText(first, false).join();
    socket.sendText(second, true).join();
    return this;
  }

  /** Everything so far, oldest first. */
  public List<JsonNode> messages() {
    return messages;
  }

  /** Everything so far as {@code metric{labels}=value}, oldest first. */
  public List<String> values() {
    return messages.stream().map(TestClient::words).toList();
  }

  /** Waits for a message, which may be there already. */
  public JsonNode waitFor(Predicate<JsonNode> wanted) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> messages.stream().filter(wanted).findFirst().orElse(null), m -> m != null);
  }

  /** Waits for {@code metric{labels}=value}. */
  public void waitFor(String words) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(values()).contains(words));
  }

  /** Waits until everything asked before was answered; a ping is answered in its turn. */
  public TestClient settle() {
    int before = pongs();
    send("{'action':'ping'}");
    await().atMost(Duration.ofSeconds(60)).until(() -> pongs() > before);
    return this;
  }

  /** Waits until the server has closed the connection; returns its code. */
  public int waitForClose() {
    await().atMost(Duration.ofSeconds(60)).until(() -> closeCode != 0);
    return closeCode;
  }

  public String closeReason() {
    return closeReason;
  }

  public boolean isClosed() {
    return closeCode != 0;
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reads) {
      opened.request(Long.MAX_VALUE);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      try {
        messages.add(JSON.readTree(partial.toString()));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
      partial.setLength(0);
    }
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
    closeReason = reason;
    closeCode = statusCode;
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closeReason = error.toString();
    closeCode = 1006;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private int pongs() {
    return (int) messages.stream().filter(m -> m.has("pong")).count();
  }

  private static String words(JsonNode message) {
    if (!message.has("metric")) {
      return message.toString();
    }
    StringBuilder words = new StringBuilder(message.get("metric").asText());
    if (message.has("labels")) {
      words.append('{');
      message
          .get("labels")
          .properties()
          .forEach(
              l -> words.append(l.getKey()).append('=').append(l.getValue().asText()).append(','));
      words.setCharAt(words.length() - 1, '}');
    }
    return words.append('=').append(message.get("value")).toString();
  }
}
