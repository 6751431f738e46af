package ai.colonycraft.realtime.push.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A connection to one thing that Chromium runs, a page or a service worker, by its DevTools. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  /** For an answer; only a target that is gone takes as long. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();
  private final Consumer<JsonNode> events;
  private final WebSocket socket;
  private volatile Throwable gone;

  /**
   * Connects.
   *
   * @param events gets each event, on the connection's own thread
   */
  DevTools(URI target, Consumer<JsonNode> events) {
    this.events = events;
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(target, this).join();
  }

  /**
   * Calls a method, for example {@code call("Page.navigate", "url", "about:blank")}.
   *
   * @throws java.util.concurrent.CompletionException when the target went before it answered
   */
  JsonNode call(String method, Object... namesAndValues) {
    return callFor(LONGEST, method, namesAndValues);
  }

  /** As {@link #call}, for something that may take as long as this. */
  JsonNode callFor(Duration longest, String method, Object... namesAndValues) {
    ObjectNode parameters = JSON.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.set((String) namesAndValues[i], JSON.valueToTree(namesAndValues[i + 1]));
    }
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer =
        new CompletableFuture<JsonNode>().orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS);
    answers.put(id, answer);
    if (gone != null) {
      answer.completeExceptionally(gone);
    }
    ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
    request.set("params", parameters);
    if (!answer.isDone()) {
      socket.sendText(request.toString(), true).join();
    }
    JsonNode message = answer.join();
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      receive(partial.toString());
      partial.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    gone(new IOException("The target went: " + status + " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    gone(error);
  }

  private void gone(Throwable why) {
    gone = why;
    answers.values().forEach(answer -> answer.completeExceptionally(why));
  }

  private void receive(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      if (message.has("id")) {
        answers.remove(message.get("id").asInt()).complete(message);
      } else {
        // A service worker that stops keeps the connection and answers nothing any more.
        if (message.path("method").asText().equals("Inspector.targetCrashed")) {
          gone(new IOException("The target stopped"));
        }
        events.accept(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
