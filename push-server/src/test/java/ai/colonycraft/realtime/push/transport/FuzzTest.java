package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Damage;
import ai.colonycraft.realtime.push.support.Footprint;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.LoggedProblems;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damaged frames, requests, tokens, webhooks, reports and traces on real sockets: each is answered
 * or ends its connection, nothing is logged as a fault, nothing is left behind, and a client that
 * behaves gets each update in the meantime.
 *
 * <p>A fourth of {@code -Dfuzz.times} each, of which {@code -Dfuzz.seed} makes others.
 */
class FuzzTest {

  private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);
  private static final int TIMES = Integer.getInteger("fuzz.times", 12_000) / 4;
  private static final long SEED = Long.getLong("fuzz.seed", 7);

  private static final int FRAMES_A_CONNECTION = 8;

  /** What is new at first, classes and pools, is there after this many. */
  private static final int WARM = TIMES / 4;

  private static final String REPORT = "{\"type\":\"js_error\",\"sessionId\":\"s\",\"message\":5}";
  private static final String ALERTS =
      "{\"version\":\"4\",\"alerts\":[{\"fingerprint\":\"a\",\"startsAt\":\"x\"}]}";

  private static final String TRACES =
      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"0\",\"endTimeUnixNano\":5}]}]}]}";

  private final Damage damage = new Damage(SEED);
  @TempDir private Path folder;
  private Issuer issuer;
  private String token;
  private TestTransport server;
  private TestClient other;
  private LoggedProblems problems;
  private Footprint before;

  /** One piece of damage. */
  @FunctionalInterface
  private interface Attempt {
    /** Makes it, and returns all that the server answered. */
    String make() throws IOException;
  }

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    token = issuer.token(Issuer.ALL);
    server =
        TestTransport.start(
            "--auth.secret", folder.resolve("secret").toString(),
            "--limits.requests-per-second", "1000000",
            "--limits.reports-per-second", "1000000",
            "--limits.traces-per-second", "1000000",
            "--limits.header-time", "1 s");
    problems = LoggedProblems.watch();
    other =
        TestClient.connect(
                HttpClient.newHttpClient(),
                URI.create("ws://127.0.0.1:" + server.port() + "/stream"),
                "Authorization",
                "Bearer " + token)
            .settle();
    LOG.info("{} times, with -Dfuzz.seed={}", TIMES, SEED);
  }

  @AfterEach
  void stop() {
    other.close();
    problems.close();
    server.close();
  }

  @Test
  void outlivesFrames() throws Exception {
    repeat(
        TIMES / FRAMES_A_CONNECTION,
        () -> {
          ByteArrayOutputStream frames = new ByteArrayOutputStream();
          for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
            frames.writeBytes(damage.anyFrame(bytes(message())));
          }
          String path = damage.one("/stream", "/notifications/stream");
          return exchange(upgrade(path, "Authorization: Bearer " + token), frames.toByteArray());
        });
  }

  @Test
  void outlivesTokens() throws Exception {
    repeat(
        TIMES,
        () -> {
          String tried = damage.percent(50) ? damage.damaged(token) : issuer.sign(claims());
          if (damage.percent(50)) {
            return exchange(
                bytes("GET /api/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"),
                bytes("Authorization: Bearer " + tried + "\r\n\r\n"));
          }
          byte[] message = bytes("{\"action\":\"authenticate\",\"token\":\"" + tried + "\"}");
          byte[] frame = damage.percent(50) ? damage.frame(message) : damage.anyFrame(message);
          return exchange(upgrade(damage.one("/stream", "/notifications/stream"), "X: y"), frame);
        });
  }

  @Test
  void outlivesRequests() throws Exception {
    repeat(
        TIMES,
        () -> {
          String head =
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                      .formatted(path(), token)
                  + "Last-Event-ID: 5\r\nIf-None-Match: \"x\"\r\nConnection: close\r\n\r\n";
          return exchange(damage.damaged(bytes(head)), new byte[0]);
        });
  }

  @Test
  void outlivesWebhooksReportsAndTraces() throws Exception {
    repeat(
        TIMES,
        () -> {
          String path = damage.one("/api/reports", "/api/alerts", "/v1/traces");
          byte[] body =
              damage.damaged(
                  bytes(
                      switch (path) {
                        case "/api/reports" -> REPORT;
                        case "/api/alerts" -> ALERTS;
                        default -> TRACES;
                      }));
          byte[] head =
              bytes(
                  "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                          .formatted(path, token)
                      + "Content-Type: application/"
                      + damage.one("json", "json", "x-protobuf\r\nContent-Encoding: gzip")
                      + "\r\nConnection: close\r\nContent-Length: "
                      + body.length
                      + "\r\n\r\n");
          return exchange(damage.percent(30) ? damage.damaged(head) : head, body);
        });
  }

  private void repeat(int times, Attempt attempt) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(attempt.make())
          .as("answer to number %d of seed %d", i, SEED)
          .doesNotStartWith("HTTP/1.1 500")
          .doesNotContain("Exception", "\tat ");
      if (i % 50 == 0) {
        server.publish(Updates.total("alive", i));
        other.waitFor("alive=" + i);
      }
      if (i == Math.min(WARM, times / 4)) {
        waitForQuiet();
        before = Footprint.now();
      }
    }
    assertThat(other.isClosed()).isFalse();
    waitForQuiet();
    await().untilAsserted(() -> assertThat(Footprint.now()).matches(n -> n.isAbout(before)));
    other.close();
    await()
        .untilAsserted(
            () -> {
              assertThat(server.connections()).isZero();
              assertThat(server.hub.selectors()).isZero();
            });
    assertThat(problems.seen()).isEmpty();
  }

  /** Until only the client that behaves is connected. */
  private void waitForQuiet() {
    await().until(() -> server.connections() == 1);
  }

  private String message() {
    return damage.one(
        "{\"action\":\"subscribe\",\"metric\":\"active_users\",\"labels\":{\"platform\":\"*\"}}",
        "{\"action\":\"subscribe\",\"subscriptions\":[{\"metric\":\"a*\"},{\"metric\":\"*\"}]}",
        "{\"action\":\"subscribe\",\"metric\":\"*\",\"since\":4,\"epoch\":\"epoch-1\"}",
        "{\"action\":\"unsubscribe\",\"metric\":\"*\"}",
        "{\"action\":\"pace\",\"maxUpdatesPerSecond\":0.2}",
        "{\"action\":\"ping\"}",
        "{\"action\":\"authenticate\",\"token\":\"" + token + "\"}");
  }

  private String path() {
    return damage.one(
        "/",
        "/stream",
        "/api/metrics",
        "/api/metrics/active_users?minutes=15&platform=*",
        "/api/notifications?limit=5&since=1",
        "/api/flamegraph?service=*&view=calls&minutes=15",
        "/metrics",
        "/healthz");
  }

  /** Claims of the wrong type, out of range, or right; signed as they should be. */
  private String claims() {
    String in = Long.toString(System.currentTimeMillis() / 1_000 + 100);
    String exp = damage.one(in, "\"x\"", "-1", "1e300", "null", "[]", "99999999999999999999");
    String scope = damage.one("\"" + Issuer.ALL + "\"", "\"\"", "5", "[\"metrics:read\"]", "{}");
    String claims = "{\"sub\":\"ada\",\"exp\":" + exp + ",\"scope\":" + scope + ",\"nbf\":1}";
    return damage.percent(50) ? claims : damage.damaged(claims);
  }

  private static byte[] upgrade(String path, String header) {
    return bytes(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                .formatted(path)
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + header
            + "\r\n\r\n");
  }

  /** Sends, says that no more comes, and reads until the server ends the connection. */
  private String exchange(byte[] first, byte[] second) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(first);
        socket.getOutputStream().write(second);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException e) {
        return "(reset before it was read)";
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
