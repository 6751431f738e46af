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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertParserTest {

  private static final ObjectMapper JSON = new ObjectMapper();
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
                 "actionUrl":"https://r/1"}
                """));
    assertIsOfTheContract(json);
  }

  @Test
  void tellsAResolvedAlertAsTheSameNotificationWithItsEnd() throws Exception {
    JsonNode json =
        json(with(a -> a.put("status", "resolved").put("endsAt", "2026-01-01T01:00:00+01:00")));

    assertThat(json.get("id").asText()).isEqualTo("alert-abc123-1767225600123");
    assertThat(json.get("resolvedAt").asLong()).isEqualTo(1_767_225_600_000L);
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
    assertThat(new AlertParser().parse("{\"version\":\"4\",\"alerts\":[]}".getBytes()).alerts())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x                                                            | expected JSON
          {}                                                           | version: expected "4", found ""
          {"version":"3"}                                              | version: expected "4", found "3"
          {"version":"4"}                                              | alerts: expected an array
          """)
  void namesThePlaceOfWhatItRefuses(String body, String message) {
    assertThatThrownBy(() -> new AlertParser().parse(body.getBytes(StandardCharsets.UTF_8)))
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
    return new AlertParser().parse(body.getBytes(StandardCharsets.UTF_8));
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
