package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e308", "1000000000000000001e1", "-2e18"})
  void takesADecimalOutOfRangeAsAbsentSoThatItSpoilsNoSum(String text) throws RefusedException {
    Event event = parser.parse(bytes(event(",\"durationMs\":" + text)));

    assertThat(event.value(Field.DURATION_MS)).isNull();
  }

  @Test
  void takesAWholeNumberThatNoLongHoldsAsAbsent() throws RefusedException {
    Event event = parser.parse(bytes(event(",\"tokens\":99999999999999999999")));

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

  @Test
  void takesATypeThatNobodyKnowsYet() throws RefusedException {
    Event event = parser.parse(bytes(event("").replace("page_view", "colony_painted")));

    assertThat(event.type()).isEqualTo("colony_painted");
  }

  @Test
  void takesTheLastOfAFieldThatStandsTwice() throws RefusedException {
    Event twice = parser.parse(bytes(event(",\"userId\":\"u-2\",\"tokens\":1,\"tokens\":2")));
    assertThat(twice.text(Field.USER_ID)).isEqualTo("u-2");
    assertThat(twice.integer(Field.TOKENS, 0)).isEqualTo(2);

    Event undone = parser.parse(bytes(event(",\"tokens\":1,\"tokens\":null,\"x\":1,\"x\":2")));
    assertThat(undone.value(Field.TOKENS)).isNull();
    assertRefused(
        parser,
        bytes(event(",\"userId\":7")),
        Refusal.WRONG_TYPE,
        "userId: expected a string, found a whole number");
  }

  @Test
  void takesWhitespaceWhereverJsonAllowsIt() throws RefusedException {
    String spaced = event(",\"tokens\":7").replaceAll("([{}:,])", " \t\r\n$1\n ");

    assertThat(parser.parse(bytes(spaced))).isEqualTo(parser.parse(bytes(event(",\"tokens\":7"))));
    assertThatThrownBy(() -> parser.parse(bytes(event("").replace(":", ":\u000b"))))
        .isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-5,-5",
    "999999999999999999,999999999999999999",
    "9223372036854775807,9223372036854775807",
    "-9223372036854775808,-9223372036854775808",
  })
  void readsWholeNumbersThatALongHolds(String text, long value) throws RefusedException {
    assertThat(parser.parse(bytes(event(",\"statusCode\":" + text))).value(Field.STATUS_CODE))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-12.5,-12.5",
    "1e3,1000",
    "0.1234567890123456789,0.12345678901234568",
    "-1000000000000000000,-1e18",
    "999999999999999999.5,1e18",
    "1e-400,0",
  })
  void readsDecimalsAsTheNearestDouble(String text, double value) throws RefusedException {
    assertThat(parser.parse(bytes(event(",\"value\":" + text))).value(Field.VALUE))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "-1,TIMESTAMP_TOO_OLD",
    "-99999999999999999999,TIMESTAMP_TOO_OLD",
    "9223372036854775807,TIMESTAMP_TOO_NEW",
    "99999999999999999999,TIMESTAMP_TOO_NEW",
    "1e12,WRONG_TYPE",
  })
  void refusesTimestampsFarFromNow(String text, Refusal reason) {
    String record = event("").replace(Long.toString(NOW), text);

    assertThatThrownBy(() -> parser.parse(bytes(record)))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void refusesEveryEncodingButUtf8() throws RefusedException {
    String record = event(",\"username\":\"Zoë\"");
    for (String name :
        new String[] {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16", "UTF-32"}) {
      for (String mark : new String[] {"", "\uFEFF"}) {
        byte[] other = (mark + record).getBytes(Charset.forName(name));
        assertThatThrownBy(() -> parser.parse(other))
            .as("%s, %d", name, mark.length())
            .isInstanceOfSatisfying(
                RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NOT_JSON))
            .hasMessageStartingWith("expected UTF-8, found ");
      }
    }
    assertThat(parser.parse(bytes("\uFEFF" + record))).isEqualTo(parser.parse(bytes(record)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0xC0, 0xC1, 0x80, 0xF5, 0xFE, 0xFF})
  void refusesBytesThatNoTextHas(int wrong) {
    byte[] record = bytes(event(",\"username\":\"ab#cd\""));
    for (int i = 0; i < record.length; i++) {
      record[i] = record[i] == '#' ? (byte) wrong : record[i];
    }
    assertThatThrownBy(() -> parser.parse(record))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NOT_JSON));
  }

  @Test
  void takesTheReplacementCharacterForHalfAPairOfSurrogates() throws RefusedException {
    String more =
        ",\"username\":\"a\\ud83db\\ude00\",\"platform\":\"\\ud83d\\ude00\",\"x\":\"y\\ud800\"";
    byte[] record = bytes(event(more).replace("\"u-1\"", "\"\\udc00\""));
    Event event = parser(true).parse(record);

    assertThat(event.text(Field.USERNAME)).isEqualTo("a\ufffdb\ufffd");
    assertThat(event.text(Field.PLATFORM)).isEqualTo("😀");
    assertThat(event.text(Field.USER_ID)).isEqualTo("\ufffd");
    assertThat(event.unknown()).isEqualTo(Map.of("x", "y\ufffd"));
  }

  @Test
  void refusesHalfAPairOfSurrogatesThatStandsThereAsBytesOrInAName() {
    byte[] record = bytes(event(",\"username\":\"abc\",\"def\":1"));
    for (int at : new int[] {record.length - 13, record.length - 7}) {
      byte[] half = record.clone();
      half[at] = (byte) 0xED;
      half[at + 1] = (byte) 0xA0;
      half[at + 2] = (byte) 0x80;
      assertThatThrownBy(() -> parser(true).parse(half))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NOT_JSON))
          .hasMessageContaining("Invalid UTF-8: Illegal surrogate character");
    }
    assertThatThrownBy(() -> parser(true).parse(bytes(event(",\"a\\ud800\":1"))))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NOT_JSON));
  }

  @Test
  void refusesAsTooLargeWhatIsBeyondTheLimitsOfTheJsonParser() throws RefusedException {
    String deep = "[".repeat(999) + "]".repeat(999);
    assertThat(parser.parse(bytes(event(",\"x\":" + deep))).type()).isEqualTo("page_view");

    assertTooLarge(
        "\"x\":[" + deep + "]", "nesting depth (1001) exceeds the maximum allowed (1000)");
    assertTooLarge("\"" + "n".repeat(50_001) + "\":1", "ame length (50001) exceeds the maximum");
    assertTooLarge("\"durationMs\":" + "9".repeat(1001), "length (1001) exceeds the maximum");
  }

  private void assertTooLarge(String field, String why) {
    assertThatThrownBy(() -> parser.parse(bytes(event("," + field))))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.TOO_LARGE))
        .hasMessageContaining(why)
        .hasMessageNotContaining("StreamReadConstraints");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "statusCode":"200"          | STATUS_CODE | 200
          "statusCode":"-1"           | STATUS_CODE | -1
          "tokens":"17"               | TOKENS      | 17
          "durationMs":"12.5"         | DURATION_MS | 12.5
          "durationMs":"1e3"          | DURATION_MS | 1000.0
          "durationMs":"0"            | DURATION_MS | 0.0
          "cpuSeconds":"3"            | CPU_SECONDS | 3.0
          """)
  void takesANumberInQuotesForANumber(String field, Field name, String value)
      throws RefusedException {
    Event event = parser.parse(bytes(event("," + field)));

    assertThat(String.valueOf(event.value(name))).isEqualTo(value);
    assertThat(parser.ignored()).isEqualTo(IgnoredFields.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "statusCode":"abc"                 | STATUS_CODE    | WRONG_TYPE
          "statusCode":""                    | STATUS_CODE    | WRONG_TYPE
          "statusCode":" 200"                | STATUS_CODE    | WRONG_TYPE
          "statusCode":"0x10"                | STATUS_CODE    | WRONG_TYPE
          "statusCode":200.5                 | STATUS_CODE    | WRONG_TYPE
          "statusCode":"200.5"               | STATUS_CODE    | WRONG_TYPE
          "statusCode":true                  | STATUS_CODE    | WRONG_TYPE
          "durationMs":"NaN"                 | DURATION_MS    | WRONG_TYPE
          "durationMs":"Infinity"            | DURATION_MS    | WRONG_TYPE
          "durationMs":[1]                   | DURATION_MS    | WRONG_TYPE
          "region":{"a":{"b":1}}             | REGION         | WRONG_TYPE
          "region":7                         | REGION         | WRONG_TYPE
          "version":2.4                      | VERSION        | WRONG_TYPE
          "durationMs":9e15                  | DURATION_MS    | OUT_OF_RANGE
          "durationMs":9000000000000000      | DURATION_MS    | OUT_OF_RANGE
          "durationMs":"9e15"                | DURATION_MS    | OUT_OF_RANGE
          "durationMs":"9e300"               | DURATION_MS    | OUT_OF_RANGE
          "durationMs":-1                    | DURATION_MS    | OUT_OF_RANGE
          "tokens":-5                        | TOKENS         | OUT_OF_RANGE
          "tokens":9000000000000000          | TOKENS         | OUT_OF_RANGE
          "tokens":99999999999999999999999   | TOKENS         | OUT_OF_RANGE
          "memoryBytes":-1                   | MEMORY_BYTES   | OUT_OF_RANGE
          "value":1e300                      | VALUE          | OUT_OF_RANGE
          """)
  void ignoresAnOptionalFieldOfAnotherTypeOrRangeAndSaysSo(
      String field, Field name, IgnoredFields.Reason reason) throws RefusedException {
    Event event = parser.parse(bytes(event("," + field)));

    assertThat(event.value(name)).isNull();
    for (IgnoredFields.Reason each : IgnoredFields.Reason.values()) {
      assertThat(parser.ignored().of(each)).isEqualTo(each == reason ? List.of(name) : List.of());
    }
    parser.parse(bytes(event("")));
    assertThat(parser.ignored()).isEqualTo(IgnoredFields.NONE);
  }

  @Test
  void ignoresNothingWhereAFieldIsNullOrIsGivenAgainAsItShould() throws RefusedException {
    parser.parse(bytes(event(",\"region\":null,\"tokens\":null")));
    assertThat(parser.ignored()).isEqualTo(IgnoredFields.NONE);

    Event event = parser.parse(bytes(event(",\"tokens\":\"many\",\"tokens\":3")));
    assertThat(event.integer(Field.TOKENS, 0)).isEqualTo(3);
    assertThat(parser.ignored()).isEqualTo(IgnoredFields.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e9", "\ud83d\ude00", "\\ud83d\\ude00"})
  void shortensLongTextsByWholeCharactersAndKeepsTwoApart(String character)
      throws RefusedException {
    String whole = character.startsWith("\\") ? "\ud83d\ude00" : character;
    String longest = character.repeat(Field.MAX_CHARACTERS);
    assertThat(region(longest)).isEqualTo(whole.repeat(Field.MAX_CHARACTERS));

    String one = region(character.repeat(10_000));
    String other = region(character.repeat(10_001));

    assertThat(one)
        .startsWith(whole.repeat(Field.MAX_CHARACTERS - 17) + "~")
        .isNotEqualTo(other)
        .isEqualTo(region(character.repeat(10_000)));
    assertThat(one.codePointCount(0, one.length())).isEqualTo(Field.MAX_CHARACTERS);
    assertThat(one.substring(one.indexOf('~') + 1)).matches("[0-9a-f]{16}");
  }

  private String region(String text) throws RefusedException {
    return parser.parse(bytes(event(",\"region\":\"" + text + "\""))).text(Field.REGION);
  }
}
