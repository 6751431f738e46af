package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A counting step that fails rests for its key alone, and has counted nothing after it. */
class FailingCountTest {

  private static final long T0 = 1_750_000_000_000L;

  /** Fails at a message that nests deeply. */
  private static final String COUNTING =
      """
      id: counting
      key: userId
      within: 1 min
      severity: info
      cooldown: 1 ms
      steps:
        - {name: it, type: error, count: {at least: 2, where: "'a'.matches(this.message)"}}
      notification: {title: found, message: "${it.measured}"}
      """;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private int events;

  private List<String> after(EngineHarness engine, String user, long second, String message)
      throws Exception {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "error";
    values[Field.TIMESTAMP.ordinal()] = T0 + second * 1000;
    values[Field.USER_ID.ordinal()] = user;
    values[Field.EVENT_ID.ordinal()] = "e" + events++;
    values[Field.MESSAGE.ordinal()] = message;
    engine.event(new Event(T0 + second * 1000, values, Map.of()));
    engine.time(T0 + second * 1000);
    return engine.published();
  }

  @Test
  void restsForTheKeyAndForgetsWhatItCounted() throws Exception {
    try (EngineHarness engine = new EngineHarness(BROKER.topic(Map.of("counting", COUNTING)))) {
      assertThat(after(engine, "ada", 0, "a")).isEmpty();
      assertThat(after(engine, "bob", 1, "a")).isEmpty();
      assertThat(after(engine, "ada", 2, FailingRules.DEEP)).isEmpty();
      assertThat(engine.count(CorrelationMetrics.FAILURES, "counting")).isEqualTo(1);

      assertThat(after(engine, "bob", 3, "a")).containsExactly("counting/bob/e3");
      assertThat(after(engine, "ada", 4, "a")).isEmpty();
      assertThat(after(engine, "ada", 63, "a")).isEmpty();
      assertThat(after(engine, "ada", 64, "a")).containsExactly("counting/ada/e6");
      engine.time(T0 + 3_600_000);
      assertThat(engine.kept()).isEqualTo(new EngineHarness.Kept(0, 0, 0, 0, 0, 0));
    }
  }
}
