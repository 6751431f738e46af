package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.EventReader;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.LoggedProblems;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any text in what people do about incidents, in the claims of tokens, in parameters, paths,
 * headers, and messages of WebSockets: each is answered, nothing is a fault of the program, what is
 * accepted is listed, and every list and stream is whole afterwards.
 */
class AnyTextAtDoorsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = AnyText.ESCAPING;
  private static final int TIMES = 40;

  /** As an escape each takes six bytes, so that a body of it is a megabyte. */
  private static final String LONG = "\ud83d\udd25".repeat(85_000) + "\ud83d";

  private static final List<String> LISTS =
      List.of(
          "/api/notifications?limit=1000",
          "/api/incidents?state=all&limit=1000",
          "/api/incidents/n1",
          "/api/silences",
          "/api/metrics",
          "/api/metrics/active_users",
          "/api/flamegraph",
          "/metrics",
          "/healthz");

  @TempDir private Path folder;
  private final AnyText any = new AnyText(11);
  private Issuer issuer;
  private TestTransport server;
  private LoggedProblems problems;
  private String token;

  private record Reply(int status, String body) {}

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    token = issuer.token(Issuer.ALL);
    problems = LoggedProblems.watch();
    server =
        TestTransport.start(
            "--auth.secret", folder.resolve("secret").toString(),
            "--limits.requests-per-second", "1000000",
            "--limits.reports-per-second", "1000000");
    server.publish(
        Updates.total("active_users", 1),
        Platform.notice("n1", "critical", "Billing fails", "billing"),
        Platform.notice("n2", "warning", "Gateway is slow", "gateway"));
  }

  @AfterEach
  void stop() {
    problems.close();
    server.close();
  }

  @Test
  void actionsAndSilencesTakeAnyTextOrRefuseIt() throws Exception {
    List<String> silences = new ArrayList<>();
    try (TestClient stream = connect("/notifications/stream", token)) {
      stream.send("{'action':'subscribe','since':-1}").settle();
      for (int i = 0; i < TIMES; i++) {
        String text = i == 0 ? LONG : any.text();
        for (String shorter : List.of(text, end(text, 190), end(text, 60))) {
          act("acknowledge", Map.of("ids", List.of("n1"), "by", shorter, "note", shorter));
          act("undo", Map.of("ids", List.of("n1"), "by", shorter));
          act(
              "assign",
              Map.of("ids", List.of("n2"), "to", shorter, "by", shorter, "note", shorter));
          act("assign", Map.of("ids", List.of(shorter), "to", shorter));
          act("end-silence", Map.of("id", shorter));
          act(percent(end(shorter, 20)), Map.of(shorter, shorter));
          post("/api/notifications/" + percent(end(shorter, 60)) + "/ack", Map.of("by", shorter));
          post("/api/notifications/n1/ack", Map.of("note", shorter));
          silence(shorter, shorter, silences);
          silence("service", shorter, silences);
        }
      }
      server.publish(Platform.notice("last", "critical", "Last", "billing"));

      stream.waitFor(m -> m.path("id").asText().equals("last"));
      assertThat(stream.isClosed()).isFalse();
    }
    assertEverythingIsAlive();
    JsonNode one = JSON.readTree(get("/api/incidents/n2", token).body());
    assertThat(one.path("acts").size()).isPositive();
  }

  /** What a door accepts, the feed behind it takes, so that it is listed until it is ended. */
  private void silence(String label, String text, List<String> holding) throws Exception {
    Map<String, String> labels = new HashMap<>(Map.of(label, text));
    for (int i = 0; i < 15 && text.length() > 100; i++) {
      labels.put("l" + i, text);
    }
    Reply made = act("silence", Map.of("labels", labels, "minutes", 5, "reason", text));
    if (made.status() == 200) {
      String id = JSON.readTree(made.body()).path("silence").asText();
      assertThat(get("/api/silences", token).body()).contains(id);
      holding.add(id);
    }
    if (holding.size() > 20) {
      String id = holding.remove(0);
      assertThat(act("end-silence", Map.of("id", id)).status()).isEqualTo(200);
    }
  }

  @Test
  void tokensTakeAnyTextInTheirClaimsOrAreRefused() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      String text = end(i == 0 ? LONG : any.text(), 190);
      Map<String, Object> pattern = Map.of("metric", text, "labels", Map.of(text, text));
      List<Map<String, Object>> claims =
          List.of(
              Map.of("sub", text, "name", text, "preferred_username", text),
              Map.of("sub", text, "visible", text),
              Map.of("sub", text, "visible", Map.of(text, text)),
              Map.of(
                  "visible",
                  Map.of(
                      "series",
                      List.of(pattern),
                      "activity",
                      List.of(Map.of(text, text)),
                      "notifications",
                      List.of(Map.of(text, text)),
                      "flamegraphs",
                      List.of(text))),
              Map.of(text, text, "scope", text));
      for (Map<String, Object> some : claims) {
        Map<String, Object> all = new HashMap<>(Map.of("exp", 4_102_444_800L, "scope", Issuer.ALL));
        all.putAll(some);
        String odd = issuer.sign(JSON.writeValueAsString(all));
        for (String list : LISTS.subList(0, 7)) {
          get(list, odd);
        }
        body("/api/actions/assign", odd, Map.of("ids", List.of("n2"), "to", "ada"));
      }
    }
    assertEverythingIsAlive();
  }

  @Test
  void parametersPathsHeadersAndMessagesTakeAnyTextOrAreRefused() throws Exception {
    try (TestClient stream = connect("/stream", token);
        TestClient notified = connect("/notifications/stream", token)) {
      for (int i = 0; i < TIMES; i++) {
        String text = end(i == 0 ? LONG : any.text(), 190);
        String in = percent(text);
        for (String path :
            List.of(
                "/api/metrics/" + in,
                "/api/metrics/active_users?" + in + "=" + in,
                "/api/metrics/active_users?minutes=" + in + "&step=" + in,
                "/api/notifications?state=" + in,
                "/api/notifications?since=" + in + "&limit=" + in,
                "/api/incidents/" + in,
                "/api/incidents?state=" + in + "&limit=" + in,
                "/api/flamegraph?service=" + in + "&view=" + in,
                "/api/flamegraph?service=" + in,
                "/" + in,
                "/sse/metrics?" + in + "=" + in,
                "/services/" + in)) {
          get(path, token);
        }
        exchange("GET /sse/" + in + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        exchange("GET /api/metrics HTTP/1.1\r\nHost: " + line(text) + "\r\n\r\n");
        exchange(head("/api/metrics", "Origin: " + line(text)));
        exchange(head("/api/metrics", "Accept-Encoding: " + line(text)));
        exchange(head("/api/metrics?" + line(text), "Cookie: " + line(text)));
        exchange(head("/api/metrics", "Content-Type: " + line(text)));
        String message = end(text, 30);
        if (i % 8 == 0) {
          // Fewer than the limit of refused messages.
          stream.send(text(Map.of("action", message)));
          notified.send(text(Map.of("action", "subscribe", "epoch", message, "since", 1)));
        }
        // Half a character in a name is no JSON to a reader of it, and so a refused message.
        String name = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Map<String, Object> labels = Map.of(name, message);
        stream.send(
            text(
                Map.of("action", "subscribe", "metric", "m" + i % 40 + message, "labels", labels)));
        stream.send(
            text(
                Map.of(
                    "action", "unsubscribe", "metric", "m" + i % 40 + message, "labels", labels)));
        stream.settle();
      }
      assertThat(stream.isClosed()).isFalse();
      assertThat(notified.isClosed()).isFalse();
    }
    assertEverythingIsAlive();
  }

  private void assertEverythingIsAlive() throws Exception {
    for (String list : LISTS) {
      assertThat(get(list, token).status()).as(list).isEqualTo(200);
    }
    for (String page : List.of("/", "/notifications", "/services/billing")) {
      assertThat(get(page, null).status()).as(page).isEqualTo(200);
    }
    try (EventReader metrics = EventReader.openAs(token, server.port(), "/sse/metrics?metric=*");
        EventReader notices = EventReader.openAs(token, server.port(), "/sse/notifications");
        TestClient stream = connect("/stream", token).send("{'action':'subscribe','metric':'*'}")) {
      metrics.waitFor("\"metric\":\"active_users\"");
      notices.waitFor("event: synced");
      stream.waitFor("active_users=1");
    }
    assertThat(server.metrics.skipped.sum()).isZero();
    assertThat(problems.seen()).isEmpty();
  }

  private Reply act(String action, Map<String, ?> body) throws Exception {
    return post("/api/actions/" + action, body);
  }

  private Reply post(String path, Map<String, ?> body) throws Exception {
    return body(path, token, body);
  }

  private Reply body(String path, String bearer, Map<String, ?> body) throws Exception {
    String escaped = JSON.writeValueAsString(body);
    Reply reply =
        exchange(
            "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, bearer, escaped.length(), escaped));
    byte[] bare = AnyText.withBareHalves(new ObjectMapper().writeValueAsString(body));
    String latin = new String(bare, StandardCharsets.ISO_8859_1);
    exchange(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, bearer, bare.length, latin));
    return reply;
  }

  private Reply get(String path, String bearer) throws Exception {
    return exchange(head(path, bearer == null ? "A: b" : "Authorization: Bearer " + bearer));
  }

  private static String head(String path, String header) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
  }

  /**
   * Sends bytes, one of each character, and says that no more come; the answer must be well-formed,
   * and none of the server's own faults. Status 0 is a connection that was ended.
   */
  private Reply exchange(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString();
      if (text.isEmpty()) {
        return new Reply(0, "");
      }
      int status = Integer.parseInt(text.substring(9, 12));
      assertThat(status).as("%s\n%s", end(request, 300), end(text, 300)).isNotIn(500, 503);
      return new Reply(status, text.substring(text.indexOf("\r\n\r\n") + 4));
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8: " + end(request, 300), e);
    } catch (SocketException e) {
      return new Reply(0, ""); // It was closed before it was read, as a body that is too long is.
    }
  }

  private TestClient connect(String path, String bearer) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + path);
    return TestClient.connect(HTTP, uri, "Authorization", "Bearer " + bearer);
  }

  /** The test's client takes an apostrophe for a quotation mark. */
  private static String text(Object value) throws IOException {
    return JSON.writeValueAsString(value).replace("'", "\\u0027");
  }

  /** Its end, where the unusual characters are. */
  private static String end(String text, int most) {
    return text.substring(Math.max(0, text.length() - most));
  }

  /** As a header may hold it: its bytes but for the ends of lines. */
  private static String line(String text) {
    byte[] bytes = AnyText.withBareHalves(text);
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", "_");
  }

  /** Each byte of it as a percent sign and two digits. */
  private static String percent(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : AnyText.withBareHalves(text)) {
      encoded.append("%%%02X".formatted(b));
    }
    return encoded.toString();
  }
}
