package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.ByteCache;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.event.RefusedException;
import ai.colonycraft.realtime.jobs.event.Arrived;
import ai.colonycraft.realtime.jobs.event.DeadLetter;
import ai.colonycraft.realtime.jobs.types.SerializerContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityDeserializerTest {

  private static final String TOPIC = "user-activity";
  private static final long TIMESTAMP = 1_750_000_000_000L;
  private static final String[] TEXTS = {
    "\"a\"",
    "\"\"",
    "\"what?\"",
    "\"Zo\u00eb\"",
    "\"\u7fa4\"",
    "\"q\\\"\"",
    "\"session_ended\"",
    "\"" + "n".repeat(62) + "\"",
    "\"" + "n".repeat(64) + "\"",
    "\"" + "n".repeat(20_000) + "\"",
    "null",
    "7",
    "1.5",
    "{}"
  };

  private final Random random = new Random(7);
  private final EventParser parser =
      new EventParser(Field.USER_ID, UserActivity.FIELDS, false, EventParser.NO_CLOCK);
  private final ActivityDeserializer deserializer = new ActivityDeserializer();

  @BeforeEach
  void configure() {
    deserializer.configure(Map.of(ActivityDeserializer.LIVE, "false"), false);
  }

  private Activity read(byte[] value) throws IOException {
    return activity(deserializer.deserialize(TOPIC, value));
  }

  private static Activity activity(byte[] form) throws IOException {
    return ActivityDeserializer.activity(new ConsumerRecord<>(TOPIC, 3, 77, null, form), true);
  }

  private static String json(String more) {
    return "{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"u-1\"%s}"
        .formatted(TIMESTAMP, more);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] record() {
    StringBuilder more = new StringBuilder();
    for (int left = random.nextInt(10); left > 0; left--) {
      Field field = Field.values()[random.nextInt(Field.values().length)];
      String value =
          field.kind() == Field.Kind.TEXT || random.nextInt(5) == 0
              ? TEXTS[random.nextInt(TEXTS.length)]
              : field.kind() == Field.Kind.DECIMAL && random.nextBoolean()
                  ? String.valueOf(random.nextInt(100_000) / 1000.0)
                  : String.valueOf(random.nextLong() >> random.nextInt(64));
      more.append(",\"%s\":%s".formatted(field.jsonName(), value));
    }
    return bytes(json(more.toString()));
  }

  @Test
  void tellsWhatTheRecordDoes() throws IOException {
    Activity activity =
        read(
            bytes(
                json(
                    ",\"username\":\"Ada\",\"countryCode\":\"DE\",\"platform\":\"web\","
                        + "\"colonyId\":\"c-1\",\"colonyName\":\"Reef\",\"tokens\":7,"
                        + "\"model\":\"m-1\",\"agentId\":\"a-1\",\"agentName\":\"Bee\","
                        + "\"cpuSeconds\":1.25")));

    assertThat(activity.refused()).isNull();
    assertThat(activity.timestamp()).isEqualTo(TIMESTAMP);
    assertThat(activity.type()).isEqualTo("page_view");
    assertThat(activity.tokens()).isEqualTo(7);
    assertThat(activity.cpuMicros()).isEqualTo(1_250_000);
    assertThat(activity.colonyId()).isEqualTo("c-1");
    assertThat(activity.colonyName()).isEqualTo("Reef");
    assertThat(activity.hasAgent()).isTrue();
    assertThat(activity.agentId()).isEqualTo("a-1");
    assertThat(activity.agentName()).isEqualTo("Bee");
    assertThat(activity.userHash()).isEqualTo("u-1".hashCode());
    assertThat(activity.sighting())
        .isEqualTo(
            new Sighting("u-1", "Ada", TIMESTAMP, new Place("DE", "", "web"), 7, false, false));
    assertThat(read(bytes(json("")))).extracting(Activity::colonyId).isNull();
  }

  @Test
  void isTheSameWhetherTheFieldsWereReadInPlaceOrAsAnEvent() throws Exception {
    int events = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] record = record();
      Activity activity = read(record);
      try {
        Event event = parser.parse(record);
        assertThat(activity.form())
            .as(() -> new String(record, StandardCharsets.UTF_8))
            .isEqualTo(new ActivityWriter().write(event, parser.ignored()));
        assertThat(activity.sighting()).isEqualTo(Sighting.of(event));
        assertThat(activity.ignored()).isEqualTo(parser.ignored());
        assertThat(activity.cpuMicros())
            .isEqualTo(Math.round(event.decimal(Field.CPU_SECONDS, 0) * 1e6));
        assertThat(activity.colonyName()).isEqualTo(event.text(Field.COLONY_NAME));
        assertAgent(activity, event);
        events++;
      } catch (RefusedException e) {
        assertThat(activity.refused().detail()).isEqualTo(e.getMessage());
      }
    }
    assertThat(events).isBetween(5_000, 19_500);
  }

  private static void assertAgent(Activity activity, Event event) {
    assertThat(activity.agentName()).isEqualTo(event.text(Field.AGENT_NAME));
    assertThat(activity.agentId()).isEqualTo(event.text(Field.AGENT_ID));
    assertThat(activity.hasAgent()).isEqualTo(hasAgent(event));
    if (activity.hasAgent()) {
      byte[] form = activity.form();
      assertThat(activity.agentHash())
          .isEqualTo(ByteCache.hash(form, activity.colonyIdAt(), activity.colonyNameAt()));
      assertThat(activity.agentNameHash() == Activity.NO_NAME)
          .isEqualTo(event.text(Field.AGENT_NAME) == null);
    }
  }

  private static boolean hasAgent(Event event) {
    String id = event.text(Field.AGENT_ID);
    return id != null && !id.isEmpty();
  }

  @Test
  void takesAByteOfAnEventWithoutAnAgent() throws IOException {
    int without = read(bytes(json(""))).form().length;
    int hashes = 2 * Integer.BYTES;

    // As a plain record, and as one that the parser reads.
    for (String empty :
        List.of(json(",\"agentId\":\"\""), json(",\"username\":\"\\u0041\",\"agentId\":\"\""))) {
      assertThat(read(bytes(empty)).hasAgent()).as(empty).isFalse();
    }

    assertThat(read(bytes(json(",\"agentId\":null"))).form()).hasSize(without);
    assertThat(read(bytes(json(",\"agentId\":\"a-1\""))).form()).hasSize(without + 3 + hashes);
  }

  @Test
  void writesCpuTimeOnlyWhereThereIsSome() throws IOException {
    int without = read(bytes(json(""))).form().length;

    assertThat(read(bytes(json(",\"cpuSeconds\":0"))).form()).hasSize(without);
    assertThat(read(bytes(json(",\"cpuSeconds\":0.0000004"))).form()).hasSize(without);
    assertThat(read(bytes(json(",\"cpuSeconds\":2"))).form()).hasSize(without + Long.BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0.5", "1e10", "\"much\"", "true", "[]"})
  void ignoresCpuTimeThatIsNoneAndSaysSo(String value) throws IOException {
    Activity activity = read(bytes(json(",\"tokens\":7,\"cpuSeconds\":" + value)));

    assertThat(activity.cpuMicros()).isZero();
    assertThat(activity.tokens()).isEqualTo(7);
    assertThat(activity.ignored().wrongType() | activity.ignored().outOfRange())
        .isEqualTo(1L << Field.CPU_SECONDS.ordinal());
  }

  @Test
  void readsCpuTimeBesideAFieldThatIsIgnored() throws IOException {
    Activity activity = read(bytes(json(",\"tokens\":-7,\"cpuSeconds\":0.5")));

    assertThat(activity.cpuMicros()).isEqualTo(500_000);
    assertThat(activity.tokens()).isZero();
    assertThat(activity.ignored().outOfRange()).isEqualTo(1L << Field.TOKENS.ordinal());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsARecordAmongOthersInMemoryOfAnyKind(boolean direct) throws IOException {
    byte[] record = bytes(json(",\"tokens\":7"));
    byte[] around = bytes("12345\"}" + new String(record, StandardCharsets.UTF_8) + "12345\"}");
    ByteBuffer all = direct ? ByteBuffer.allocateDirect(2048) : ByteBuffer.allocate(2048);
    all.position(11);
    ByteBuffer part = all.slice();
    part.put(around).flip();
    part.position(7).limit(7 + record.length);

    byte[] form = deserializer.deserialize(TOPIC, null, part.slice());

    assertThat(activity(form).form()).isEqualTo(read(record).form());
    assertThat(deserializer.deserialize(TOPIC, null, part)).isEqualTo(form);
  }

  @Test
  void makesADeadLetterOfWhatIsNoEvent() throws IOException {
    byte[] value = bytes("{\"type\":1}");
    DeadLetter letter = read(value).refused();

    assertThat(letter.topic()).isEqualTo(TOPIC);
    assertThat(letter.partition()).isEqualTo(3);
    assertThat(letter.offset()).isEqualTo(77);
    assertThat(letter.reason()).isEqualTo(Refusal.WRONG_TYPE);
    assertThat(letter.detail()).isEqualTo("type: expected a string, found a whole number");
    assertThat(letter.bytes()).isEqualTo(value);
    assertThat(read(null).refused())
        .isEqualTo(
            new DeadLetter(
                TOPIC,
                3,
                77,
                ConsumerRecord.NO_TIMESTAMP,
                Refusal.NOT_JSON,
                "expected a JSON object, found no value",
                null));
    assertThat(read(new byte[0]).refused().bytes()).isEmpty();
    assertThat(read(new byte[300_000]).refused().reason()).isEqualTo(Refusal.TOO_LARGE);
  }

  @Test
  void refusesTheFutureOnlyWhileLive() throws IOException {
    byte[] ahead =
        bytes(json("").replace("" + TIMESTAMP, "" + (System.currentTimeMillis() + 7_200_000)));
    assertThat(read(ahead).refused()).isNull();

    deserializer.configure(Map.of(ActivityDeserializer.LIVE, "true"), false);
    assertThat(read(ahead).refused().reason()).isEqualTo(Refusal.TIMESTAMP_TOO_NEW);
  }

  @Test
  void refusesWhatIsAnHourAheadOfItsArrivalWheneverItIsRead() throws IOException {
    byte[] form = deserializer.deserialize(TOPIC, bytes(json("")));
    ConsumerRecord<byte[], byte[]> inTime = Arrived.at(TIMESTAMP - 3_600_000, form);
    ConsumerRecord<byte[], byte[]> ahead = Arrived.at(TIMESTAMP - 3_600_001, form);

    assertThat(ActivityDeserializer.activity(inTime, true).refused()).isNull();
    assertThat(ActivityDeserializer.activity(ahead, false).refused()).isNull();
    DeadLetter letter = ActivityDeserializer.activity(ahead, true).refused();
    assertThat(letter.reason()).isEqualTo(Refusal.TIMESTAMP_TOO_NEW);
    assertThat(letter.offset()).isEqualTo(77);
  }

  @Test
  void makesSomethingOfAnyBytes() throws IOException {
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] value = record();
      if (i % 2 == 0) {
        value = new byte[random.nextInt(40)];
        random.nextBytes(value);
      } else {
        for (int damage = random.nextInt(4); damage >= 0; damage--) {
          value[random.nextInt(Math.min(80, value.length))] = (byte) random.nextInt(256);
        }
      }
      DeadLetter letter = read(value).refused();
      if (letter != null) {
        assertThat(letter.bytes()).isEqualTo(value);
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 20_000);
  }

  @Test
  void comesBackFromTheNetworkAsItWent() throws Exception {
    SerializerContract.holds(
        new Activity.Serializer(),
        read(bytes(json(",\"username\":\"Zo\u00eb\",\"tokens\":7"))),
        read(bytes(json(""))),
        read(Arrays.copyOf(bytes(json("")), 20)),
        read(null));
  }
}
