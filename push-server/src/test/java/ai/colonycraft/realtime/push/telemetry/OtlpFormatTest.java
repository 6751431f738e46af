package ai.colonycraft.realtime.push.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.support.Damage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both encodings, against messages that OpenTelemetry's own classes write and read. */
class OtlpFormatTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
  private static final int MOST = 100;
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final int TIMES = 20_000;

  @Test
  void makesASpanAndARequestOfASpanOfAServer() throws Exception {
    EventCollector events = read(OtlpFormat.PROTOBUF, request(server()).toByteArray());

    assertThat(events.events()).extracting(ServiceEvent::service).containsExactly("shop", "shop");
    assertThat(json(events, 0))
        .isEqualTo(
            JSON.readTree(
                """
                {"eventId":"%1$s-%2$s","type":"span","timestamp":%3$d,"service":"shop",
                 "instance":"shop-7","version":"1.4.2","region":"eu-west-1","environment":"prod",
                 "durationMs":12.345,"traceId":"%1$s","spanId":"%2$s","parentSpanId":"00f067aa0ba902b7",
                 "userId":"u-1","operation":"GET /colonies/{id}","severity":"error"}"""
                    .formatted(TRACE, SPAN, NOW)));
    assertThat(json(events, 1))
        .isEqualTo(
            JSON.readTree(
                """
                {"eventId":"%1$s-%2$s-request","type":"http_request","timestamp":%3$d,"service":"shop",
                 "instance":"shop-7","version":"1.4.2","region":"eu-west-1","environment":"prod",
                 "durationMs":12.345,"traceId":"%1$s","userId":"u-1","method":"GET",
                 "route":"/colonies/{id}","statusCode":503,"responseBytes":2048}"""
                    .formatted(TRACE, SPAN, NOW)));
  }

  @Test
  void readsTheSameOfJsonWhateverTheOrderOfItsFields() throws Exception {
    String json =
        """
        {"ignored":{"a":[1,{"b":2}]},"resourceSpans":[{"scopeSpans":[{"spans":[{
          "traceId":"%s","spanId":"%s","parentSpanId":"00F067AA0BA902B7",
          "name":"GET /colonies/{id}","kind":2,"status":{"code":2},
          "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
            {"key":"http.request.method","value":{"stringValue":"GET"}},
            {"key":"http.response.status_code","value":{"intValue":"503"}},
            {"key":"http.route","value":{"stringValue":"/colonies/{id}"}},
            {"key":"url.path","value":{"stringValue":"/colonies/c-1"}},
            {"key":"http.response.body.size","value":{"intValue":2048}},
            {"key":"user.id","value":{"stringValue":"u-1"}},
            {"key":"a.list","value":{"arrayValue":{"values":[{"stringValue":"x"}]}}}],
          "flags":257}],"scope":{"name":"s"}}],
          "resource":{"attributes":[
            {"key":"service.name","value":{"stringValue":"shop"}},
            {"key":"service.version","value":{"stringValue":"1.4.2"}},
            {"key":"service.instance.id","value":{"stringValue":"shop-7"}},
            {"key":"cloud.region","value":{"stringValue":"eu-west-1"}},
            {"key":"deployment.environment.name","value":{"stringValue":"prod"}}]}}]}
        """
            .formatted(TRACE, SPAN, start(server()), server().getEndTimeUnixNano());
    EventCollector ofJson = read(OtlpFormat.JSON, json.getBytes(StandardCharsets.UTF_8));
    EventCollector ofProtobuf = read(OtlpFormat.PROTOBUF, request(server()).toByteArray());

    assertThat(json(ofJson, 0)).isEqualTo(json(ofProtobuf, 0));
    assertThat(json(ofJson, 1)).isEqualTo(json(ofProtobuf, 1));
  }

  @Test
  void takesAResourceThatComesAfterItsSpans() throws Exception {
    ByteArrayOutputStream reversed = new ByteArrayOutputStream();
    ResourceSpans spans = request(server()).getResourceSpans(0);
    spans.toBuilder().clearResource().build().writeTo(reversed);
    spans.toBuilder().clearScopeSpans().build().writeTo(reversed);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(1 << 3 | 2);
    int length = reversed.size();
    body.write(length & 0x7f | 0x80);
    body.write(length >> 7);
    reversed.writeTo(body);

    EventCollector events = read(OtlpFormat.PROTOBUF, body.toByteArray());

    assertThat(events.events()).extracting(ServiceEvent::service).containsExactly("shop", "shop");
  }

  @Test
  void makesNoRequestOfASpanOfAClientOrWithoutAMethod() throws Exception {
    Span client = server().toBuilder().setKind(Span.SpanKind.SPAN_KIND_CLIENT).build();
    Span consumer = server().toBuilder().clearAttributes().build();

    EventCollector events = read(OtlpFormat.PROTOBUF, request(client, consumer).toByteArray());

    assertThat(json(events, 0).get("type").asText()).isEqualTo("span");
    assertThat(json(events, 1).get("type").asText()).isEqualTo("span");
    assertThat(events.events()).hasSize(2);
  }

  @Test
  void takesNamesOfOlderConventionsWhereTheNewOnesAreAbsent() throws Exception {
    Span old =
        server().toBuilder()
            .clearAttributes()
            .addAttributes(text("http.method", "POST"))
            .addAttributes(number("http.status_code", 201))
            .addAttributes(text("url.path", "/orders"))
            .build();
    Span both = server().toBuilder().addAttributes(text("http.method", "POST")).build();

    EventCollector events = read(OtlpFormat.PROTOBUF, request(old, both).toByteArray());

    assertThat(json(events, 1).get("method").asText()).isEqualTo("POST");
    assertThat(json(events, 1).get("statusCode").asInt()).isEqualTo(201);
    assertThat(json(events, 1).get("route").asText()).isEqualTo("/orders");
    assertThat(json(events, 3).get("method").asText()).isEqualTo("GET");
  }

  @Test
  void refusesASpanAloneAndSaysWhy() throws Exception {
    Span noTrace = server().toBuilder().setTraceId(ByteString.copyFrom(new byte[16])).build();
    Span shortId = server().toBuilder().setSpanId(ByteString.copyFrom(new byte[] {1})).build();
    Span notEnded = server().toBuilder().setEndTimeUnixNano(0).build();
    Span ahead = server().toBuilder().setEndTimeUnixNano((NOW + 3_700_000) * 1_000_000).build();

    assertThat(refusal(noTrace)).startsWith("trace_id: expected 16 bytes");
    assertThat(refusal(shortId)).startsWith("span_id: expected 8 bytes");
    assertThat(refusal(notEnded)).startsWith("start_time_unix_nano and end_time_unix_nano");
    assertThat(refusal(ahead)).contains("at most an hour ahead");
    EventCollector mixed =
        read(OtlpFormat.PROTOBUF, request(noTrace, server(), ahead).toByteArray());
    assertThat(mixed.taken()).isEqualTo(1);
    assertThat(mixed.refused()).isEqualTo(2);
    assertThat(mixed.firstRefusal()).startsWith("trace_id");
  }

  @ParameterizedTest
  @EnumSource(OtlpFormat.class)
  void takesNoMoreSpansThanItsBound(OtlpFormat format) throws Exception {
    Span[] spans = new Span[MOST + 7];
    Arrays.fill(spans, server());
    String one =
        "{\"traceId\":\"%s\",\"spanId\":\"%s\",\"startTimeUnixNano\":1,\"endTimeUnixNano\":\"%d000000\"},"
            .formatted(TRACE, SPAN, NOW);
    String json =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}"
            .formatted(one.repeat(spans.length).replaceFirst(",$", ""));

    EventCollector events =
        read(
            format,
            format == OtlpFormat.JSON
                ? json.getBytes(StandardCharsets.UTF_8)
                : request(spans).toByteArray());

    assertThat(events.taken()).isEqualTo(MOST);
    assertThat(events.refused()).isEqualTo(7);
    assertThat(events.firstRefusal()).isEqualTo("at most 100 spans of a request are taken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"x\"",
        "{",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[5]}",
        "{} {}",
        "",
        "{\"resourceSpans\":[{\"scopeSpans\":\"x\"}]}"
      })
  void refusesWhatIsNotAnExportRequest(String body) {
    assertThatThrownBy(() -> read(OtlpFormat.JSON, body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableException.class)
        .hasMessageStartingWith("at byte ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"resourceSpans\":null}", "{\"resourceSpans\":[{}]}"})
  void takesARequestWithoutSpans(String body) throws Exception {
    assertThat(read(OtlpFormat.JSON, body.getBytes(StandardCharsets.UTF_8)).events()).isEmpty();
    assertThat(read(OtlpFormat.PROTOBUF, new byte[0]).events()).isEmpty();
  }

  /** Damaged messages are read like OpenTelemetry's own classes do, or refused; nothing else. */
  @Test
  void readsOrRefusesAnyBytes() throws Exception {
    Damage damage = new Damage(7);
    byte[] protobuf = request(server(), server()).toByteArray();
    byte[] json = jsonOf(server()).getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < TIMES; i++) {
      boolean isJson = damage.percent(50);
      byte[] bytes = damage.damaged(isJson ? json : protobuf);
      EventCollector events = new EventCollector(MOST, CLOCK);
      try {
        (isJson ? OtlpFormat.JSON : OtlpFormat.PROTOBUF).reader().read(bytes, events);
      } catch (UnreadableException e) {
        continue;
      }
      read++;
      for (ServiceEvent event : events.events()) {
        assertThat(JSON.readTree(event.json()).get("service").isTextual()).isTrue();
      }
    }
    assertThat(read).isBetween(TIMES / 20, TIMES - TIMES / 20);
  }

  @Test
  void answersAsOpenTelemetryReads() throws Exception {
    ExportTraceServiceResponse response =
        ExportTraceServiceResponse.parseFrom(OtlpFormat.PROTOBUF.success(300, "why – \"x\""));

    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(300);
    assertThat(response.getPartialSuccess().getErrorMessage()).isEqualTo("why – \"x\"");
    assertThat(ExportTraceServiceResponse.parseFrom(OtlpFormat.PROTOBUF.success(0, "")))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(JSON.readTree(OtlpFormat.JSON.success(3, "\"")).at("/partialSuccess/rejectedSpans"))
        .isEqualTo(JSON.readTree("\"3\""));
    assertThat(JSON.readTree(OtlpFormat.JSON.success(0, ""))).isEmpty();
  }

  private static EventCollector read(OtlpFormat format, byte[] bytes) throws UnreadableException {
    EventCollector events = new EventCollector(MOST, CLOCK);
    format.reader().read(bytes, events);
    return events;
  }

  private static String refusal(Span span) throws UnreadableException {
    EventCollector events = read(OtlpFormat.PROTOBUF, request(span).toByteArray());
    assertThat(events.events()).isEmpty();
    return events.firstRefusal();
  }

  private static JsonNode json(EventCollector events, int index) throws IOException {
    return JSON.readTree(events.events().get(index).json());
  }

  private static String jsonOf(Span span) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"%s\",\"kind\":2,\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\",\"attributes\":[{\"key\":\"http.request.method\",\"value\":{\"stringValue\":\"GET\"}}]}]}]}]}"
        .formatted(TRACE, SPAN, start(span), span.getEndTimeUnixNano());
  }

  private static long start(Span span) {
    return span.getStartTimeUnixNano();
  }

  private static ExportTraceServiceRequest request(Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(text("service.name", "shop"))
                        .addAttributes(text("service.version", "1.4.2"))
                        .addAttributes(text("service.instance.id", "shop-7"))
                        .addAttributes(text("host.name", "h-1"))
                        .addAttributes(text("cloud.region", "eu-west-1"))
                        .addAttributes(text("deployment.environment.name", "prod")))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
        .build();
  }

  private static Span server() {
    return Span.newBuilder()
        .setTraceId(bytes(TRACE))
        .setSpanId(bytes(SPAN))
        .setParentSpanId(bytes("00f067aa0ba902b7"))
        .setTraceState("a=b")
        .setName("GET /colonies/{id}")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(NOW * 1_000_000 - 12_345_000)
        .setEndTimeUnixNano(NOW * 1_000_000)
        .addAttributes(text("http.request.method", "GET"))
        .addAttributes(number("http.response.status_code", 503))
        .addAttributes(text("http.route", "/colonies/{id}"))
        .addAttributes(text("url.path", "/colonies/c-1"))
        .addAttributes(number("http.response.body.size", 2048))
        .addAttributes(text("user.id", "u-1"))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("a.list")
                .setValue(AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance())))
        .addEvents(Span.Event.newBuilder().setName("exception").setTimeUnixNano(1))
        .addLinks(Span.Link.newBuilder().setTraceId(bytes(TRACE)))
        .setDroppedLinksCount(2)
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .setFlags(0x101)
        .build();
  }

  private static KeyValue text(String key, String value) {
    return attribute(key, v -> v.setStringValue(value));
  }

  private static KeyValue number(String key, long value) {
    return attribute(key, v -> v.setIntValue(value));
  }

  private static KeyValue attribute(String key, Consumer<AnyValue.Builder> value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    value.accept(any);
    return KeyValue.newBuilder().setKey(key).setValue(any).build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
