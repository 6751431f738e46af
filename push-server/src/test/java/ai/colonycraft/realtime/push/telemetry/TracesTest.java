package ai.colonycraft.realtime.push.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.transport.http.Gzip;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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

/** Traces from a client, or from a topic, to a real broker. */
class TracesTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int MOST_BYTES = 2_000;

  private static TestBroker broker;

  private final String topic = "services-" + UUID.randomUUID();
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
    start("--limits.body-bytes", Integer.toString(MOST_BYTES));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void writesTheEventsOfSpansWithTheirServiceAsKey() throws Exception {
    HttpResponse<byte[]> response = post(PROTOBUF, null, request(2));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains(PROTOBUF);
    assertThat(response.body()).isEmpty();
    assertThat(broker.read(topic, 4))
        .extracting(ConsumerRecord::key)
        .containsOnly("unknown_service");
    assertThat(server.metrics.spansAccepted.sum()).isEqualTo(2);
  }

  @Test
  void takesGzipOfBothFormats() throws Exception {
    assertThat(post(PROTOBUF, "gzip", Gzip.of(request(1))).statusCode()).isEqualTo(200);
    assertThat(post(JSON, "GZIP", Gzip.of("{}".getBytes(StandardCharsets.UTF_8))).statusCode())
        .isEqualTo(200);
    assertThat(broker.read(topic, 2)).hasSize(2);
  }

  @Test
  void saysHowManySpansItDidNotTake() throws Exception {
    server.close();
    start("--limits.spans", "2");

    HttpResponse<byte[]> response = post(PROTOBUF, null, request(5));

    assertThat(response.statusCode()).isEqualTo(200);
    ExportTraceServiceResponse answer = ExportTraceServiceResponse.parseFrom(response.body());
    assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(3);
    assertThat(answer.getPartialSuccess().getErrorMessage()).startsWith("at most 2 spans");
    assertThat(server.metrics.spansRefused.sum()).isEqualTo(3);
    assertThat(broker.read(topic, 4)).hasSize(4);
  }

  @Test
  void refusesInTheFormatOfTheRequest() throws Exception {
    HttpResponse<byte[]> ofJson = post(JSON, null, "[]".getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> ofProtobuf = post(PROTOBUF, null, new byte[] {1, 2, 3});

    assertThat(ofJson.statusCode()).isEqualTo(400);
    assertThat(new String(ofJson.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"code\":3,\"message\":\"expected OTLP traces; at byte 0: expected an object\"}\n");
    assertThat(ofProtobuf.statusCode()).isEqualTo(400);
    assertThat(ofProtobuf.headers().firstValue("Content-Type")).contains(PROTOBUF);
    assertThat(new String(ofProtobuf.body(), StandardCharsets.UTF_8)).contains("at byte ");
    assertThat(server.metrics.tracesRefused.of(IntakeRefusal.INVALID)).isEqualTo(2);
  }

  @Test
  void refusesABodyThatIsTooLongAsItComesOrDecompressed() throws Exception {
    byte[] bomb = Gzip.of(new byte[100 * MOST_BYTES]);
    assertThat(bomb.length).isLessThan(MOST_BYTES);

    assertThat(post(PROTOBUF, "gzip", bomb).statusCode()).isEqualTo(413);
    assertThat(post(PROTOBUF, null, new byte[MOST_BYTES + 1]).statusCode()).isEqualTo(413);
    assertThat(server.metrics.tracesRefused.of(IntakeRefusal.TOO_LARGE)).isEqualTo(2);
  }

  @Test
  void takesOnlyPostsOfOtlp() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(address())).GET().build();

    assertThat(HTTP.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    assertThat(post("text/plain", null, request(1)).statusCode()).isEqualTo(415);
    assertThat(post(PROTOBUF, "br", request(1)).statusCode()).isEqualTo(415);
    assertThat(post(PROTOBUF, "gzip", request(1)).statusCode()).isEqualTo(400);
  }

  @Test
  void asksToComeAgainWhileKafkaDoesNotTakeThem() throws Exception {
    server.close();
    start("--topics.service-events", "missing");

    HttpResponse<byte[]> response = post(PROTOBUF, null, request(1));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("10");
    assertThat(server.metrics.tracesRefused.of(IntakeRefusal.UNAVAILABLE)).isEqualTo(1);
    assertThat(server.metrics.spansAccepted.sum()).isZero();
  }

  @Test
  void limitsRequestsByAddress() throws Exception {
    server.close();
    start("--limits.traces-per-second", "2", "--limits.requests-per-second", "10000");
    int limited = 0;
    for (int i = 0; i < 100; i++) {
      limited += post(PROTOBUF, null, new byte[0]).statusCode() == 429 ? 1 : 0;
    }

    assertThat(limited).isPositive();
    assertThat(server.metrics.requestsRefused.of(Refusal.TRACE_RATE)).isEqualTo(limited);
  }

  @Test
  void asksForItsOwnScope() throws Exception {
    server.close();
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    start("--auth.secret", folder.resolve("secret").toString());

    assertThat(post(PROTOBUF, null, new byte[0]).statusCode()).isEqualTo(401);
    assertThat(postWithToken(issuer.token("reports:write"))).isEqualTo(403);
    assertThat(postWithToken(issuer.token("traces:write"))).isEqualTo(200);
  }

  @Test
  void readsRecordsOfATopicOfBothFormatsOnceForAllServersAndPassesOverOthers() throws Exception {
    String otlp = "otlp-" + topic;
    broker.createTopic(otlp, 1);
    broker.send(otlp, null, request(1));
    broker.send(otlp, null, new byte[] {1, 2, 3});
    broker.send(otlp, null, new byte[0]);
    broker.send(otlp, null, "{\"resourceSpans\":[]}".getBytes(StandardCharsets.UTF_8));
    broker.send(otlp, null, request(2));
    try (PushServer first = startReading(otlp)) {
      assertThat(broker.read(topic, 6)).hasSize(6);
      assertThat(first.connections()).isZero();
    }
    broker.send(otlp, null, request(1));

    try (PushServer second = startReading(otlp)) {
      await().during(Duration.ofSeconds(1)).until(() -> broker.read(topic, 8).size() == 8);
      assertThat(second.connections()).isZero();
    }
  }

  private PushServer startReading(String otlp) {
    return PushServer.start(
        PushConfig.read(
            "--http.port",
            "0",
            "--kafka.bootstrap.servers",
            broker.address(),
            "--topics.service-events",
            topic,
            "--topics.otlp",
            otlp,
            "--topics.otlp-group",
            otlp));
  }

  private static byte[] request(int spans) {
    long now = System.currentTimeMillis() * 1_000_000;
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 1; i <= spans; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFrom("sixteen bytes id", StandardCharsets.US_ASCII))
              .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) i}))
              .setName("GET /")
              .setKind(Span.SpanKind.SPAN_KIND_SERVER)
              .setStartTimeUnixNano(now - 1_000_000)
              .setEndTimeUnixNano(now)
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("http.request.method")
                      .setValue(AnyValue.newBuilder().setStringValue("GET"))));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private void start(String... settings) throws Exception {
    Stream<String> defaults =
        Stream.of("--kafka.bootstrap.servers", broker.address(), "--topics.service-events", topic);
    if (List.of(settings).contains("--topics.service-events")) {
      defaults = defaults.limit(2);
    }
    server =
        TestTransport.start(Stream.concat(defaults, Stream.of(settings)).toArray(String[]::new));
  }

  private HttpResponse<byte[]> post(String type, String encoding, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address()))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (encoding != null) {
      request.header("Content-Encoding", encoding);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private int postWithToken(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address()))
            .header("Content-Type", PROTOBUF)
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(new byte[0]))
            .build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }

  private String address() {
    return "http://127.0.0.1:" + server.port() + "/v1/traces";
  }
}
