package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.EventReader;
import ai.colonycraft.realtime.push.support.LoggedProblems;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Any text through every door of a server on a real broker: halves of characters, controls, right
 * to left, NUL, a megabyte. Afterwards every list and stream is whole, for those who were there and
 * for those who come, and so is a server that is started after it.
 */
class AnyTextTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = AnyText.ESCAPING;
  private static final int TIMES = 150;

  /** Escaped, and ten times in an alert, it makes a body of just less than a megabyte. */
  private static final String LONG = "\ud83d\udd25".repeat(8_500) + "\ud83d";

  private static final List<String> TOPICS =
      List.of(
          "live-updates",
          "activity-feed",
          "notifications",
          "actions",
          "flamegraphs",
          "client-reports");

  private final AnyText any = new AnyText(5);
  private TestBroker broker;
  private PushServer server;
  private LoggedProblems problems;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker().start();
    broker.createTopics(TOPICS.toArray(String[]::new));
    problems = LoggedProblems.watch();
    server = startServer();
    awaitReady(server);
  }

  private void awaitReady(PushServer of) {
    await().until(() -> get(of, "/readyz").contains("ready"));
  }

  @AfterEach
  void stop() throws Exception {
    problems.close();
    server.close();
    broker.close();
  }

  @Test
  void anyTextThroughAnyDoorLeavesEveryListAndStreamAlive() throws Exception {
    try (TestClient stream = TestClient.connect(server.port());
        TestClient notified = TestClient.connectToNotifications(server.port()).settle()) {
      stream.send("{'action':'subscribe','metric':'*','labels':{}}").settle();
      for (int i = 0; i < TIMES; i++) {
        String text = i == 0 ? LONG : any.text();
        throughTheRequests(i, text, stream);
        throughTheTopics(i, text);
      }
      broker.send("live-updates", "last", "{\"metric\":\"last\",\"value\":1,\"timestamp\":1}");
      broker.send("activity-feed", null, "{\"timestamp\":1,\"who\":\"last\"}");
      broker.send("notifications", "last", notification("last", "last"));

      stream.waitFor("last=1");
      notified.waitFor(m -> m.path("id").asText().equals("last"));
      assertThat(stream.isClosed()).isFalse();
      assertThat(notified.isClosed()).isFalse();
    }
    assertThat(get(server, "/metrics")).contains("push_records_skipped_total 0.0");
    String list = everythingIsAlive(server);
    for (int i = 1; i < TIMES; i++) {
      assertThat(list).contains("\"id\":\"alert-f" + i + "-", "\"id\":\"n" + i + "\"");
    }
    assertKafkaHoldsWholeCharacters();
    try (PushServer later = startServer()) {
      assertThat(everythingIsAlive(later)).isEqualTo(list);
    }
    assertThat(problems.seen()).isEmpty();
  }

  private void throughTheRequests(int i, String text, TestClient stream) throws Exception {
    Map<String, Object> alert = alert("f" + i, whole(text), text);
    post("/api/alerts", alerts("4", alert), 200);
    post("/api/alerts", alerts("4", alert("g" + i, text, text)), 200, 400);
    post("/api/alerts", alerts("4", alert(text, "name", text)), 200, 400);
    post("/api/alerts", alerts(text, alert), 400);
    post("/api/alerts", AnyText.withBareHalves(plain(alert)), 400);
    Map<String, String> report =
        Map.of("type", "js_error", "sessionId", cut(text), "message", cut(text), "page", cut(text));
    post("/api/reports", escaped(report), 202, 400);
    post("/api/reports", escaped(Map.of(text, text)), 400, 413);
    post(
        "/api/notifications/alert-f" + i + "-1767225600000/ack",
        escaped(Map.of("by", cut(text))),
        200,
        400,
        404);
    stream.send(new String(escaped(Map.of("action", "ping", "x", cut(text)))));
    stream.send(new String(escaped(Map.of("action", "unsubscribe", "metric", "m" + cut(text)))));
  }

  private void throughTheTopics(int i, String text) throws Exception {
    Map<String, Object> update =
        Map.of("metric", "m", "labels", Map.of("l", text, text, "v"), "value", i, "timestamp", 1);
    Map<String, Object> one =
        Map.of("metric", "m", "labels", Map.of("l", text), "value", i, "timestamp", 1);
    Map<String, Object> named = Map.of("metric", text, "value", i, "timestamp", 1);
    Map<String, Object> line = Map.of("timestamp", 1, "who", text, text, Map.of(text, text));
    Map<String, Object> frame =
        Map.of("level", 1, "label", text, "count", 1, "timeMicros", 1, "cpuMicros", 1, "tokens", 1);
    Map<String, Object> graph =
        Map.of(
            "view",
            "calls",
            "service",
            "*",
            "start",
            System.currentTimeMillis(),
            "end",
            9,
            "complete",
            true,
            "traces",
            1,
            "frames",
            List.of(frame));
    String short_ = cut(text);
    sendBoth("live-updates", "s" + i, update);
    sendBoth("live-updates", "l" + i, one);
    sendBoth("live-updates", text, named);
    sendBoth("activity-feed", null, line);
    sendBoth("flamegraphs", "g" + i, graph);
    broker.send("notifications", "n" + i, notification("n" + i, short_));
    broker.send("notifications", "big" + i, notification("big" + i, text));
    broker.send(
        "notifications",
        "ack:n" + i,
        new String(escaped(Map.of("acknowledges", "n" + i, "by", text, "timestamp", 1))));
    broker.send("notifications", text, text);
    broker.send("live-updates", text, null);
  }

  /** With its halves as escapes, and as bytes of their own. */
  private void sendBoth(String topic, String key, Object value) throws IOException {
    broker.send(topic, key, new String(escaped(value), StandardCharsets.US_ASCII));
    broker.send(topic, key == null ? null : key.getBytes(), AnyText.withBareHalves(plain(value)));
  }

  /** Every list and stream of a server; returns the list of notifications. */
  private String everythingIsAlive(PushServer of) throws Exception {
    awaitReady(of);
    await().until(() -> get(of, "/api/notifications?limit=1").contains("\"last\""));
    await().until(() -> !get(of, "/api/flamegraph?minutes=60").equals("[]"));
    assertThat(get(of, "/api/metrics/m?l=*")).contains("\"labels\":{");
    assertThat(get(of, "/healthz")).contains("\"status\":\"ok\"");
    try (EventReader lines = EventReader.open(of.port(), "/sse/metrics?metric=activity_feed");
        EventReader metrics = EventReader.open(of.port(), "/sse/metrics?metric=*");
        EventReader notices = EventReader.open(of.port(), "/sse/notifications")) {
      lines.waitFor("\"who\":\"last\"");
      metrics.waitFor("\"metric\":\"last\"");
      notices.waitFor("event: synced");
    }
    try (TestClient back = TestClient.connectToNotifications(of.port())) {
      back.send("{'action':'subscribe','since':0,'epoch':'another'}");
      back.waitFor(m -> m.at("/current/id").asText().equals("last"));
    }
    return get(of, "/api/notifications?limit=1000");
  }

  private void assertKafkaHoldsWholeCharacters() throws Exception {
    int accepted = metric("push_reports_accepted_total");
    assertThat(accepted).isPositive();
    broker.read("client-reports", accepted).forEach(r -> assertIsWhole(r.value()));
    broker.read("notifications", 1).stream()
        .filter(r -> r.key().startsWith("alert-"))
        .forEach(r -> assertIsWhole(r.value()));
  }

  private int metric(String name) throws Exception {
    return get(server, "/metrics")
        .lines()
        .filter(l -> l.startsWith(name + " "))
        .mapToInt(l -> (int) Double.parseDouble(l.substring(name.length() + 1)))
        .sum();
  }

  private static void assertIsWhole(String json) {
    try {
      assertIsWhole(JSON.readTree(json));
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  private static void assertIsWhole(JsonNode node) {
    node.properties().forEach(p -> assertIsWhole(p.getKey(), p.getValue()));
    node.forEach(AnyTextTest::assertIsWhole);
  }

  private static void assertIsWhole(String name, JsonNode value) {
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(name + value.asText()))
        .as("%s: %s", name, value)
        .isTrue();
  }

  private void post(String path, byte[] body, Integer... expected) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofByteArray());
    String answer = wholeText(response.body());
    assertThat(response.statusCode()).as(answer).isIn((Object[]) expected);
    assertIsWhole(answer);
  }

  private static String get(PushServer from, String path) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + from.port() + path)).build(),
            BodyHandlers.ofByteArray());
    String body = wholeText(response.body());
    if (path.startsWith("/api/")) {
      assertThat(response.statusCode()).as(body).isIn(200, 503);
      assertIsWhole(body);
    }
    return body;
  }

  /** Fails if it is not UTF-8. */
  private static String wholeText(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String notification(String id, String text) throws IOException {
    return new String(
        escaped(
            Map.of(
                "id",
                id,
                "type",
                "info",
                "title",
                text,
                "message",
                text,
                "timestamp",
                1,
                "source",
                text,
                "context",
                Map.of(whole(text), text))));
  }

  private static Map<String, Object> alert(String fingerprint, String name, String text) {
    return Map.of(
        "status",
        "firing",
        "fingerprint",
        fingerprint,
        "startsAt",
        "2026-01-01T00:00:00Z",
        "labels",
        Map.of("alertname", text, name, text, "severity", text),
        "annotations",
        Map.of("summary", text, "description", text, "runbook_url", text));
  }

  private static byte[] alerts(String version, Map<String, Object> alert) throws IOException {
    return escaped(Map.of("version", version, "alerts", List.of(alert)));
  }

  /** A JSON reader refuses a name with half a character; a question mark stands for it. */
  private static String whole(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static byte[] escaped(Object value) throws IOException {
    return JSON.writeValueAsBytes(value);
  }

  /** JSON whose characters are not escaped but where they must be. */
  private static String plain(Object value) throws IOException {
    return new ObjectMapper().writeValueAsString(value);
  }

  /** Its end, where the unusual characters are, and few enough for a name. */
  private static String cut(String text) {
    return text.substring(Math.max(0, text.length() - 60));
  }

  private PushServer startServer() {
    return PushServer.start(
        PushConfig.read(
            "--http.port", "0",
            "--kafka.bootstrap.servers", broker.address(),
            "--limits.requests-per-second", "100000",
            "--limits.reports-per-second", "100000"));
  }
}
