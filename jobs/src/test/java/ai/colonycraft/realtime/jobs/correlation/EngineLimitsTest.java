package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Kept;
import ai.colonycraft.realtime.rules.Key;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cool-downs, the bound on partial matches, and events that come too late. */
class EngineLimitsTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final Kept NOTHING = new Kept(0, 0, 0, 0, 0, 0);

  private static final String COOL =
      """
      id: cool
      key: userId
      within: 1 min
      severity: info
      cooldown: 10 min
      steps:
        - {name: deleted, type: colony_deleted}
      notification: {title: t, message: m}
      """;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static RuleTopic topic(Map<String, String> rules) throws Exception {
    return BROKER.topic(rules);
  }

  private static Event event(String type, String user, long time) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = user;
    values[Field.EVENT_ID.ordinal()] = Long.toString(time - T0);
    return new Event(time, values, Map.of());
  }

  private static String pairs(String id, String first, String skip) {
    return """
    id: %s
    key: userId
    within: 12 h
    severity: info
    skip: %s
    steps:
      - {name: first, type: %s}
      - {name: second, type: page_view}
    notification: {title: t, message: m}
    """
        .formatted(id, skip, first);
  }

  @Test
  void tellsNothingMoreOfAKeyUntilItsCoolDownIsOver() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic(Map.of("cool", COOL)))) {
      engine.event(event("colony_deleted", "ada", T0));
      engine.event(event("colony_deleted", "ada", T0 + 5 * MINUTE));
      engine.event(event("colony_deleted", "bob", T0 + 5 * MINUTE));
      engine.event(event("colony_deleted", "ada", T0 + 10 * MINUTE - 1));
      engine.time(T0 + 10 * MINUTE - 1);
      assertThat(engine.published()).containsExactlyInAnyOrder("cool/ada/0", "cool/bob/300000");
      assertThat(engine.count(CorrelationMetrics.MATCHES, "cool", "info")).isEqualTo(4);

      engine.event(event("colony_deleted", "ada", T0 + 10 * MINUTE));
      engine.time(T0 + 10 * MINUTE);
      assertThat(engine.published()).containsExactly("cool/ada/600000");

      engine.time(T0 + HOUR);
      assertThat(engine.kept()).isEqualTo(NOTHING);
    }
  }

  @Test
  void keepsACoolDownOverARestore() throws Exception {
    RuleTopic topic = topic(Map.of("cool", COOL));
    EngineHarness.Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("colony_deleted", "ada", T0));
      engine.time(T0);
      assertThat(engine.published()).containsExactly("cool/ada/0");
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.event(event("colony_deleted", "ada", T0 + 5 * MINUTE));
      engine.event(event("colony_deleted", "bob", T0 + 5 * MINUTE));
      engine.time(T0 + 5 * MINUTE);
      assertThat(engine.published()).containsExactly("cool/bob/300000");

      engine.event(event("colony_deleted", "ada", T0 + 10 * MINUTE));
      engine.time(T0 + 10 * MINUTE);
      assertThat(engine.published()).containsExactly("cool/ada/600000");
    }
  }

  @Test
  void givesUpTheOldestPartialMatchesOfARuleThatHasTooMany() throws Exception {
    RuleTopic topic =
        topic(
            Map.of(
                "hoards", pairs("hoards", "colony_created", "none"),
                "other", pairs("other", "session_started", "none")));
    try (EngineHarness engine = new EngineHarness(topic, "--limit.partial-matches", "3")) {
      for (int i = 0; i < 5; i++) {
        engine.event(event("colony_created", "ada", T0 + i));
      }
      engine.event(event("session_started", "ada", T0));
      engine.event(event("colony_created", "bob", T0));
      engine.time(T0 + MINUTE);

      assertThat(engine.count(CorrelationMetrics.DROPPED, "hoards")).isEqualTo(2);
      assertThat(engine.count(CorrelationMetrics.DROPPED, "other")).isZero();
      assertThat(engine.published()).containsExactly("cep-limit/hoards/" + T0 / HOUR);
      assertThat(engine.kept().partial()).isEqualTo(3 + 1 + 1);

      engine.event(event("page_view", "ada", T0 + 2 * MINUTE));
      engine.event(event("page_view", "bob", T0 + 2 * MINUTE));
      engine.time(T0 + 2 * MINUTE);
      assertThat(engine.published())
          .containsExactlyInAnyOrder(
              "hoards/ada/2", "hoards/ada/3", "hoards/ada/4", "hoards/bob/0", "other/ada/0");

      engine.time(T0 + 24 * HOUR);
      assertThat(engine.kept()).isEqualTo(NOTHING);
    }
  }

  @Test
  void saysOnceAnHourThatARuleHasTooMany() throws Exception {
    RuleTopic topic = topic(Map.of("hoards", pairs("hoards", "colony_created", "none")));
    try (EngineHarness engine = new EngineHarness(topic, "--limit.partial-matches", "1")) {
      for (int i = 0; i < 4; i++) {
        engine.event(event("colony_created", "ada", T0 + i));
        engine.event(event("colony_created", "bob", T0 + i));
      }
      engine.time(T0 + MINUTE);
      assertThat(engine.published()).containsExactly("cep-limit/hoards/" + T0 / HOUR);

      engine.event(event("colony_created", "ada", T0 + HOUR));
      engine.time(T0 + HOUR);
      assertThat(engine.published()).containsExactly("cep-limit/hoards/" + (T0 / HOUR + 1));
      assertThat(engine.count(CorrelationMetrics.DROPPED, "hoards")).isEqualTo(3 + 3 + 1);
    }
  }

  @Test
  void countsEventsThatComeBehindTheirTimeAndLeavesThemOut() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic(Map.of("cool", COOL)))) {
      engine.time(T0);
      engine.event(event("colony_deleted", "ada", T0));
      engine.event(event("page_view", "ada", T0 - 1));
      Event idle = event("colony_deleted", "bob", T0);
      engine.pastTheRouter(new Routed(Key.USER_ID, "bob", EngineHarness.TOPIC, idle));
      engine.event(event("colony_deleted", "eve", T0 + 1));
      engine.time(T0 + MINUTE);

      assertThat(engine.published()).containsExactly("cool/eve/1");
      assertThat(List.of(late(engine, "behind_watermark"), late(engine, "behind_others")))
          .containsExactly(2L, 1L);
      assertThat(engine.count(CorrelationMetrics.EVENTS, EngineHarness.TOPIC)).isEqualTo(3);
    }
  }

  private static long late(EngineHarness engine, String reason) {
    return engine.count(CorrelationMetrics.LATE, EngineHarness.TOPIC, reason);
  }
}
