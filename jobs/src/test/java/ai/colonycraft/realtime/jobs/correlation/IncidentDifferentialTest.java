package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.correlation.PlainIncidents.Outcome;
import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Over random events, the engine finds the incidents that plain loops find, with the same
 * identities, counts and ends: however far the watermark advances at a time, over restarts with
 * another parallelism, and over changes of the rules.
 */
class IncidentDifferentialTest {

  private static final RandomRun.Pace PACE = new RandomRun.Pace(300, 400, 600, 20_000, 10);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Contract CONTRACT = new Contract("notifications");
  private static final Map<String, String> RULES =
      Map.of(
          "one", PlainIncidents.ONE,
          "pair", PlainIncidents.PAIR,
          "silence", PlainIncidents.SILENCE);

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

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
  @MethodSource("ai.colonycraft.realtime.jobs.correlation.RandomRun#seeds")
  void findsTheIncidentsOfPlainLoops(long seed) throws Exception {
    RandomRun run =
        RandomRun.play(
            seed,
            BROKER,
            RULES,
            List.of("one", "pair", "silence"),
            PACE,
            IncidentDifferentialTest::event);
    Map<String, Outcome> found = outcomes(run.published());
    Map<String, Outcome> expected = new TreeMap<>();
    run.changes()
        .forEach((rule, at) -> expected.putAll(PlainIncidents.of(rule, run.arrived(), at)));
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
