package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Checkpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A failure inside a rule is a matter of that rule and key, and in the end of that rule alone. */
class FailingRuleTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final long SECOND = 1_000;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private RuleTopic topic;
  private int events;

  @BeforeEach
  void rules() throws Exception {
    topic = BROKER.topic(Map.of("failing", FailingRules.FAILING, "sound", FailingRules.SOUND));
  }

  private Event event(String type, String user, long second, String message) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = T0 + second * SECOND;
    values[Field.USER_ID.ordinal()] = user;
    values[Field.EVENT_ID.ordinal()] = "e" + events++;
    values[Field.MESSAGE.ordinal()] = message;
    return new Event(T0 + second * SECOND, values, Map.of());
  }

  private List<String> pair(EngineHarness engine, String user, long second, String message)
      throws Exception {
    engine.event(event("error", user, second, message));
    engine.event(event("page_view", user, second + 1, null));
    engine.time(T0 + (second + 1) * SECOND);
    return engine.published().stream().map(id -> id.substring(0, id.lastIndexOf('/'))).toList();
  }

  @Test
  void restsForTheKeyAndDropsItsPartialMatches() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("error", "ada", 0, "a"));
      engine.event(event("error", "ada", 1, FailingRules.DEEP));
      engine.time(T0 + SECOND);
      assertThat(engine.count(CorrelationMetrics.FAILURES, "failing")).isEqualTo(1);

      assertThat(pair(engine, "ada", 2, "a")).containsExactly("sound/ada");
      assertThat(pair(engine, "bob", 4, "a")).containsExactly("failing/bob", "sound/bob");
      assertThat(pair(engine, "ada", 62, "a")).containsExactly("failing/ada", "sound/ada");
      engine.time(T0 + 3_600 * SECOND);
      assertThat(engine.kept()).isEqualTo(new EngineHarness.Kept(0, 0, 0, 0, 0, 0));
    }
  }

  @Test
  void isSuspendedForAllKeysAfterThreeFailuresAndSaysSo() throws Exception {
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      assertThat(pair(engine, "ada", 0, FailingRules.DEEP)).containsExactly("sound/ada");
      assertThat(pair(engine, "bob", 2, FailingRules.DEEP)).containsExactly("sound/bob");
      assertThat(pair(engine, "eve", 4, FailingRules.DEEP))
          .containsExactlyInAnyOrder("sound/eve", "cep-suspended/failing");
      assertThat(engine.count(CorrelationMetrics.FAILURES, "failing")).isEqualTo(3);
      assertThat(engine.suspended()).containsExactly("failing");

      assertThat(pair(engine, "kim", 6, "a")).containsExactly("sound/kim");
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      assertThat(pair(engine, "ada", 100, "a")).containsExactly("sound/ada");
      assertThat(engine.suspended()).containsExactly("failing");

      engine.rule(new RuleUpdate("failing", FailingRules.FAILING, 100));
      assertThat(pair(engine, "ada", 102, "a")).containsExactly("sound/ada");

      String mended = FailingRules.FAILING.replace("'a'.matches(this.message)", "true");
      engine.rule(new RuleUpdate("failing", mended, 101));
      assertThat(pair(engine, "ada", 104, "a"))
          .containsExactlyInAnyOrder("failing/ada", "sound/ada");
      assertThat(engine.suspended()).isEmpty();
    }
  }

  @Test
  void countsErrorsOfConditionsByRule() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("error", "ada", 0, "["));
      engine.time(T0);
      assertThat(engine.count(CorrelationMetrics.CONDITION_ERRORS, "failing")).isPositive();
      assertThat(engine.count(CorrelationMetrics.CONDITION_ERRORS, "sound")).isZero();
      assertThat(engine.count(CorrelationMetrics.FAILURES, "failing")).isZero();
    }
  }

  @Test
  void namesTheEventAndTheReason() {
    Event event = event("error", "ada", 0, "a");
    RuleFailure failure =
        RuleFailure.of(
            "failing", 1, "ada", event, new IllegalStateException("outer", new Error("inner")));

    assertThat(new String(failure.notification("notifications", T0).value()))
        .contains(
            "It failed 3 times, last for key \\\"ada\\\" at event e0: java.lang.Error: inner.",
            "\"event\":\"e0\"",
            "\"key\":\"ada\"");
  }
}
