package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.correlation.PlainIncidents.Outcome;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Key;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Over random events, the engine finds the incidents that plain loops find, with the same
 * identities, counts and ends: however far the watermark advances at a time, over restarts with
 * another parallelism, and over changes of the rules.
 */
class IncidentDifferentialTest {

  private static final int EVENTS = 300;
  private static final long T0 = 1_750_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Contract CONTRACT = new Contract("notifications");
  private static final Map<String, String> RULES =
      Map.of(
          "one", PlainIncidents.ONE,
          "pair", PlainIncidents.PAIR,
          "silence", PlainIncidents.SILENCE);

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  /** Twenty worlds, or one of one's own with {@code -Ddifferential.seed=…}. */
  static LongStream seeds() {
    Long own = Long.getLong("differential.seed");
    return own == null ? LongStream.rangeClosed(1, 20) : LongStream.of(own);
  }

  private static Event event(int number, long time, Random random) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = String.valueOf((char) ('a' + random.nextInt(3)));
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = "u" + random.nextInt(4);
    values[Field.EVENT_ID.ordinal()] = "e" + number;
    if (random.nextInt(4) > 0) {
      values[Field.VERSION.ordinal()] = "v" + random.nextInt(2);
    }
    if (random.nextInt(4) > 0) {
      values[Field.TOKENS.ordinal()] = random.nextLong(4);
    }
    return new Event(time, values, Map.of());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsTheIncidentsOfPlainLoops(long seed) throws Exception {
    Random random = new Random(seed);
    List<Event> arrived = new ArrayList<>();
    Map<String, List<Long>> changes = new HashMap<>();
    RULES.keySet().forEach(rule -> changes.put(rule, new ArrayList<>()));
    Map<String, Outcome> found;
    try (EngineSubtasks engine = new EngineSubtasks(BROKER.topic(RULES))) {
      long time = T0;
      int offset = 100;
      while (arrived.size() < EVENTS) {
        long watermark = time;
        for (int n = random.nextInt(8); n > 0; n--) {
          time += random.nextInt(3) * 400;
          long late = watermark + 1 + random.nextLong(time - watermark + 1);
          Event event = event(arrived.size(), random.nextInt(4) == 0 ? late : time + 1, random);
          arrived.add(event);
          String user = event.text(Field.USER_ID);
          engine.event(new Routed(Key.USER_ID, user, EngineHarness.TOPIC, event));
        }
        time += 1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 600);
        engine.time(time);
        if (random.nextInt(15) == 0) {
          String rule = List.of("one", "pair", "silence").get(random.nextInt(3));
          String text = RULES.get(rule).replaceFirst("key", "description: d" + offset + ", key");
          engine.rule(new RuleUpdate(rule, text, offset++));
          changes.get(rule).add(time);
        }
        if (random.nextInt(15) == 0) {
          engine.restart(1 + random.nextInt(3));
        }
      }
      engine.time(time + 3_600_000);
      assertThat(engine.left()).as("timers and states").isZero();
      found = outcomes(engine.published());
    }
    Map<String, Outcome> expected = new TreeMap<>();
    changes.forEach((rule, at) -> expected.putAll(PlainIncidents.of(rule, arrived, at)));
    assertThat(found).containsExactlyEntriesOf(expected);
    assertThat(found.values()).extracting(Outcome::resolution).contains("recovered", "expired");
    assertThat(found.values()).anyMatch(outcome -> outcome.count() > 1);
  }

  /** What the newest record of each id says. */
  private static Map<String, Outcome> outcomes(List<Outbound> records) throws Exception {
    Map<String, Outcome> outcomes = new TreeMap<>();
    for (Outbound record : records) {
      JsonNode json = JSON.readTree(CONTRACT.holds(record.value()));
      Outcome before = outcomes.get(json.get("id").asText());
      if (before != null) {
        assertThat(before.resolution()).as("a record after the end of %s", json).isEmpty();
        assertThat(json.get("timestamp").asLong()).isEqualTo(before.begin());
      }
      outcomes.put(
          json.get("id").asText(),
          new Outcome(
              json.get("identity").asText(),
              json.get("timestamp").asLong(),
              json.get("count").asLong(),
              json.get("lastSeenAt").asLong(),
              json.get("message").asText(),
              json.path("resolution").asText(),
              json.path("resolvedAt").asLong()));
    }
    return outcomes;
  }
}
