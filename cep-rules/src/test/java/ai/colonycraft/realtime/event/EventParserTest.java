package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventParserTest {

  private static final long NOW = 1_750_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final EventParser parser = parser(false);

  private static EventParser parser(boolean keepUnknown) {
    return new EventParser(Field.USER_ID, EnumSet.allOf(Field.class), keepUnknown, () -> NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String event(String more) {
    return "{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"u-1\"%s}".formatted(NOW, more);
  }

  private static void assertRefused(EventParser parser, byte[] record, Refusal reason, String why) {
    assertThatThrownBy(() -> parser.parse(record))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          [1,2]                                                    | NOT_AN_OBJECT | expected a JSON object, found a list
          42                                                       | NOT_AN_OBJECT | expected a JSON object, found a whole number
          "text"                                                   | NOT_AN_OBJECT | expected a JSON object, found a string
          null                                                     | NOT_AN_OBJECT | expected a JSON object, found null
          {"timestamp":1750000000000,"userId":"u"}                 | MISSING_FIELD | type: expected a string, found nothing
          {"type":"a","userId":"u"}                                | MISSING_FIELD | timestamp: expected a whole number, found nothing
          {"type":"a","timestamp":1750000000000}                   | MISSING_FIELD | userId: expected a string, found nothing
          {"type":"a","timestamp":1750000000000,"userId":null}     | MISSING_FIELD | userId: expected a string, found nothing
          {"type":1,"timestamp":1750000000000,"userId":"u"}        | WRONG_TYPE    | type: expected a string, found a whole number
          {"type":"a","timestamp":"now","userId":"u"}              | WRONG_TYPE    | timestamp: expected a whole number, found a string
          {"type":"a","timestamp":1.5,"userId":"u"}                | WRONG_TYPE    | timestamp: expected a whole number, found a decimal number
          {"type":"a","timestamp":1750000000000,"userId":{"a":1}}  | WRONG_TYPE    | userId: expected a string, found an object
          {"type":"a","timestamp":1750000000000,"userId":true}     | WRONG_TYPE    | userId: expected a string, found true or false
          {"type":"a","timestamp":1750000000000,"userId":"u"} {}   | NOT_JSON      | expected one JSON object, found more after its end
          """)
  void refusesWhatTheContractRefuses(String record, Refusal reason, String why) {
    assertRefused(parser, bytes(record), reason, why);
  }

  @Test
  void refusesARecordWithoutAValueOrWithoutAByte() {
    assertRefused(parser, null, Refusal.NOT_JSON, "expected a JSON object, found no value");
    assertRefused(parser, new byte[0], Refusal.NOT_JSON, "expected a JSON object, found nothing");
  }

  @Test
  void refusesWhatIsBrokenOrNotUtf8() {
    for (String broken : new String[] {"{\"type\":", "{\"type\":\"a}", "{type:1}", "{\"a\":01}"}) {
      assertThatThrownBy(() -> parser.parse(bytes(broken)))
          .as(broken)
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NOT_JSON))
          .hasMessageStartingWith("byte ");
    }
    byte[] invalid = bytes(event(",\"username\":\"abc\""));
    invalid[invalid.length - 4] = (byte) 0xFF;
    assertThatThrownBy(() -> parser.parse(invalid)).isInstanceOf(RefusedException.class);
  }

  @Test
  void takes256KibibytesAndNotOneByteMore() throws RefusedException {
    String frame = event(",\"message\":\"\"");
    String most =
        event(",\"message\":\"" + "x".repeat(EventParser.MAX_BYTES - frame.length()) + "\"");

    assertThat(parser.parse(bytes(most)).type()).isEqualTo("page_view");
    assertRefused(
        parser,
        bytes(most + " "),
        Refusal.TOO_LARGE,
        "expected at most 262144 bytes, found 262145");
  }

  @Test
  void takesTimestampsFrom2000UntilAnHourAheadOfTheClock() throws RefusedException {
    for (long at : new long[] {EventParser.OLDEST, NOW, NOW + HOUR}) {
      String record = event("").replace(Long.toString(NOW), Long.toString(at));
      assertThat(parser.parse(bytes(record)).timestamp()).isEqualTo(at);
    }
    assertRefused(
        parser,
        bytes(event("").replace(Long.toString(NOW), "946684799999")),
        Refusal.TIMESTAMP_TOO_OLD,
        "timestamp: expected epoch milliseconds since 2000, found 946684799999");
    assertRefused(
        parser,
        bytes(event("").replace(Long.toString(NOW), Long.toString(NOW + HOUR + 1))),
        Refusal.TIMESTAMP_TOO_NEW,
        "timestamp: expected at most 1750003600000, an hour ahead of the clock, found 1750003600001");
  }

  @Test
  void refusesNoTimestampAsTooNewWithoutAClock() throws RefusedException {
    EventParser replaying =
        new EventParser(Field.USER_ID, EnumSet.noneOf(Field.class), false, EventParser.NO_CLOCK);
    String record = event("").replace(Long.toString(NOW), "9999999999999");

    assertThat(replaying.parse(bytes(record)).timestamp()).isEqualTo(9_999_999_999_999L);
  }

  @Test
  void takesAnOptionalFieldOfTheWrongTypeOrNullAsAbsent() throws RefusedException {
    Event event =
        parser.parse(
            bytes(event(",\"tokens\":\"many\",\"region\":7,\"platform\":null,\"model\":{}")));

    assertThat(event.value(Field.TOKENS)).isNull();
    assertThat(event.value(Field.REGION)).isNull();
    assertThat(event.value(Field.PLATFORM)).isNull();
    assertThat(event.value(Field.MODEL)).isNull();
  }

  @Test
  void takesANumberOutOfRangeAsAbsentSoThatItSpoilsNoSum() throws RefusedException {
    Event event =
        parser.parse(bytes(event(",\"durationMs\":1e400,\"tokens\":99999999999999999999")));

    assertThat(event.value(Field.DURATION_MS)).isNull();
    assertThat(event.value(Field.TOKENS)).isNull();
  }

  @Test
  void readsTextsWithEscapesAndOfAllLanguages() throws RefusedException {
    Event event =
        parser.parse(bytes(event(",\"username\":\"Zoë \\\"\\u00e9\\n\",\"colonyName\":\"群体\"")));

    assertThat(event.text(Field.USERNAME)).isEqualTo("Zoë \"é\n");
    assertThat(event.text(Field.COLONY_NAME)).isEqualTo("群体");
  }

  @Test
  void keepsUnknownFieldsForWhoWantsThem() throws RefusedException {
    byte[] record =
        bytes(event(",\"tier\":\"gold\",\"seats\":3,\"load\":0.5,\"beta\":true,\"x\":[1]"));

    assertThat(parser(true).parse(record).unknown())
        .isEqualTo(Map.of("tier", "gold", "seats", 3L, "load", 0.5, "beta", true));
    assertThat(parser(false).parse(record).unknown()).isEmpty();
  }

  @Test
  void readsOnlyTheWantedFields() throws RefusedException {
    EventParser few = new EventParser(Field.USER_ID, EnumSet.of(Field.REGION), false, () -> NOW);
    Event event = few.parse(bytes(event(",\"region\":\"eu-west-1\",\"model\":\"m\"")));

    assertThat(event.text(Field.REGION)).isEqualTo("eu-west-1");
    assertThat(event.text(Field.MODEL)).isNull();
    assertThat(event.text(Field.USER_ID)).isEqualTo("u-1");
  }
}
