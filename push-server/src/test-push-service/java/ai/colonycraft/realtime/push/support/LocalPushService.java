package ai.colonycraft.realtime.push.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * A push service on loopback. It takes every message, or answers as a test says; and it speaks the
 * protocol by which Firefox subscribes and gets its messages (autopush over a WebSocket).
 */
public final class LocalPushService implements AutoCloseable {

  /** One message as it came. */
  public record Received(HttpFields headers, byte[] body) {
    /** The value of a header. */
    public String header(String name) {
      return headers.get(name);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** Firefox's channels by the subscription's name in its endpoint. */
  private final Map<String, String> channels = new ConcurrentHashMap<>();

  private final List<Session> browsers = new CopyOnWriteArrayList<>();

  /** Subscriptions whose next message is refused. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private volatile int status = 201;
  private volatile String retryAfter;

  /** Starts on a port that is free. */
  public LocalPushService() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    WebSocketUpgradeHandler sockets =
        WebSocketUpgradeHandler.from(
            server,
            container -> container.addMapping("/", (request, response, done) -> new Browser()));
    sockets.setHandler(new Messages());
    server.setHandler(sockets);
    server.start();
  }

  /**
   * Settings of a push server that sends to such services.
   *
   * @param keys the folder of its key file
   * @param more other settings of it
   */
  public static String[] settings(Path keys, String... more) {
    return Stream.concat(
            Stream.of(
                "--webpush.key-file",
                keys.resolve("key.pem").toString(),
                "--webpush.subject",
                "mailto:ops@example.org",
                "--webpush.test-only-local-services",
                "true"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Where messages of a subscription are sent to. */
  public String endpoint(String subscription) {
    return "http://127.0.0.1:" + connector.getLocalPort() + "/push/" + subscription;
  }

  /** Where Firefox connects to. */
  public String address() {
    return "ws://127.0.0.1:" + connector.getLocalPort() + "/";
  }

  /** What it answers from now on, with a header {@code Retry-After} unless that is null. */
  public void answer(int newStatus, String newRetryAfter) {
    status = newStatus;
    retryAfter = newRetryAfter;
  }

  /** Answers the next message of a subscription with 503. */
  public void refuseOnce(String subscription) {
    busy.add(subscription);
  }

  /** What came, in its order. */
  public List<Received> received() {
    return received;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What push servers send. */
  private final class Messages extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      byte[] body = BufferUtil.toArray(Content.Source.asByteBuffer(request));
      received.add(new Received(request.getHeaders().asImmutable(), body));
      String path = Request.getPathInContext(request);
      String subscription = path.substring(path.lastIndexOf('/') + 1);
      String channel = channels.get(subscription);
      if (channel != null && status == 201) {
        String message =
            JSON.writeValueAsString(
                Map.of(
                    "messageType",
                    "notification",
                    "channelID",
                    channel,
                    "version",
                    UUID.randomUUID().toString(),
                    "data",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(body),
                    "headers",
                    Map.of("encoding", "aes128gcm")));
        browsers.forEach(
            browser -> browser.sendText(message, org.eclipse.jetty.websocket.api.Callback.NOOP));
      }
      response.setStatus(busy.remove(subscription) ? 503 : status);
      if (retryAfter != null) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter);
      }
      if (status == 307) {
        response.getHeaders().put(HttpHeader.LOCATION, endpoint("elsewhere"));
      }
      callback.succeeded();
      return true;
    }
  }

  /** One connected Firefox. */
  public final class Browser implements Session.Listener.AutoDemanding {
    private Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      browsers.add(opened);
    }

    @Override
    public void onWebSocketText(String text) {
      try {
        JsonNode message = JSON.readTree(text);
        String channel = message.path("channelID").asText();
        switch (message.path("messageType").asText()) {
          case "hello" ->
              send(
                  Map.of(
                      "messageType",
                      "hello",
                      "status",
                      200,
                      "uaid",
                      UUID.randomUUID().toString().replace("-", ""),
                      "use_webpush",
                      true,
                      "broadcasts",
                      Map.of()));
          case "register" -> {
            String subscription = UUID.randomUUID().toString();
            channels.put(subscription, channel);
            send(
                Map.of(
                    "messageType",
                    "register",
                    "status",
                    200,
                    "channelID",
                    channel,
                    "pushEndpoint",
                    endpoint(subscription)));
          }
          case "unregister" -> {
            channels.values().removeIf(channel::equals);
            send(Map.of("messageType", "unregister", "status", 200, "channelID", channel));
          }
          default -> {
            // Acknowledgements and pings need no answer.
          }
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void onWebSocketClose(
        int code, String reason, org.eclipse.jetty.websocket.api.Callback callback) {
      browsers.remove(session);
      callback.succeed();
    }

    private void send(Map<String, Object> message) throws java.io.IOException {
      session.sendText(
          JSON.writeValueAsString(message), org.eclipse.jetty.websocket.api.Callback.NOOP);
    }
  }
}
