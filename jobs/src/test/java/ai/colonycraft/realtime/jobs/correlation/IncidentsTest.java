package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Checkpoint;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Kept;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An incident begins with a match, continues with those of its identity, and ends. */
class IncidentsTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final Kept NOTHING = new Kept(0, 0, 0, 0, 0, 0);

  private static final String RULE =
      """
      id: bad
      key: userId
      within: 1 min
      severity: critical
      cooldown: 1 h
      identity: failed.version
      resolve:
        type: ok
      expires: 10 min
      skip: none
      steps:
        - {name: failed, type: fail}
      notification:
        title: ${key} fails
        message: The last is ${failed.eventId}
        context: {last: "${failed.eventId}"}
        actionUrl: /users/${key}
      """;

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private static RuleTopic topic() throws Exception {
    return BROKER.topic(Map.of("bad", RULE));
  }

  private static Event event(String type, String user, String version, long second) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = T0 + second * 1000;
    values[Field.USER_ID.ordinal()] = user;
    values[Field.VERSION.ordinal()] = version;
    values[Field.EVENT_ID.ordinal()] = type + second;
    return new Event(T0 + second * 1000, values, Map.of());
  }

  private static String record(
      String version, int begin, int last, String state, int count, String end) {
    Contract contract = new Contract("notifications");
    String json =
        ("{\"id\":\"bad/ada/fail%1$d\",\"type\":\"critical\",\"title\":\"ada fails\","
                + "\"message\":\"The last is fail%2$d\",\"timestamp\":%3$d,\"source\":\"bad\","
                + "\"context\":{\"last\":\"fail%2$d\",\"userId\":\"ada\",\"version\":\"%7$s\"},"
                + "\"actionUrl\":\"/users/ada\",\"state\":\"%5$s\",\"count\":%6$d,"
                + "\"lastSeenAt\":%4$d%8$s,\"identity\":\"bad/ada/version=%7$s\","
                + "\"sources\":[\"rule:bad\"],\"events\":[{\"step\":\"failed\",\"type\":\"fail\","
                + "\"timestamp\":%4$d,\"facts\":{\"version\":\"%7$s\"}}]}")
            .formatted(
                begin, last, T0 + begin * 1000, T0 + last * 1000, state, count, version, end);
    return contract.holds(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String open(String version, int begin, int last, int count) {
    return record(version, begin, last, "open", count, "");
  }

  private static String resolved(
      String version, int begin, int last, int count, String resolution, int at) {
    String end = ",\"resolvedAt\":%d,\"resolution\":\"%s\"".formatted(T0 + at * 1000L, resolution);
    return record(version, begin, last, "resolved", count, end);
  }

  private static void pass(EngineHarness engine, long second) throws Exception {
    engine.time(T0 + second * 1000);
  }

  @Test
  void aMatchAfterTheEndBeginsAnotherIncidentOfTheSameIdentity() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      engine.event(event("fail", "ada", "1", 2));
      engine.event(event("ok", "ada", "1", 3));
      pass(engine, 3);
      assertThat(engine.records()).endsWith(resolved("1", 1, 2, 2, "recovered", 3));

      engine.event(event("fail", "ada", "1", 4));
      pass(engine, 4);
      assertThat(engine.records()).containsExactly(open("1", 4, 4, 1));

      engine.event(event("ok", "ada", "1", 5));
      pass(engine, 5);
      assertThat(engine.records()).containsExactly(resolved("1", 4, 4, 1, "recovered", 5));
      assertThat(engine.open("bad", "critical")).isZero();
    }
  }

  @Test
  void addsToTheOpenOneAndEndsItWithTheEventOfItsIdentity() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 1);
      assertThat(engine.records()).containsExactly(open("1", 1, 1, 1));
      assertThat(engine.open("bad", "critical")).isEqualTo(1);

      engine.event(event("fail", "ada", "1", 5));
      engine.event(event("ok", "ada", "2", 6));
      pass(engine, 6);
      assertThat(engine.records()).containsExactly(open("1", 1, 5, 2));

      engine.event(event("ok", "ada", "1", 9));
      pass(engine, 9);
      assertThat(engine.records()).containsExactly(resolved("1", 1, 5, 2, "recovered", 9));
      assertThat(engine.open("bad", "critical")).isZero();
      assertThat(engine.count(CorrelationMetrics.INCIDENTS_ENDED, "critical", "recovered"))
          .isEqualTo(1);
      assertThat(engine.count(CorrelationMetrics.MATCHES, "bad", "critical")).isEqualTo(2);

      engine.event(event("fail", "ada", "1", 20));
      pass(engine, 20);
      assertThat(engine.records()).containsExactly(open("1", 20, 20, 1));
    }
  }

  @Test
  void holdsBackNoMatchOfAnotherIdentity() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      engine.event(event("fail", "ada", "2", 2));
      pass(engine, 2);
      assertThat(engine.records()).containsExactly(open("1", 1, 1, 1), open("2", 2, 2, 1));

      engine.event(event("ok", "ada", null, 3));
      pass(engine, 3);
      assertThat(engine.records())
          .as("an event without the field belongs to both")
          .containsExactly(
              resolved("1", 1, 1, 1, "recovered", 3), resolved("2", 2, 2, 1, "recovered", 3));
    }
  }

  @Test
  void expiresInSilenceAndLeavesNothing() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      engine.event(event("fail", "ada", "1", 31));
      pass(engine, 630);
      engine.records();
      assertThat(engine.kept().timers()).isPositive();

      pass(engine, 631);
      assertThat(engine.records()).containsExactly(resolved("1", 1, 31, 2, "expired", 631));
      assertThat(engine.kept()).isEqualTo(NOTHING);
    }
  }

  @Test
  void continuesAfterARestore() throws Exception {
    RuleTopic topic = topic();
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 1);
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      engine.event(event("fail", "ada", "1", 5));
      pass(engine, 5);
      assertThat(engine.records()).containsExactly(open("1", 1, 5, 2));
      assertThat(engine.open("bad", "critical")).isEqualTo(1);

      engine.event(event("ok", "ada", "1", 6));
      pass(engine, 6);
      assertThat(engine.records()).containsExactly(resolved("1", 1, 5, 2, "recovered", 6));
    }
  }

  /** A deletion, a rest, another text. */
  static Stream<String> changes() {
    return Stream.of(
        null,
        RULE.replace("key: userId", "enabled: false\nkey: userId"),
        RULE.replace("expires: 10 min", "expires: 11 min"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void endsAtOnceWithAChangeOfItsRule(String text) throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 3);
      engine.records();

      engine.rule(new RuleUpdate("bad", text, 100));
      pass(engine, 3);
      assertThat(engine.records()).containsExactly(resolved("1", 1, 1, 1, "rule_changed", 3));
      assertThat(engine.open("bad", "critical")).isZero();
      pass(engine, 1000);
      assertThat(engine.records()).isEmpty();
      assertThat(engine.kept()).isEqualTo(NOTHING);
    }
  }

  @Test
  void endsWithAChangeThatComesRightBeforeACheckpoint() throws Exception {
    RuleTopic topic = topic();
    Checkpoint state;
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 1);
      engine.rule(new RuleUpdate("bad", null, 100));
      state = engine.snapshot();
    }
    try (EngineHarness engine = new EngineHarness(state, topic)) {
      pass(engine, 2);
      assertThat(engine.kept().keys()).isZero();
    }
  }

  @Test
  void staysOpenWhenTheTextInForceIsPushedAgain() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 1);
      engine.records();

      engine.rule(new RuleUpdate("bad", RULE, 100));
      pass(engine, 2);
      assertThat(engine.records()).isEmpty();
      assertThat(engine.open("bad", "critical")).isEqualTo(1);
    }
  }

  @Test
  void replacesTheOneSeenLeastRecentlyWhenAKeyHasTooMany() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic(), "--limit.open-incidents", "2")) {
      engine.event(event("fail", "ada", "1", 1));
      engine.event(event("fail", "ada", "2", 2));
      engine.event(event("fail", "ada", "1", 3));
      pass(engine, 3);
      engine.records();

      engine.event(event("fail", "ada", "3", 4));
      pass(engine, 4);
      assertThat(engine.records())
          .containsExactly(resolved("2", 2, 2, 1, "replaced", 4), open("3", 4, 4, 1));
      assertThat(engine.count(CorrelationMetrics.INCIDENTS_ENDED, "critical", "replaced"))
          .isEqualTo(1);
      assertThat(engine.open("bad", "critical")).isEqualTo(2);
    }
  }

  @Test
  void emitsAStormOfMatchesAsOneRecordASecond() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      for (int i = 1; i <= 50; i++) {
        engine.event(event("fail", "ada", "1", i));
      }
      pass(engine, 50);
      assertThat(engine.records()).containsExactly(open("1", 1, 1, 1), open("1", 1, 50, 50));
    }
  }

  @Test
  void emitsTheLastOfAStormBeforeACheckpoint() throws Exception {
    try (EngineHarness engine = new EngineHarness(topic())) {
      engine.event(event("fail", "ada", "1", 1));
      pass(engine, 1);
      engine.records();
      engine.event(event("fail", "ada", "1", 2));
      engine.timeAlone(T0 + 2000);
      assertThat(engine.records()).isEmpty();

      engine.snapshot();
      assertThat(engine.records()).containsExactly(open("1", 1, 2, 2));
    }
  }

  @Test
  void endsWhileItsRuleRestsForTheKey() throws Exception {
    String failing =
        RULE.replace("type: fail}", "type: fail, where: \"'y'.matches(this.message)\"}");
    RuleTopic topic = BROKER.topic(Map.of("bad", failing));
    try (EngineHarness engine = new EngineHarness(topic)) {
      engine.event(message(event("fail", "ada", "1", 1), "y"));
      pass(engine, 1);
      assertThat(engine.records()).containsExactly(saying("y", open("1", 1, 1, 1)));

      engine.event(message(event("fail", "ada", "1", 2), FailingRules.DEEP));
      engine.event(event("ok", "ada", "1", 3));
      pass(engine, 3);
      assertThat(engine.count(CorrelationMetrics.FAILURES, "bad")).isEqualTo(1);
      assertThat(engine.records())
          .containsExactly(saying("y", resolved("1", 1, 1, 1, "recovered", 3)));
    }
  }

  /** A record whose event has a message. */
  private static String saying(String message, String record) {
    return record.replace("\"}}]}", "\",\"message\":\"" + message + "\"}}]}");
  }

  private static Event message(Event event, String message) {
    Object[] values = new Object[Field.values().length];
    for (Field field : Field.values()) {
      values[field.ordinal()] = event.value(field);
    }
    values[Field.MESSAGE.ordinal()] = message;
    return new Event(event.timestamp(), values, Map.of());
  }

  @Test
  void suspendedRuleEndsItsIncidents() throws Exception {
    String failing =
        RULE.replace("type: fail}", "type: fail, where: \"'y'.matches(this.message)\"}");
    try (EngineHarness engine = new EngineHarness(BROKER.topic(Map.of("bad", failing)))) {
      engine.event(message(event("fail", "ada", "1", 1), "y"));
      pass(engine, 1);
      assertThat(engine.records()).containsExactly(saying("y", open("1", 1, 1, 1)));

      for (String user : List.of("bob", "eve", "kim")) {
        engine.event(message(event("fail", user, "1", 2), FailingRules.DEEP));
      }
      pass(engine, 2);
      assertThat(engine.suspended()).containsExactly("bad");
      assertThat(engine.records()).contains(saying("y", resolved("1", 1, 1, 1, "rule_changed", 2)));
    }
  }
}
