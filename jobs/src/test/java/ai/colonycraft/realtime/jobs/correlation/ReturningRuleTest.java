package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Checkpoint;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that was out of force and returns word for word begins anew. */
class ReturningRuleTest {

  private static final long T0 = 1_750_000_000_000L;

  private static final String RULE =
      """
      id: pair
      key: userId
      within: 1 h
      severity: info
      skip: none
      steps:
        - {name: a, type: a}
        - {name: b, type: b}
      notification: {title: t, message: m}
      """;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static RuleTopic topic() throws Exception {
    return BROKER.topic(Map.of("pair", RULE));
  }

  private static Event event(String type, String user, long second) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = T0 + second * 1000;
    values[Field.USER_ID.ordinal()] = user;
    values[Field.EVENT_ID.ordinal()] = type + second;
    return new Event(T0 + second * 1000, values, Map.of());
  }

  /** A deletion, a rest, another text. */
  static Stream<String> meanwhile() {
    return Stream.of(
        null,
        RULE.replace("key: userId", "enabled: false\nkey: userId"),
        RULE.replace("type: b", "type: c"));
  }

  private static void begin(EngineHarness engine) throws Exception {
    engine.event(event("a", "ada", 0));
    engine.event(event("a", "bob", 1));
    engine.time(T0 + 1000);
    assertThat(engine.partial()).isEqualTo(2);
  }

  private static void goOn(EngineHarness engine) throws Exception {
    engine.event(event("b", "ada", 10));
    engine.event(event("a", "bob", 10));
    engine.event(event("b", "bob", 11));
    engine.time(T0 + 10_000);
    assertThat(engine.published()).isEmpty();
    assertThat(engine.partial()).isEqualTo(1);
    engine.time(T0 + 11_000);
    assertThat(engine.published()).containsExactly("pair/bob/a10");
    assertThat(engine.partial()).isZero();
    engine.time(T0 + 7_200_000);
    assertThat(engine.partial()).isZero();
    assertThat(engine.kept()).isEqualTo(new EngineHarness.Kept(0, 0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("meanwhile")
  void revivesNothing(String text) throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      begin(engine);
      engine.rule(new RuleUpdate("pair", text, 100));
      engine.rule(new RuleUpdate("pair", RULE, 101));
      engine.time(T0 + 2000);
      assertThat(engine.partial()).isZero();
      goOn(engine);
    }
  }

  @ParameterizedTest
  @MethodSource("meanwhile")
  void revivesNothingAfterARestore(String text) throws Exception {
    RuleTopic topic = topic();
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      begin(engine);
      engine.rule(new RuleUpdate("pair", text, 100));
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.rule(new RuleUpdate("pair", RULE, 101));
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.time(T0 + 2000);
      assertThat(engine.partial()).isZero();
      goOn(engine);
    }
  }

  @Test
  void keepsPartialMatchesWhenTheTextInForceIsPushedAgain() throws Exception {
    RuleTopic topic = topic();
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      begin(engine);
      engine.rule(new RuleUpdate("pair", RULE, 100));
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.rule(new RuleUpdate("pair", RULE, 101));
      engine.time(T0 + 2000);
      assertThat(engine.partial()).isEqualTo(2);
      engine.event(event("b", "ada", 10));
      engine.time(T0 + 10_000);
      assertThat(engine.published()).containsExactly("pair/ada/a0");
      assertThat(engine.partial()).isEqualTo(1);
    }
  }
}
