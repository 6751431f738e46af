package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way and the whole parser say the same of every record, sound or damaged. */
class PlainScannerTest {

  private static final long NOW = 1_750_000_000_000L;
  private static final int EVENTS = 4_000;
  private static final int MUTATIONS = 12;
  private static final String[] VALUES = {
    "\"web\"",
    "\"\"",
    "\"a b\"",
    "\"Zoë\"",
    "\"q\\\"uote\"",
    "\"\\u0041\"",
    "0",
    "-0",
    "7",
    "-12",
    "1750000000000",
    "123456789012345678",
    "1234567890123456789",
    "99999999999999999999",
    "01",
    "1.5",
    "-0.25",
    "0.1",
    "123456.789",
    "1e3",
    "1.0E-2",
    "1.",
    ".5",
    "-",
    "+1",
    "true",
    "false",
    "null",
    "nul",
    "[]",
    "[1,{\"a\":2}]",
    "{}",
    "{\"b\":{}}",
    "NaN",
    "0.1234567890123456789",
    "12345678901234.5"
  };
  private static final String SOUP = "{}[]:,\"\\ \t\n0123456789.-+eEtrufalsn\u0000\u007fé";

  private final Random random = new Random(11);

  private static boolean plain(String record) {
    boolean[] wanted = new boolean[Field.values().length];
    Arrays.fill(wanted, true);
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    return new PlainScanner(wanted, true)
        .read(bytes, 0, bytes.length, new Object[Field.values().length]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"a\",\"timestamp\":1750000000000,\"userId\":\"u\"}",
        " { \"statusCode\" : -5 ,\r\n\t\"durationMs\":12.5, \"x\":true,\"y\":null } ",
      })
  void readsOrdinaryRecordsItself(String record) {
    assertThat(plain(record)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"a\":1} x",
        "{\"a\":\"\\n\"}",
        "{\"a\":\"é\"}",
        "{\"é\":1}",
        "{\"a\":{}}",
        "{\"a\":[]}",
        "{\"a\":1e5}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":tru}",
        "{\"a\"}",
        "{\"a\":1,}",
        "{\"a\":1234567890123456789}",
        "{'a':1}",
        "{\"a\":\"\t\"}",
        "{\"tokens\":-5}",
        "{\"tokens\":\"5\"}",
        "{\"tokens\":1.5}",
        "{\"durationMs\":9000000000000000}",
        "{\"region\":true}",
        "{\"region\":7}"
      })
  void leavesAllElseToTheWholeParser(String record) {
    assertThat(plain(record)).isFalse();
  }

  @Test
  void saysTheSameWhicheverFieldsAreWanted() {
    for (int subset = 0; subset < 40; subset++) {
      EnumSet<Field> wanted = EnumSet.noneOf(Field.class);
      Arrays.stream(Field.values()).filter(field -> random.nextInt(3) == 0).forEach(wanted::add);
      Field key = random.nextBoolean() ? Field.USER_ID : Field.SERVICE;
      EventParser parser = new EventParser(key, wanted, random.nextBoolean(), () -> NOW);
      for (int i = 0; i < EVENTS / 10; i++) {
        byte[] record = random.nextInt(4) == 0 ? mutate(event()) : event();
        assertThat(verdict(() -> parser.parse(record)))
            .as(() -> wanted + " of " + new String(record, StandardCharsets.UTF_8))
            .isEqualTo(verdict(() -> parser.parseAny(record)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysTheSameAsTheWholeParserOfSoundAndOfDamagedRecords(boolean keepUnknown) {
    EventParser parser =
        new EventParser(Field.USER_ID, EnumSet.allOf(Field.class), keepUnknown, () -> NOW);
    int refused = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] record = event();
      for (int m = 0; m <= MUTATIONS; m++) {
        byte[] damaged = m == 0 ? record : mutate(record);
        Object fast = verdict(() -> parser.parse(damaged));
        assertThat(fast)
            .as(() -> new String(damaged, StandardCharsets.UTF_8))
            .isEqualTo(verdict(() -> parser.parseAny(damaged)));
        refused += fast instanceof String ? 1 : 0;
      }
    }
    assertThat(refused).isBetween(EVENTS, EVENTS * MUTATIONS);
  }

  /** Among bytes that would go on with the record, were they taken for a part of it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1", "\"", "}", ",\"type\":\"x\"}", "123456789"})
  void findsTheSameFieldsAsTheWholeParserWhereverTheRecordStands(String around)
      throws RefusedException {
    EventParser parser =
        new EventParser(Field.USER_ID, EnumSet.allOf(Field.class), false, () -> NOW);
    PlainFields fields = new PlainFields();
    byte[] junk = around.getBytes(StandardCharsets.UTF_8);
    int found = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] record = i % 2 == 0 ? event() : mutate(event());
      byte[] all = Arrays.copyOf(junk, junk.length + record.length + junk.length);
      System.arraycopy(record, 0, all, junk.length, record.length);
      System.arraycopy(junk, 0, all, junk.length + record.length, junk.length);

      Object verdict = verdict(() -> parser.parseAny(record));
      assertThat(verdict(() -> parser.parse(all, junk.length, record.length))).isEqualTo(verdict);
      try {
        if (!parser.find(all, junk.length, record.length, fields)) {
          continue;
        }
      } catch (RefusedException e) {
        assertThat(e.reason() + ": " + e.getMessage()).isEqualTo(verdict);
        continue;
      }
      found++;
      Event event = (Event) verdict;
      for (Field field : Field.values()) {
        if (field.kind() == Field.Kind.TEXT) {
          String text =
              fields.has(field)
                  ? new String(
                      all, fields.from(field), fields.length(field), StandardCharsets.ISO_8859_1)
                  : null;
          assertThat(text).as(field.jsonName()).isEqualTo(event.text(field));
        } else if (field.kind() == Field.Kind.INTEGER) {
          assertThat(fields.integer(field, -3)).isEqualTo(event.integer(field, -3));
        } else {
          assertThat(fields.decimal(field, -3)).isEqualTo(event.decimal(field, -3));
        }
      }
    }
    assertThat(found).isBetween(EVENTS / 10, EVENTS);
  }

  @Test
  void findsEveryKnownFieldByItsName() {
    for (Field field : Field.values()) {
      Object[] values = new Object[Field.values().length];
      boolean[] wanted = new boolean[Field.values().length];
      wanted[field.ordinal()] = true;
      String value = field.kind() == Field.Kind.TEXT ? "\"x\"" : "3";
      byte[] record = "{\"%s\":%s}".formatted(field.jsonName(), value).getBytes();

      assertThat(new PlainScanner(wanted, false).read(record, 0, record.length, values)).isTrue();
      assertThat(values[field.ordinal()]).as(field.jsonName()).isNotNull();
    }
  }

  @Test
  void readsNumbersOfEachLengthWhereverTheyStand() throws Exception {
    EventParser parser =
        new EventParser(Field.USER_ID, EnumSet.allOf(Field.class), false, () -> NOW);
    String digits = "192837465564738291";
    for (int length = 1; length <= digits.length(); length++) {
      String number = digits.substring(0, length);
      for (String form : new String[] {number, "-" + number, "9".repeat(length)}) {
        // At the very end, before more, and with what would be taken for digits of a longer one.
        for (String after : new String[] {"}", " }", ",\"x\":\"11111111\"}", ",\"y\":2}"}) {
          String json =
              "{\"type\":\"a\",\"timestamp\":1750000000000,\"userId\":\"u\",\"statusCode\":";
          byte[] record = (json + form + after).getBytes(StandardCharsets.UTF_8);
          assertThat(parser.parse(record).integer(Field.STATUS_CODE, 0))
              .as(form + after)
              .isEqualTo(Long.parseLong(form));
        }
      }
    }
  }

  @FunctionalInterface
  private interface Parse {
    Event parse() throws RefusedException;
  }

  /** The event, or in words why there is none. */
  private static Object verdict(Parse parse) {
    try {
      return parse.parse();
    } catch (RefusedException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }

  private byte[] event() {
    StringBuilder json = new StringBuilder("{");
    json.append("\"type\":\"page_view\",\"timestamp\":1750000000000,\"userId\":\"u-1\"");
    for (int left = random.nextInt(8); left > 0; left--) {
      Field field = Field.values()[random.nextInt(Field.values().length)];
      String name = random.nextInt(6) == 0 ? "unknown" + left : field.jsonName();
      json.append(random.nextInt(8) == 0 ? " , " : ",");
      json.append('"').append(name).append('"').append(random.nextInt(8) == 0 ? " : " : ":");
      json.append(VALUES[random.nextInt(VALUES.length)]);
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] mutate(byte[] record) {
    byte[] copy = record.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(4)) {
      case 0:
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
      case 1:
        return Arrays.copyOf(copy, at);
      case 2:
        System.arraycopy(copy, at + 1, copy, at, copy.length - at - 1);
        return Arrays.copyOf(copy, copy.length - 1);
      default:
        byte[] soup = SOUP.getBytes(StandardCharsets.UTF_8);
        byte[] longer = Arrays.copyOf(copy, copy.length + 1);
        System.arraycopy(copy, at, longer, at + 1, copy.length - at);
        longer[at] = soup[random.nextInt(soup.length)];
        return longer;
    }
  }

  @Test
  void keepsTheUnknownFieldsOfOneRecordApartFromThoseOfTheNext() {
    boolean[] wanted = new boolean[Field.values().length];
    PlainScanner scanner = new PlainScanner(wanted, true);
    byte[] first = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    byte[] second = "{\"b\":2}".getBytes(StandardCharsets.UTF_8);

    scanner.read(first, 0, first.length, new Object[Field.values().length]);
    var unknownOfFirst = scanner.unknown();
    scanner.find(second, 0, second.length, new PlainFields());

    assertThat(unknownOfFirst).containsOnlyKeys("a");
    assertThat(scanner.unknown()).containsOnlyKeys("b");
  }
}
