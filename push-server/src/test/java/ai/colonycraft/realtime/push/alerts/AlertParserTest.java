package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.feed.RecordParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertParserTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(9_000), ZoneOffset.UTC);
  private static final String ALERT =
      """
      {"status":"firing","fingerprint":"abc123","startsAt":"2026-01-01T00:00:00.123456789Z",
       "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus/graph",
       "labels":{"alertname":"Slow","severity":"critical","service":"api"},
       "annotations":{"summary":"It is slow","description":"p99 is 3 s","runbook_url":"https://r/1"}}
      """;

  @Test
  void makesANotificationOfAnAlert() throws Exception {
    JsonNode json = json(parse(ALERT).get(0));

    assertThat(json)
        .isEqualTo(
            JSON.readTree(
                """
                {"id":"alert-abc123-1767225600123","type":"critical","title":"It is slow",
                 "message":"p99 is 3 s","timestamp":1767225600123,"source":"alertmanager",
                 "context":{"alertname":"Slow","severity":"critical","service":"api"},
                 "actionUrl":"https://r/1","state":"open","count":1,"lastSeenAt":1767225600123,
                 "identity":"abc123","sources":["alert:Slow"]}
                """));
    assertIsOfTheContract(json);
  }

  @Test
  void tellsAResolvedAlertAsTheSameNotificationWithItsEnd() throws Exception {
    JsonNode json =
        json(with(a -> a.put("status", "resolved").put("endsAt", "2026-01-01T02:00:00+01:00")));

    assertThat(json.get("id").asText()).isEqualTo("alert-abc123-1767225600123");
    assertThat(json.get("resolvedAt").asLong()).isEqualTo(1_767_229_200_000L);
    assertThat(json.get("state").asText()).isEqualTo("resolved");
    assertThat(json.get("resolution").asText()).isEqualTo("recovered");
    assertIsOfTheContract(json);
  }

  @Test
  void namesTheRulesThatNoticeTheSameFact() throws Exception {
    JsonNode json =
        json(
            with(
                a ->
                    ((ObjectNode) a.get("annotations"))
                        .put("incident_rule", "service-silent, <bad>, error-burst")));

    assertThat(json.get("sameAs").toString())
        .isEqualTo("[\"rule:service-silent\",\"rule:error-burst\"]");
    assertIsOfTheContract(json);
  }

  @Test
  void oneForInformationIsNoIncident() throws Exception {
    JsonNode json = json(with(a -> ((ObjectNode) a.get("labels")).put("severity", "info")));

    assertThat(json.has("state")).isFalse();
    assertIsOfTheContract(json);
  }

  @ParameterizedTest
  @CsvSource({
    "critical, CRITICAL",
    "Page, CRITICAL",
    "warning, WARNING",
    "whatever, WARNING",
    "'', WARNING",
    "info, INFO",
    "none, INFO"
  })
  void takesTheTypeFromTheSeverity(String severity, Alert.Type type) throws Exception {
    assertThat(with(a -> ((ObjectNode) a.get("labels")).put("severity", severity)).type())
        .isEqualTo(type);
  }

  @Test
  void doesWithoutAnnotations() throws Exception {
    Alert alert = with(a -> a.putObject("annotations"));

    assertThat(alert.title()).isEqualTo("Slow");
    assertThat(alert.message()).isEqualTo("Slow");
    assertThat(alert.actionUrl()).contains("http://prometheus/graph");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "file:///etc",
        "no url",
        ""
      })
  void opensNothingButPages(String url) throws Exception {
    Alert alert =
        with(
            a -> {
              a.put("generatorURL", "");
              ((ObjectNode) a.get("annotations")).put("runbook_url", url);
            });

    assertThat(alert.actionUrl()).isEmpty();
  }

  @Test
  void shortensWhatIsTooLongSinceAnAlertMustNotBeLost() throws Exception {
    Alert alert =
        with(
            a -> {
              ((ObjectNode) a.get("annotations")).put("description", "x".repeat(100_000));
              for (int i = 0; i < 1_000; i++) {
                ((ObjectNode) a.get("labels")).put("label" + i, "v");
              }
            });

    assertThat(alert.message()).hasSize(2_000).endsWith("x…");
    assertThat(alert.labels()).hasSize(64).containsEntry("alertname", "Slow");
  }

  @Test
  void takesAMessageWithoutAlerts() throws Exception {
    assertThat(
            new AlertParser(CLOCK).parse("{\"version\":\"4\",\"alerts\":[]}".getBytes()).alerts())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x                                                            | expected JSON
          {}                                                           | version: expected "4" of Alertmanager or "1" of Grafana, found ""
          {"version":"3"}                                              | version: expected "4" of Alertmanager or "1" of Grafana, found "3"
          {"version":"4"}                                              | alerts: expected an array
          """)
  void namesThePlaceOfWhatItRefuses(String body, String message) {
    assertThatThrownBy(() -> new AlertParser(CLOCK).parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BadAlertsException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                   | fingerprint: expected 1 to 64 letters
          7                                    | fingerprint: expected 1 to 64 letters
          {"fingerprint":"a/b"}                | fingerprint: expected 1 to 64 letters
          {"fingerprint":"a","startsAt":"x"}   | startsAt: expected a time like 2026-01-01T00:00:00Z, found "x"
          {"fingerprint":"a","startsAt":"+999999999-12-31T23:59:59Z"} | startsAt: expected a time like 2026-01-01T00:00:00Z, found "+999999999-12-31T23:59:59Z"
          """)
  void refusesAnAlertThatIsNotOfItsFormAndTakesTheOthers(String bad, String problem)
      throws Exception {
    AlertMessage message = message(ALERT + "," + bad + "," + ALERT);

    assertThat(message.alerts()).hasSize(2);
    assertThat(message.refused()).isEqualTo(1);
    assertThat(message.problems()).singleElement().asString().startsWith("alerts[1]." + problem);
  }

  @Test
  void saysWhatIsWrongWithTenAlertsAtMost() throws Exception {
    AlertMessage message = message("{},".repeat(30) + ALERT);

    assertThat(message.refused()).isEqualTo(30);
    assertThat(message.problems()).hasSize(10);
  }

  @Test
  void takesTheMessageOfGrafana() throws Exception {
    String body =
        """
        {"receiver":"noc","status":"firing","orgId":1,"version":"1","truncatedAlerts":0,
         "title":"[FIRING:1] Queue","state":"alerting","message":"**Firing**",
         "groupKey":"{}","groupLabels":{},"commonLabels":{},"commonAnnotations":{},"alerts":[
         {"status":"firing","labels":{"alertname":"Queue","grafana_folder":"Colony"},
          "annotations":{"summary":"The queue is long"},"startsAt":"2026-01-01T01:00:00.5+01:00",
          "endsAt":"0001-01-01T00:00:00Z","generatorURL":"https://g/alerting/view","fingerprint":"c6",
          "silenceURL":"https://g/silence","dashboardURL":"","panelURL":"","imageURL":"https://g/1.png",
          "values":{"B":44.2,"C":1},"valueString":"[ var='B' value=44.2 ]"}]}
        """;

    AlertMessage message = new AlertParser(CLOCK).parse(body.getBytes(StandardCharsets.UTF_8));

    assertThat(message.refused()).isZero();
    JsonNode json = json(message.alerts().get(0));
    assertThat(json)
        .isEqualTo(
            JSON.readTree(
                """
                {"id":"alert-c6-1767225600500","type":"warning","title":"The queue is long",
                 "message":"The queue is long","timestamp":1767225600500,"source":"grafana",
                 "context":{"alertname":"Queue","grafana_folder":"Colony"},
                 "actionUrl":"https://g/alerting/view","state":"open","count":1,
                 "lastSeenAt":1767225600500,"identity":"c6","sources":["alert:Queue"]}
                """));
    assertIsOfTheContract(json);
  }

  @Test
  void oneThatIsResolvedWithoutATimeEndedWhenItWasSent() throws Exception {
    Alert alert = with(a -> a.put("status", "resolved").put("startsAt", "1970-01-01T00:00:02Z"));

    assertThat(alert.resolvedAt()).contains(9_000L);
  }

  private interface Change {
    void make(ObjectNode alert);
  }

  private static Alert with(Change change) throws Exception {
    ObjectNode alert = (ObjectNode) JSON.readTree(ALERT);
    change.make(alert);
    return parse(alert.toString()).get(0);
  }

  private static List<Alert> parse(String alert) throws BadAlertsException {
    return message(alert).alerts();
  }

  private static AlertMessage message(String alerts) throws BadAlertsException {
    String body = "{\"version\":\"4\",\"status\":\"firing\",\"alerts\":[" + alerts + "]}";
    return new AlertParser(CLOCK).parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(Alert alert) throws Exception {
    return JSON.readTree(AlertJson.of(alert, RecordParser.MAX_BYTES));
  }

  private static void assertIsOfTheContract(JsonNode json) throws Exception {
    String schema =
        Files.readString(Path.of("src/main/resources/contract/notifications.schema.json"));
    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(schema, InputFormat.JSON)
                .validate(json.toString(), InputFormat.JSON))
        .isEmpty();
  }
}
