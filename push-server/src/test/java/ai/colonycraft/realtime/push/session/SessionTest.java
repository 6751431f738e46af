package ai.colonycraft.realtime.push.session;

import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.Updates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

  private static final SessionLimits LIMITS = new SessionLimits(5, 3, 4, 1_000, 3);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(77), ZoneOffset.UTC);

  private final PushMetrics metrics = new PushMetrics();
  private final Hub hub = new Hub(Updates.limits(1_000), metrics, CLOCK);
  private final Updates.Numbering numbering = new Updates.Numbering();
  private final FakeOutlet outlet = new FakeOutlet();
  private final Session session =
      new Session(hub, Visibility.EVERYTHING, outlet, LIMITS, metrics, CLOCK);

  @BeforeEach
  void load() {
    hub.accept(Updates.began("e"));
    hub.accept(Updates.loaded());
  }

  @Test
  void getsEveryTotalUntilItSubscribes() {
    publish(total("a", 1), labelled("a", "x", "y", 2));
    session.open();

    publish(total("b", 3), labelled("b", "x", "y", 4));

    assertThat(outlet.values()).containsExactly("a=1", "b=3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"subscriptions\":[{\"metric\":\"a\"}]",
        "\"metric\":\"a\",\"since\":null",
      })
  void getsOnlyWhatItChoseFromThenOn(String choice) {
    session.open();
    session.receive("{\"action\":\"subscribe\"," + choice + "}");

    publish(total("a", 1), total("b", 2));

    assertThat(outlet.values()).contains("a=1").doesNotContain("b=2");
  }

  @Test
  void aSubscribeByNameAloneTakesNothingAway() {
    session.open();
    subscribe("a");

    publish(total("a", 1), total("b", 2));

    assertThat(outlet.values()).containsExactly("a=1", "b=2");
  }

  @Test
  void anUnsubscribeFromOneTotalLeavesTheOthers() {
    session.open();
    unsubscribe("a");

    publish(total("a", 1), total("b", 2));

    assertThat(outlet.values()).containsExactly("b=2");
  }

  @Test
  void aTotalComesBackWhenItIsSubscribedToAgain() {
    session.open();
    unsubscribe("a");
    publish(total("a", 1));

    subscribe("a");
    publish(total("a", 2));

    assertThat(outlet.values()).containsExactly("a=1", "a=2");
  }

  @Test
  void excludesNoMoreTotalsThanItsLimitOfSubscriptions() {
    session.open();
    Stream.of("a", "b", "c", "d").forEach(this::unsubscribe);

    publish(total("a", 1), total("b", 1), total("c", 1), total("d", 1));

    assertThat(outlet.values()).containsExactly("d=1");
  }

  @Test
  void getsTheLastKnownValueAtOnce() {
    publish(labelled("a", "x", "p", 1), labelled("a", "x", "q", 2), labelled("a", "z", "p", 3));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"metric\":\"a\",\"labels\":{\"x\":\"*\"}}");

    assertThat(outlet.values()).containsExactlyInAnyOrder("a=1", "a=2");
  }

  @Test
  void getsAValueOnceThoughTwoSubscriptionsMeanIt() {
    session.open();
    subscribe("a");
    subscribe("a*");

    publish(total("a", 1));

    assertThat(outlet.values()).containsExactly("a=1");
    assertThat(metrics.conflated.sum()).isZero();
  }

  @Test
  void getsNothingMoreAfterUnsubscribe() {
    session.open();
    subscribe("a");
    session.receive("{\"action\":\"unsubscribe\",\"metric\":\"a\"}");

    publish(total("a", 1));

    assertThat(outlet.values()).isEmpty();
  }

  @Test
  void anUnsubscribeOfWhatItNeverHadChangesNothing() {
    session.open();
    session.receive("{\"action\":\"unsubscribe\",\"metric\":\"*\"}");

    publish(total("a", 1));

    assertThat(outlet.values()).containsExactly("a=1");
  }

  @Test
  void answersAPingWithItsClock() {
    session.receive("{\"action\":\"ping\"}");

    assertThat(outlet.sent).containsExactly("{\"pong\":77}");
  }

  @Test
  void aReaderThatStallsGetsTheNewestOfEachSeriesLater() {
    session.open();
    outlet.stall();
    publish(total("a", 1), total("b", 1));
    publish(total("a", 2));
    publish(total("a", 3), total("b", 2));
    assertThat(outlet.values()).containsExactly("a=1", "b=1");

    outlet.resume();

    assertThat(outlet.values()).containsExactly("a=1", "b=1", "a=3", "b=2");
    assertThat(metrics.conflated.sum()).isEqualTo(1);
    assertThat(metrics.delivered.sum()).isEqualTo(4);
  }

  @Test
  void holdsNoMoreThanItsBoundAndStillEndsWithTheNewestOfAll() {
    session.open();
    outlet.stall();
    publish(total("first", 0));
    for (int round = 1; round <= 3; round++) {
      int value = round;
      IntStream.range(0, 20).forEach(i -> publish(total("m" + i, value)));
    }

    outlet.resume();

    assertThat(metrics.resynchronized.sum()).isEqualTo(1);
    assertThat(outlet.values())
        .contains(IntStream.range(0, 20).mapToObj(i -> "m" + i + "=3").toArray(String[]::new))
        .doesNotContain("m0=1", "m0=2")
        .hasSize(22);
  }

  @Test
  void aReaderThatStallsAtTheEndOfASeriesStillGetsItsLastValue() {
    session.open();
    publish(total("other", 1));
    outlet.stall();
    publish(total("other", 2));

    publish(total("a", 5));
    publish(total("a", 0));
    publish(new Removal("a"));
    outlet.resume();

    assertThat(outlet.values()).endsWith("a=0");
  }

  @Test
  void getsRecentLinesAtOnceAndThenEachNewOne() {
    publish(line("ada"), line("bob"));
    session.open();

    subscribe("activity_feed");
    publish(line("cyd"));

    assertThat(outlet.sent)
        .extracting(m -> m.replaceAll(".*\"who\":\"(...)\".*", "$1"))
        .containsExactly("ada", "bob", "cyd");
    assertThat(outlet.sent.get(0))
        .isEqualTo(
            "{\"metric\":\"activity_feed\",\"value\":{\"timestamp\":1000,\"who\":\"ada\"},"
                + "\"timestamp\":1000,\"seq\":0}");
  }

  @Test
  void getsNoLinesThatItDidNotAskFor() {
    session.open();
    subscribe("*");

    publish(line("ada"));

    assertThat(outlet.sent).isEmpty();
  }

  @Test
  void aReaderThatStallsLosesTheOldestLinesAndTheyAreCounted() {
    session.open();
    subscribe("activity_feed");
    outlet.stall();
    publish(line("first"));
    IntStream.range(0, 300).forEach(i -> publish(line("u" + i)));

    outlet.resume();

    assertThat(metrics.activityDropped.sum()).isEqualTo(44);
    assertThat(outlet.sent).hasSize(257);
    assertThat(outlet.sent.get(1)).contains("\"u44\"");
    assertThat(outlet.sent.get(256)).contains("\"u299\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not_json       | hello
          not_json       | {"action":"ping"} {}
          not_json       | {"action":"ping","action":"ping"}
          not_an_object  | []
          missing_field  | {}
          missing_field  | {"action":"subscribe"}
          missing_field  | {"action":"subscribe","metric":""}
          unknown_action | {"action":"dance"}
          wrong_type     | {"action":1}
          wrong_type     | {"action":"subscribe","metric":["a"]}
          wrong_type     | {"action":"subscribe","metric":"a","labels":"b"}
          wrong_type     | {"action":"subscribe","metric":"a","labels":{"b":null}}
          wrong_type     | {"action":"subscribe","metric":"a","since":"5"}
          wrong_type     | {"action":"subscribe","metric":"a","since":-2}
          wrong_type     | {"action":"subscribe","metric":"a","since":5,"epoch":7}
          wrong_type     | {"action":"subscribe","subscriptions":{"metric":"a"}}
          wrong_type     | {"action":"subscribe","subscriptions":["a"]}
          missing_field  | {"action":"subscribe","subscriptions":[]}
          missing_field  | {"action":"subscribe","subscriptions":[{"labels":{}}]}
          missing_field  | {"action":"pace"}
          wrong_type     | {"action":"pace","maxUpdatesPerSecond":0}
          wrong_type     | {"action":"pace","maxUpdatesPerSecond":0.0009}
          wrong_type     | {"action":"pace","maxUpdatesPerSecond":1001}
          wrong_type     | {"action":"pace","maxUpdatesPerSecond":"1"}
          """)
  void answersWhatItCannotReadWithACodeAndLivesOn(String code, String message) {
    session.open();
    session.receive(message);
    session.receive("{\"action\":\"ping\"}");

    assertThat(outlet.sent).hasSize(2);
    assertThat(outlet.sent.get(0))
        .startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"");
    assertThat(outlet.closed).isNull();
    assertThat(metrics.protocolErrors.sum()).isEqualTo(1);
  }

  @Test
  void takesANameAtItsLimitAndNotOneLetterMore() {
    subscribe("x".repeat(200));
    assertThat(outlet.sent).isEmpty();

    subscribe("x".repeat(201));

    assertThat(outlet.sent).hasSize(1).first().asString().contains("too_long", "metric");
  }

  @Test
  void takesAsManyLabelsAsASeriesMayHaveAndNotOneMore() {
    session.receive(withLabels(16));
    assertThat(outlet.sent).isEmpty();

    session.receive(withLabels(17));

    assertThat(outlet.sent).hasSize(1).first().asString().contains("too_long", "labels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "1000", "null"})
  void takesTheSlowestAndTheFastestPaceAndNone(String pace) {
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":" + pace + "}");

    assertThat(outlet.sent).isEmpty();
  }

  private static String withLabels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"l" + i + "\":\"*\"")
        .collect(
            Collectors.joining(
                ",", "{\"action\":\"subscribe\",\"metric\":\"a\",\"labels\":{", "}}"));
  }

  @Test
  void readsFieldsOfNewerClientsAndIgnoresThem() {
    session.receive("{\"later\":{\"a\":[1]},\"action\":\"ping\"}");

    assertThat(outlet.sent).containsExactly("{\"pong\":77}");
  }

  @Test
  void livesOnWithOneErrorLessThanTheLimit() {
    IntStream.range(0, 3).forEach(i -> session.receive("x"));

    assertThat(outlet.closed).isNull();
  }

  @Test
  void isClosedAtTheLimitOfErrors() {
    IntStream.range(0, 4).forEach(i -> session.receive("x"));

    assertThat(outlet.closed).isEqualTo(CloseCode.TOO_MANY_ERRORS);
    assertThat(outlet.sent).hasSize(4);
  }

  @Test
  void refusesOneSubscriptionTooManyAndKeepsTheOthers() {
    session.open(List.of(), null, null);
    Stream.of("a", "b", "c", "a").forEach(this::subscribe);
    assertThat(outlet.sent).isEmpty();

    subscribe("d");
    publish(total("a", 1), total("d", 1));

    assertThat(outlet.sent.get(0)).contains("\"too_many_subscriptions\"");
    assertThat(outlet.values()).endsWith("a=1").hasSize(2);
  }

  @Test
  void closesAClientThatAsksOnAndDoesNotReadTheAnswers() {
    outlet.stall();
    session.receive("{\"action\":\"ping\"}");
    IntStream.range(0, Outbox.REPLIES).forEach(i -> session.receive("{\"action\":\"ping\"}"));
    assertThat(outlet.closed).isNull();

    session.receive("{\"action\":\"ping\"}");

    assertThat(outlet.closed).isEqualTo(CloseCode.REPLIES_UNREAD);
  }

  @Test
  void leavesNothingBehindWhenItIsClosed() {
    session.open();
    subscribe("a");
    subscribe("activity_feed");

    session.closed();
    session.receive("{\"action\":\"subscribe\",\"metric\":\"b\"}");
    publish(total("a", 1), total("b", 1), line("ada"));

    assertThat(hub.selectors()).isZero();
    assertThat(outlet.sent).isEmpty();
  }

  @Test
  void writesAManifoldOfItsBatchWithoutDeepCalls() {
    IntStream.range(0, 1_000).forEach(i -> publish(total("m" + i, i)));

    session.open();

    assertThat(outlet.sent).hasSize(1_000);
    assertThat(outlet.depth).isEqualTo(1);
  }

  private void subscribe(String metric) {
    session.receive("{\"action\":\"subscribe\",\"metric\":\"" + metric + "\"}");
  }

  private void unsubscribe(String metric) {
    session.receive("{\"action\":\"unsubscribe\",\"metric\":\"" + metric + "\"}");
  }

  private void publish(LiveRecord... records) {
    hub.accept(numbering.of(records));
  }
}
