package ai.colonycraft.realtime.push.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports from a client to a real broker. */
class ReportsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ERROR =
      "{\"type\":\"js_error\",\"sessionId\":\"%s\",\"message\":\"m\"}";

  private static TestBroker broker;

  private final String topic = "reports-" + UUID.randomUUID();
  @TempDir private Path folder;
  private TestTransport server;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker().start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    broker.createTopic(topic, 2);
    start("--limits.body-bytes", "1000");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void writesEachReportOfABatchWithItsSessionAsKey() throws Exception {
    HttpResponse<String> response =
        post("[%s,%s]".formatted(ERROR.formatted("s-1"), ERROR.formatted("s-2")));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEqualTo("{\"accepted\":2}\n");
    assertThat(broker.read(topic, 2))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("s-1", "s-2");
    assertThat(server.metrics.reportsAccepted.sum()).isEqualTo(2);
  }

  @Test
  void namesTheRequestInItsAnswerAndInItsRecords() throws Exception {
    HttpRequest request =
        request()
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .POST(BodyPublishers.ofString(ERROR.formatted("s-1")))
            .build();

    HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());

    String id = response.headers().firstValue("X-Request-Id").orElseThrow();
    assertThat(id).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(broker.read(topic, 1).get(0).headers().lastHeader("request-id").value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(id);
  }

  @Test
  void writesNothingOfAMixedBatchAndNamesTheBadOne() throws Exception {
    HttpResponse<String> response =
        post("[%s,{\"type\":\"js_error\"}]".formatted(ERROR.formatted("s-1")));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).at("/error/problems/0").toString())
        .isEqualTo("{\"index\":1,\"field\":\"sessionId\",\"message\":\"is missing\"}");
    assertThat(server.metrics.reportsRefused.of(IntakeRefusal.INVALID)).isEqualTo(1);

    assertThat(post(ERROR.formatted("s-9")).statusCode()).isEqualTo(202);
    assertThat(broker.read(topic, 1)).extracting(ConsumerRecord::key).containsExactly("s-9");
  }

  @Test
  void answers503WhileKafkaIsAwayAndLosesNothingThatItAccepted() throws Exception {
    server.close();
    try (TestBroker own = new TestBroker()) {
      own.start();
      own.createTopic(topic, 1);
      startAt(own.address());
      assertThat(post(ERROR.formatted("before")).statusCode()).isEqualTo(202);
      own.stop();

      HttpResponse<String> response = post(ERROR.formatted("away"));
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("10");
      assertThat(server.metrics.reportsRefused.of(IntakeRefusal.UNAVAILABLE)).isEqualTo(1);

      own.start();
      await().until(() -> post(ERROR.formatted("after")).statusCode() == 202);
      assertThat(own.read(topic, 2)).extracting(ConsumerRecord::key).contains("before", "after");
    }
  }

  @Test
  void answers503ForATopicThatIsNotThere() throws Exception {
    server.close();
    startAt(broker.address(), "--topics.client-reports", "missing");

    assertThat(post(ERROR.formatted("s")).statusCode()).isEqualTo(503);
  }

  @Test
  void takesABodyThatIsJustShortEnough() throws Exception {
    String body = ERROR.formatted("s-1");
    assertThat(post(body + " ".repeat(1000 - body.length())).statusCode()).isEqualTo(202);

    HttpResponse<String> response = post(body + " ".repeat(1001 - body.length()));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("at most 1000 bytes");
    HttpRequest chunked =
        request()
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[2000])))
            .build();
    assertThat(HTTP.send(chunked, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    assertThat(server.metrics.reportsRefused.of(IntakeRefusal.TOO_LARGE)).isEqualTo(2);
  }

  @Test
  void takesOfABodyWhatABeaconCanSend() throws Exception {
    server.close();
    start(new String[0]);
    String body = ERROR.formatted("s-1");

    assertThat(post(body + " ".repeat(65_536 - body.length())).statusCode()).isEqualTo(202);
    assertThat(statusLine(openWithLength(65_537))).contains(" 413 ");
  }

  @Test
  void takesOnlyPostsOfPlainJson() throws Exception {
    assertThat(HTTP.send(request().GET().build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(405);
    assertThat(
            HTTP.send(
                    request()
                        .header("Content-Type", "application/xml")
                        .POST(BodyPublishers.ofString("<x/>"))
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(415);
    assertThat(
            HTTP.send(
                    request()
                        .header("Content-Type", "text/plain;charset=UTF-8")
                        .POST(BodyPublishers.ofString(ERROR.formatted("s")))
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void limitsReportsByAddressAndOthersNot() throws Exception {
    server.close();
    start("--limits.reports-per-second", "2", "--limits.requests-per-second", "10000");
    int refused = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(post(ERROR.formatted("s")).statusCode()).isEqualTo(202);
    }
    for (int i = 0; i < 200; i++) {
      refused += post("{}").statusCode() == 429 ? 1 : 0;
    }

    assertThat(refused).isPositive();
    assertThat(server.metrics.requestsRefused.of(Refusal.REPORT_RATE)).isEqualTo(refused);
    assertThat(
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(origin() + "/healthz")).build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void limitsReportsByTokenFromDifferentAddressesToo() throws Exception {
    server.close();
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    start(
        "--limits.reports-per-second", "2",
        "--http.behind-proxy", "tls",
        "--auth.secret", folder.resolve("secret").toString());
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      HttpRequest request =
          request()
              .header("X-Forwarded-For", "192.0.2." + i)
              .header("Authorization", "Bearer " + issuer.token("reports:write"))
              .POST(BodyPublishers.ofString("{}"))
              .build();
      refused += HTTP.send(request, BodyHandlers.ofString()).statusCode() == 429 ? 1 : 0;
    }

    assertThat(refused).isPositive();
  }

  @Test
  void takesReportsOfATokenForItsOwnSubjectAlone() throws Exception {
    server.close();
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    start("--auth.secret", folder.resolve("secret").toString());
    String report =
        "{\"type\":\"js_error\",\"sessionId\":\"s\",\"message\":\"m\",\"userId\":\"%s\"}";
    HttpRequest.Builder request =
        request().header("Authorization", "Bearer " + issuer.token("reports:write"));

    HttpResponse<String> other =
        HTTP.send(
            request.POST(BodyPublishers.ofString(report.formatted("bob"))).build(),
            BodyHandlers.ofString());
    HttpResponse<String> own =
        HTTP.send(
            request.POST(BodyPublishers.ofString(report.formatted("ada"))).build(),
            BodyHandlers.ofString());

    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("expected the subject of the token, or no userId");
    assertThat(own.statusCode()).isEqualTo(202);
  }

  @Test
  void tellsBrowsersWhichOtherOriginsMaySend() throws Exception {
    server.close();
    start("--http.origins", "https://app.example.com");
    HttpResponse<String> preflight = preflight("https://app.example.com");

    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example.com");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .contains("Content-Type");
    assertThat(preflight("https://evil.example").headers().map())
        .doesNotContainKey("access-control-allow-origin");
    HttpResponse<String> foreign =
        HTTP.send(
            request()
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString(ERROR))
                .build(),
            BodyHandlers.ofString());
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  @Test
  void letsBrowsersHaveWhatOtherOriginsNeed() throws Exception {
    server.close();
    start("--http.origins", "https://app.example.com");
    HttpRequest.Builder module =
        HttpRequest.newBuilder(URI.create(origin() + "/report.js"))
            .header("Origin", "https://unknown.example");
    HttpResponse<String> report = post(ERROR);

    HttpResponse<String> script = HTTP.send(module.build(), BodyHandlers.ofString());

    assertThat(script.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(script.headers().firstValue("Cross-Origin-Resource-Policy"))
        .contains("cross-origin");
    assertThat(String.join(",", script.headers().allValues("Vary")))
        .contains("Origin", "Accept-Encoding");
    assertThat(report.headers().firstValue("Cross-Origin-Resource-Policy"))
        .contains("cross-origin");
    assertThat(
            preflight("https://app.example.com")
                .headers()
                .firstValue("Cross-Origin-Resource-Policy"))
        .contains("cross-origin");
  }

  private void start(String... settings) throws Exception {
    startAt(broker.address(), settings);
  }

  private void startAt(String brokers, String... settings) throws Exception {
    Stream<String> defaults =
        Stream.of("--kafka.bootstrap.servers", brokers, "--topics.client-reports", topic);
    if (List.of(settings).contains("--topics.client-reports")) {
      defaults = defaults.limit(2);
    }
    server =
        TestTransport.start(Stream.concat(defaults, Stream.of(settings)).toArray(String[]::new));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return HTTP.send(
        request().POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> preflight(String origin) throws Exception {
    return HTTP.send(
        request()
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .method("OPTIONS", BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(origin() + "/api/reports"));
  }

  private Socket openWithLength(int length) throws Exception {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket
        .getOutputStream()
        .write(
            "POST /api/reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(length)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String statusLine(Socket socket) throws Exception {
    byte[] start = new byte[20];
    int read = socket.getInputStream().readNBytes(start, 0, start.length);
    return new String(start, 0, read, StandardCharsets.US_ASCII);
  }

  private String origin() {
    return "http://127.0.0.1:" + server.port();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
