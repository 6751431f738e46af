package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Checkpoint;
import ai.colonycraft.realtime.rules.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An event that was too late before a restore is too late after it. */
class RestoredTimeTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final long SECOND = 1_000;

  private static final String THREE =
      """
      id: three
      key: userId
      within: 10 min
      severity: info
      skip: none
      steps:
        - {name: a, type: a}
        - {name: b, type: b, contiguity: followedByAny}
        - {name: c, type: c, contiguity: followedByAny}
      notification: {title: t, message: m}
      """;

  private static final String TWO =
      """
      id: two
      key: userId
      within: 10 min
      severity: info
      steps:
        - {name: a, type: a}
        - {name: b, type: b}
      notification: {title: t, message: m}
      """;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static RuleTopic topic(String id, String rule) throws Exception {
    return BROKER.topic(Map.of(id, rule));
  }

  private static Event event(String type, long second, String eventId) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = T0 + second * SECOND;
    values[Field.USER_ID.ordinal()] = "ada";
    values[Field.EVENT_ID.ordinal()] = eventId;
    return new Event(T0 + second * SECOND, values, Map.of());
  }

  @Test
  void leavesOutWhatIsSentAgainAndWasTooLateBefore() throws Exception {
    RuleTopic topic = topic("three", THREE);
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("a", 50, "a1"));
      engine.event(event("a", 100, "a2"));
      engine.event(event("b", 110, "b1"));
      engine.time(T0 + 110 * SECOND);
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.event(event("a", 50, "again"));
      engine.event(event("b", 120, "b2"));
      engine.event(event("c", 130, "c1"));
      engine.time(T0 + 130 * SECOND);

      assertThat(engine.published().stream().map(id -> id.substring(0, id.lastIndexOf('/'))))
          .contains("three/ada/a1", "three/ada/a2")
          .doesNotContain("three/ada/again");
      assertThat(engine.count(CorrelationMetrics.LATE, EngineHarness.TOPIC, "behind_watermark"))
          .isEqualTo(1);
    }
  }

  @Test
  void takesNoEventBehindOneThatItPrecedes() throws Exception {
    RuleTopic topic = topic("two", TWO);
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("a", 100, "a"));
      engine.time(T0 + 100 * SECOND);
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.pastTheRouter(
          new Routed(Key.USER_ID, "ada", EngineHarness.TOPIC, event("b", 50, "early")));
      engine.time(T0 + 110 * SECOND);
      assertThat(engine.published()).isEmpty();
      assertThat(engine.count(CorrelationMetrics.LATE, EngineHarness.TOPIC, "behind_others"))
          .isEqualTo(1);

      engine.event(event("b", 120, "in time"));
      engine.time(T0 + 120 * SECOND);
      assertThat(engine.published()).containsExactly("two/ada/a");
    }
  }

  @Test
  void takesEventsOfOneTimeAsTheyCame() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic("two", TWO))) {
      engine.event(event("a", 1, "z"));
      engine.event(event("b", 1, "y"));
      engine.event(event("b", 2, "x"));
      engine.event(event("a", 2, "w"));
      engine.time(T0 + 10 * SECOND);
      assertThat(engine.published()).containsExactly("two/ada/z");
    }
  }

  @Test
  void keepsTheWatermarkOverTwoRestoresWithNoneBetween() throws Exception {
    RuleTopic topic = topic("two", TWO);
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("a", 100, "a"));
      engine.time(T0 + 100 * SECOND);
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.event(event("b", 50, "early"));
      engine.time(T0 + 110 * SECOND);
      assertThat(engine.published()).isEmpty();
    }
  }

  @Test
  void takesTheEventsThatComeAfterABoundedInputEnded() throws Exception {
    RuleTopic topic = topic("two", TWO);
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.time(T0 + 100 * SECOND);
      engine.time(Long.MAX_VALUE);
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.event(event("a", 101, "a"));
      engine.event(event("b", 102, "b"));
      engine.time(T0 + 110 * SECOND);
      assertThat(engine.published()).containsExactly("two/ada/a");
    }
  }

  @Test
  void takesTheEndOfABoundedInputForNoSilence() throws Exception {
    RuleTopic topic =
        topic(
            "quiet",
            """
            {id: quiet, key: userId, within: 10 s, severity: info,
             steps: [{name: a, type: a}, {name: b, type: a, contiguity: notFollowedBy}],
             notification: {title: t, message: m}}
            """);
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("a", 100, "early"));
      engine.event(event("a", 120, "late"));
      engine.time(T0 + 90 * SECOND);
      engine.time(Long.MAX_VALUE);
      assertThat(engine.published()).containsExactly("quiet/ada/early");
    }
  }
}
