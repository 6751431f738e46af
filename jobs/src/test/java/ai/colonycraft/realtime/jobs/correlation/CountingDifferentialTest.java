package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
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
 * Over random events with ties and disorder, counting steps find what plain loops find that keep
 * every event, with the same values: however far the watermark advances at a time, over restarts
 * with another parallelism, and over changes of the rules.
 */
class CountingDifferentialTest {

  private static final int EVENTS = 400;
  private static final long T0 = 1_750_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> RULES = PlainCounts.rules();

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  /** Twenty worlds, or one of one's own with {@code -Ddifferential.seed=…}. */
  static LongStream seeds() {
    Long own = Long.getLong("differential.seed");
    return own == null ? LongStream.rangeClosed(1, 20) : LongStream.of(own);
  }

  private static Event event(int number, long time, Random random) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = random.nextInt(6) == 0 ? "b" : "a";
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = "u" + random.nextInt(3);
    values[Field.EVENT_ID.ordinal()] = "e" + number;
    if (random.nextInt(5) > 0) {
      values[Field.TOKENS.ordinal()] = random.nextLong(4);
    }
    return new Event(
        time, values, Map.of("size", random.nextLong(100), "ip", "10.0.0." + random.nextInt(6)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void findsWhatPlainLoopsFind(long seed) throws Exception {
    Random random = new Random(seed);
    List<Event> arrived = new ArrayList<>();
    Map<String, List<Long>> changes = new HashMap<>();
    RULES.keySet().forEach(rule -> changes.put(rule, new ArrayList<>()));
    Map<String, String> found = new TreeMap<>();
    try (EngineSubtasks engine = new EngineSubtasks(BROKER.topic(RULES))) {
      long time = T0;
      int offset = 100;
      while (arrived.size() < EVENTS) {
        long watermark = time;
        for (int n = random.nextInt(8); n > 0; n--) {
          time += random.nextInt(3) * 200;
          long late = watermark + 1 + random.nextLong(time - watermark + 1);
          Event event = event(arrived.size(), random.nextInt(4) == 0 ? late : time + 1, random);
          arrived.add(event);
          engine.event(
              new Routed(Key.USER_ID, event.text(Field.USER_ID), EngineHarness.TOPIC, event));
        }
        time += 1 + random.nextInt(random.nextInt(15) == 0 ? 15_000 : 400);
        engine.time(time);
        if (random.nextInt(15) == 0) {
          String rule = List.copyOf(RULES.keySet()).get(random.nextInt(RULES.size()));
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
      for (Outbound record : engine.published()) {
        JsonNode json = JSON.readTree(record.value());
        found.put(json.get("id").asText(), json.get("message").asText());
      }
    }
    Map<String, String> expected = new TreeMap<>();
    changes.forEach((rule, at) -> expected.putAll(PlainCounts.of(rule, arrived, at)));
    assertThat(found).containsExactlyEntriesOf(expected);
    assertThat(found.keySet())
        .extracting(id -> id.substring(0, id.indexOf('/')))
        .containsAll(RULES.keySet());
  }
}
