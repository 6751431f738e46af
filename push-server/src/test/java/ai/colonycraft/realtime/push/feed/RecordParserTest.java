package ai.colonycraft.realtime.push.feed;

import static ai.colonycraft.realtime.push.support.Updates.notificationJson;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserTest {

  private static final Path EXAMPLES = Path.of("src/main/resources/contract/examples");
  private static final String METRIC = "\"metric\":\"a\",\"value\":1,\"timestamp\":2";

  private static final String NOTICE =
      "\"id\":\"n\",\"type\":\"info\",\"title\":\"\",\"message\":\"\",\"timestamp\":1,\"source\":\"\"";

  private final RecordParser parser = new RecordParser();

  @Test
  void readsTheExampleOfATotal() throws Exception {
    assertThat(parser.update("active_users", example("live-updates-total")))
        .isEqualTo(new Update("active_users", "active_users", Map.of(), 1234, 1767225600000L));
  }

  @Test
  void readsTheExampleOfALabelledSeries() throws Exception {
    assertThat(parser.update("key", example("live-updates-labelled")).labels())
        .isEqualTo(Map.of("platform", "web"));
  }

  @Test
  void keepsTheOrderOfLabels() throws Exception {
    assertThat(parser.update("top_colonies/1", example("live-updates-ranked")).labels())
        .containsExactly(
            Map.entry("rank", "1"),
            Map.entry("colony_id", "c-1"),
            Map.entry("colony_name", "Reef"));
  }

  @Test
  void readsADecimal() throws Exception {
    assertThat(parser.update("key", example("live-updates-ratio")).value()).isEqualTo(412.5);
  }

  @Test
  void readsTheExampleOfALineAndKeepsAllItsFields() throws Exception {
    ActivityLine line = parser.line(example("activity-feed"));

    assertThat(line.timestamp()).isEqualTo(1767225600000L);
    assertThat(line.json())
        .isEqualTo(
            "{\"timestamp\":1767225600000,\"who\":\"ada\",\"what\":\"created a colony\","
                + "\"where\":\"Reef · eu-west-1 · web\",\"type\":\"colony_created\","
                + "\"userId\":\"u-1\",\"colonyId\":\"c-1\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{" + METRIC + ",\"unit\":{\"a\":[1,{}]}}",
        "{\"timestamp\":2,\"value\":1,\"labels\":{},\"metric\":\"a\"}"
      })
  void readsUnknownFieldsAndAnyOrder(String json) throws Exception {
    assertThat(parser.update("s", json.getBytes(UTF_8)))
        .isEqualTo(new Update("s", "a", Map.of(), 1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not_json      | {"metric
          not_json      | {"metric":"a","value":1,"timestamp":2} {}
          not_json      | {"metric":"a","value":NaN,"timestamp":2}
          not_json      | {"metric":"a","metric":"b","value":1,"timestamp":2}
          not_an_object | [1]
          not_an_object | 7
          not_an_object | ''
          missing_field | {"value":1,"timestamp":2}
          missing_field | {"metric":"a","timestamp":2}
          missing_field | {"metric":"a","value":1}
          wrong_type    | {"metric":7,"value":1,"timestamp":2}
          wrong_type    | {"metric":"a","value":"1","timestamp":2}
          wrong_type    | {"metric":"a","value":null,"timestamp":2}
          wrong_type    | {"metric":"a","value":1e999,"timestamp":2}
          wrong_type    | {"metric":"a","value":1,"timestamp":2.5}
          wrong_type    | {"metric":"a","value":1,"timestamp":99999999999999999999}
          wrong_type    | {"metric":"a","value":1,"timestamp":8640000000000001}
          wrong_type    | {"metric":"a","value":1,"timestamp":-9223372036854775808}
          wrong_type    | {"metric":"a","value":1,"timestamp":2,"labels":[]}
          wrong_type    | {"metric":"a","value":1,"timestamp":2,"labels":{"n":1}}
          """)
  void refusesWhatIsNoUpdateWithItsReason(String reason, String json) {
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.update("s", json.getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void replacesHalvesOfCharactersInEachKindOfRecord() throws Exception {
    String half = "a\\ud83db";
    String shown = "a\ufffdb";

    Update update =
        parser.update(
            "s",
            "{\"metric\":\"%s\",\"labels\":{\"l\":\"%s\"},\"value\":1,\"timestamp\":2}"
                .formatted(half, half)
                .getBytes(UTF_8));
    assertThat(update.metric()).isEqualTo(shown);
    assertThat(update.labels()).containsEntry("l", shown);
    assertThat(
            parser.line("{\"timestamp\":1,\"who\":\"%s\"}".formatted(half).getBytes(UTF_8)).json())
        .contains(shown);
    assertThat(parser.notice("n", notificationJson("n", "info", half).getBytes(UTF_8)).json())
        .contains(shown);
    assertThat(
            parser
                .acknowledgement(
                    "ack:n",
                    "{\"acknowledges\":\"n\",\"by\":\"%s\",\"timestamp\":1}"
                        .formatted(half)
                        .getBytes(UTF_8))
                .by())
        .isEqualTo(shown);
  }

  @Test
  void refusesALineWithoutATime() {
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.line("{\"who\":\"ada\"}".getBytes(UTF_8)))
        .withMessage("missing_field: timestamp");
  }

  @Test
  void readsTheExamplesOfANotificationAndOfItsAcknowledgement() throws Exception {
    String id = "rule-token-burst/u-1/e-77";

    Notice notice = parser.notice(id, example("notifications"));
    Acknowledgement ack = parser.acknowledgement("ack:" + id, example("notifications-ack"));

    assertThat(notice.json())
        .startsWith("{\"id\":\"" + id + "\",\"type\":\"warning\"")
        .contains("\"context\":{\"userId\":\"u-1\",\"tokens\":120000}");
    assertThat(ack)
        .isEqualTo(new Acknowledgement(id, "ada", 1767225660000L, LiveRecord.NO_SEQUENCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notifications-incident", "notifications-incident-resolved"})
  void readsTheExamplesOfAnIncident(String name) throws Exception {
    String id = "service-unhealthy-after-deployment/colony-service/e-77";

    assertThat(parser.notice(id, example(name)).json())
        .startsWith("{\"id\":\"" + id + "\"")
        .contains("\"sources\":[\"rule:service-unhealthy-after-deployment\"]");
  }

  @Test
  void leavesOutOfANotificationWhatTheServerTellsItself() throws Exception {
    String json = "{" + NOTICE + ",\"seq\":5,\"acknowledged\":{\"by\":\"x\"},\"more\":[1]}";

    assertThat(parser.notice("n", json.getBytes(UTF_8)).json())
        .isEqualTo("{" + NOTICE + ",\"more\":[1]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wrong_type    | n | {"id":"other","type":"info","title":"","message":"","timestamp":1,"source":""}
          wrong_type    | n | {"id":"n","type":"fatal","title":"","message":"","timestamp":1,"source":""}
          wrong_type    | n | {"id":"n","type":"info","title":7,"message":"","timestamp":1,"source":""}
          wrong_type    | n | {"id":"n","type":"info","title":"","message":"","timestamp":"1","source":""}
          wrong_type    | n | {"id":"n","type":"info","title":"","message":"","timestamp":1,"source":"","context":[]}
          wrong_type    | n | {"id":"n","type":"info","title":"","message":"","timestamp":1,"source":"","actionUrl":7}
          wrong_type    | n | {"id":"n","state":"closed"}
          wrong_type    | n | {"id":"n","resolution":"fixed"}
          wrong_type    | n | {"id":"n","count":"3"}
          wrong_type    | n | {"id":"n","lastSeenAt":1.5}
          wrong_type    | n | {"id":"n","resolvedAt":"now"}
          wrong_type    | n | {"id":"n","identity":7}
          wrong_type    | n | {"id":"n","sources":"rule:x"}
          missing_field | n | {"id":"n","type":"info","title":"","message":"","timestamp":1}
          not_json      | n | {"id":"n"
          """)
  void refusesWhatIsNoNotification(String reason, String key, String json) {
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.notice(key, json.getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wrong_type    | {"acknowledges":"other","timestamp":1}
          wrong_type    | {"acknowledges":"n","by":7,"timestamp":1}
          missing_field | {"acknowledges":"n"}
          missing_field | {"timestamp":1}
          """)
  void refusesWhatIsNoAcknowledgement(String reason, String json) {
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.acknowledgement("ack:n", json.getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void refusesWhatIsTooLargeAndTakesWhatIsJustNot() throws Exception {
    String start = "{" + METRIC + ",\"pad\":\"";
    int room = RecordParser.MAX_BYTES - start.length() - 2;
    String largest = start + "x".repeat(room) + "\"}";

    assertThat(parser.update("s", largest.getBytes(UTF_8)).value()).isEqualTo(1);
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.update("s", (largest + " ").getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo("too_large"));
  }

  @Test
  void takesAsManyLabelsAsItMayAndRefusesOneMore() throws Exception {
    assertThat(parser.update("s", withLabels(16)).labels()).hasSize(16);
    assertThatExceptionOfType(RefusedRecordException.class)
        .isThrownBy(() -> parser.update("s", withLabels(17)))
        .withMessageContaining("labels");
  }

  private static byte[] withLabels(int count) {
    String labels =
        IntStream.range(0, count)
            .mapToObj(i -> "\"n%d\":\"v\"".formatted(i))
            .collect(Collectors.joining(","));
    return ("{" + METRIC + ",\"labels\":{" + labels + "}}").getBytes(UTF_8);
  }

  private static byte[] example(String name) throws IOException {
    return Files.readAllBytes(EXAMPLES.resolve(name + ".json"));
  }
}
