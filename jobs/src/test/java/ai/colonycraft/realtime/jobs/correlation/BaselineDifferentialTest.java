package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Over random events with ties and disorder, steps that compare with what is usual, or one group
 * with others, find what plain loops find that keep every event, with the same values: however far
 * the watermark advances at a time, over restarts with another parallelism, and over changes of the
 * rules.
 */
class BaselineDifferentialTest {

  private static final RandomRun.Pace PACE = new RandomRun.Pace(1200, 200, 400, 15_000, 40);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> RULES = PlainBaselines.rules();

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static Event event(int number, long time, Random random) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = random.nextInt(6) == 0 ? "b" : "a";
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = "u" + random.nextInt(2);
    values[Field.EVENT_ID.ordinal()] = "e" + number;
    if (random.nextInt(5) > 0) {
      values[Field.VERSION.ordinal()] = "v" + random.nextInt(3);
      values[Field.TOKENS.ordinal()] = random.nextLong(4);
    }
    return new Event(time, values, Map.of());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("ai.colonycraft.realtime.jobs.correlation.RandomRun#seeds")
  void findsWhatPlainLoopsFind(long seed) throws Exception {
    RandomRun run =
        RandomRun.play(
            seed,
            BROKER,
            RULES,
            List.copyOf(RULES.keySet()),
            PACE,
            BaselineDifferentialTest::event);
    Map<String, String> found = new TreeMap<>();
    for (Outbound record : run.published()) {
      JsonNode json = JSON.readTree(record.value());
      found.put(json.get("id").asText(), json.get("message").asText());
    }
    Map<String, String> expected = new TreeMap<>();
    run.changes()
        .forEach((rule, at) -> expected.putAll(PlainBaselines.of(rule, run.arrived(), at)));
    assertThat(Maps.difference(expected, found).toString()).isEqualTo("equal");
    assertThat(found.keySet())
        .extracting(id -> id.substring(0, id.indexOf('/')))
        .containsAll(RULES.keySet());
  }
}
