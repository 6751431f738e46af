package ai.colonycraft.realtime.push.session;

import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.HubLimits;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.Updates;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that resumes from a position, and gets its new one. */
class ResumeTest {

  private static final String SYNCED =
      "{\"synced\":{\"stream\":\"metrics\",\"epoch\":\"e\"%s},\"seq\":%d}";

  private final PushMetrics metrics = new PushMetrics();
  private final Updates.Numbering numbering = new Updates.Numbering();
  private final Hub hub =
      new Hub(new HubLimits(1_000, 2, 10, 1 << 20, 1 << 20), metrics, Clock.systemUTC());
  private final FakeOutlet outlet = new FakeOutlet();
  private final Session session =
      new Session(
          hub,
          Visibility.EVERYTHING,
          outlet,
          new SessionLimits(5, 30, 4, 1_000, 3),
          metrics,
          Clock.systemUTC());

  @BeforeEach
  void load() {
    hub.accept(Updates.began("e"));
    hub.accept(Updates.loaded());
  }

  @Test
  void aBeginnerIsToldItsPlaceAfterTheLastValues() {
    publish(total("a", 1), total("b", 1), total("a", 2));

    subscribe("a", "null", null);
    publish(total("b", 2), total("a", 3));

    assertThat(outlet.sent)
        .containsExactly(
            "{\"subscribed\":{\"subscriptions\":[{\"metric\":\"a\"}],\"recovered\":false,"
                + "\"epoch\":\"e\"}}",
            "{\"metric\":\"a\",\"value\":2,\"timestamp\":1000,\"offset\":2}",
            SYNCED.formatted("", 2),
            "{\"metric\":\"a\",\"value\":3,\"timestamp\":1000,\"seq\":4}");
  }

  @Test
  void oneThatComesBackGetsJustWhatItMissed() {
    publish(total("a", 1), total("a", 2), labelled("a", "x", "y", 9), total("a", 3));

    subscribe("a", "0", "e");

    assertThat(outlet.values())
        .containsExactly(
            "{\"subscribed\":{\"subscriptions\":[{\"metric\":\"a\"}],\"recovered\":true,"
                + "\"epoch\":\"e\"}}",
            "a=2",
            "a=3",
            SYNCED.formatted("", 3));
  }

  @Test
  void severalSubscriptionsComeBackTogetherAndGetEachUpdateOnce() {
    publish(total("a", 1), total("ab", 2), total("c", 3));

    session.receive(
        "{\"action\":\"subscribe\",\"since\":-1,\"subscriptions\":"
            + "[{\"metric\":\"a*\"},{\"metric\":\"a\"},{\"metric\":\"c\"}]}");

    assertThat(outlet.values()).hasSize(5).contains("a=1", "ab=2", "c=3");
  }

  @Test
  void oneThatComesBackBeforeItsTotalsWereReadGetsNoneOfThem() {
    publish(total("a", 1), total("a", 2), total("a", 3), total("b", 4));
    outlet.workLater();
    session.open();

    subscribe("a", "0", "e");
    outlet.workNow();

    assertThat(outlet.values())
        .filteredOn(value -> value.matches("[ab]=.*"))
        .containsExactly("a=2", "a=3");
  }

  @Test
  void oneThatMissedNothingGetsNothing() {
    publish(total("a", 1));

    subscribe("a", "0", "e");

    assertThat(outlet.values()).hasSize(2).noneMatch(v -> v.startsWith("a="));
  }

  @Test
  void saysThatItIsTooFarBackAndGivesTheLastValues() {
    IntStream.range(0, 11).forEach(i -> publish(total("a", i)));

    subscribe("a", "-1", "e");

    assertThat(outlet.values())
        .containsExactly(
            "{\"subscribed\":{\"subscriptions\":[{\"metric\":\"a\"}],\"recovered\":false,"
                + "\"reason\":\"too_far_back\",\"epoch\":\"e\"}}",
            "a=10",
            SYNCED.formatted("", 10));
  }

  @Test
  void theFarthestThatIsStillKnownIsGivenWhole() {
    IntStream.range(0, 11).forEach(i -> publish(total("a", i)));

    subscribe("a", "0", "e");

    assertThat(outlet.values()).hasSize(12).contains("a=1", "a=10").doesNotContain("a=0");
  }

  @Test
  void aPlaceInAnotherMakingOfTheTopicIsNone() {
    publish(total("a", 1), total("a", 2));

    subscribe("a", "0", "other");

    assertThat(outlet.sent.get(0)).contains("\"recovered\":false,\"reason\":\"other_epoch\"");
    assertThat(outlet.values()).contains("a=2").doesNotContain("a=1");
  }

  @Test
  void aPlaceAheadOfThisServerIsKeptIfTheEpochSaysThatItIsTheSame() {
    publish(total("a", 1));

    subscribe("a", "5", "e");
    assertThat(outlet.sent.get(0)).contains("\"recovered\":true");

    subscribe("a", "5", null);
    assertThat(outlet.sent).anyMatch(m -> m.contains("\"reason\":\"other_epoch\""));
  }

  @Test
  void aGapInKafkaIsTooFarBack() {
    publish(total("a", 1));
    hub.accept(List.of(new StreamEvent.Gap(Stream.METRICS, 40)));
    hub.accept(List.of(total("a", 2).at(41)));

    subscribe("a", "0", "e");

    assertThat(outlet.sent.get(0)).contains("too_far_back");
  }

  @Test
  void isToldNothingUntilWhatKafkaHoldsIsLoaded() {
    hub.accept(List.of(new StreamEvent.Began(Stream.METRICS, "e", -1)));
    subscribe("a", "1", "e");
    publish(total("a", 1), total("a", 2), total("a", 3), total("a", 4));
    assertThat(outlet.sent).isEmpty();

    hub.accept(List.of(new StreamEvent.Loaded(Stream.METRICS)));

    assertThat(outlet.values()).contains("a=3", "a=4").doesNotContain("a=1", "a=2");
    assertThat(outlet.sent.get(0)).contains("\"recovered\":true");
  }

  @Test
  void aTopicThatIsMadeAnewIsToldWithItsEpochAndItsValues() {
    publish(total("a", 1), total("gone", 1));
    subscribe("a", "null", null);
    outlet.sent.clear();

    hub.accept(List.of(new StreamEvent.Began(Stream.METRICS, "e2", -1)));
    hub.accept(List.of(total("a", 7).at(0)));
    assertThat(outlet.sent).isEmpty();
    hub.accept(List.of(new StreamEvent.Loaded(Stream.METRICS)));

    assertThat(outlet.values())
        .containsExactly(
            "{\"subscribed\":{\"subscriptions\":[{\"metric\":\"a\"}],\"recovered\":false,"
                + "\"epoch\":\"e2\"}}",
            "a=7",
            "{\"synced\":{\"stream\":\"metrics\",\"epoch\":\"e2\"},\"seq\":0}");
    assertThat(hub.seriesKnown()).isEqualTo(1);
  }

  @Test
  void aConflatedClientIsToldHowMuchItSkippedAndGetsNoFalsePlace() {
    subscribe("*", "null", null);
    outlet.sent.clear();
    outlet.stall();
    publish(total("a", 1), total("b", 1));
    publish(total("a", 2), total("b", 2));
    publish(total("a", 3));
    outlet.resume();

    assertThat(outlet.sent)
        .containsExactly(
            "{\"metric\":\"a\",\"value\":1,\"timestamp\":1000,\"seq\":0}",
            "{\"metric\":\"b\",\"value\":1,\"timestamp\":1000,\"seq\":1}",
            "{\"metric\":\"a\",\"value\":3,\"timestamp\":1000,\"offset\":4}",
            "{\"metric\":\"b\",\"value\":2,\"timestamp\":1000,\"offset\":3}",
            SYNCED.formatted(",\"skipped\":1", 4));
  }

  @Test
  void aClientThatDidNotAskForItsPlaceIsNotToldOfSkippedValues() {
    session.open();
    outlet.stall();
    publish(total("a", 1));
    publish(total("a", 2));
    publish(total("a", 3));
    outlet.resume();

    assertThat(outlet.values()).containsExactly("a=1", "a=3");
  }

  @Test
  void aClientThatAsksForMoreThanCanWaitIsToldOfAllItsSubscriptionsTogether() {
    publish(total("m0", 0), total("m19", 19));
    outlet.stall();
    session.receive("{\"action\":\"ping\"}");
    IntStream.range(0, 20).forEach(i -> subscribe("m" + i, "null", null));
    outlet.resume();

    assertThat(outlet.sent.stream().filter(m -> m.contains("subscribed"))).hasSizeLessThan(10);
    assertThat(outlet.sent).anyMatch(m -> m.contains("subscribed") && m.contains("m19"));
    assertThat(outlet.values()).contains("m0=0", "m19=19", SYNCED.formatted("", 1));
  }

  @Test
  void asManyAsCanWaitAreToldEachForItself() {
    outlet.stall();
    session.receive("{\"action\":\"ping\"}");
    IntStream.range(0, Outbox.PASSES).forEach(i -> subscribe("m" + i, "null", null));
    outlet.resume();

    assertThat(outlet.sent.stream().filter(m -> m.contains("subscribed"))).hasSize(Outbox.PASSES);
  }

  @Test
  void aSlowClientThatComesBackAndIsOvertakenByTheHistoryIsToldSo() {
    IntStream.range(0, 10).forEach(i -> publish(total("m" + i, i)));
    outlet.stall();
    session.receive("{\"action\":\"ping\"}");
    subscribe("m*", "0", "e");
    IntStream.range(0, 30).forEach(i -> publish(total("m0", 100 + i)));
    outlet.resume();

    assertThat(outlet.values()).contains("m9=9", "m0=129");
    assertThat(outlet.sent.get(1)).contains("too_far_back");
  }

  @Test
  void linesHavePlacesOfTheirOwn() {
    publish(line("u0"), line("u1"), line("u2"), total("a", 1));

    subscribe("activity_feed", "0", "e");
    publish(line("u3"));

    assertThat(outlet.sent)
        .extracting(m -> m.replaceAll(".*\"who\":\"(..)\".*\"seq\":(\\d+).*", "$1@$2"))
        .containsExactly(
            "{\"subscribed\":{\"subscriptions\":[{\"metric\":\"activity_feed\"}],"
                + "\"recovered\":true,\"epoch\":\"e\"}}",
            "u1@1",
            "u2@2",
            "{\"synced\":{\"stream\":\"activity_feed\",\"epoch\":\"e\"},\"seq\":2}",
            "u3@3");
  }

  @Test
  void linesThatAreForgottenAreToldAsSkipped() {
    subscribe("activity_feed", "null", null);
    outlet.stall();
    publish(line("first"));
    IntStream.range(0, Hub.LINES + 3).forEach(i -> publish(line("u" + i)));
    outlet.resume();

    assertThat(outlet.sent.get(outlet.sent.size() - 1))
        .contains("\"stream\":\"activity_feed\"", "\"skipped\":3", "\"seq\":" + (Hub.LINES + 3));
  }

  @Test
  void theActivityFeedCanNotShareAPlaceWithMetrics() {
    session.receive(
        "{\"action\":\"subscribe\",\"since\":1,\"subscriptions\":"
            + "[{\"metric\":\"a\"},{\"metric\":\"activity_feed\"}]}");

    assertThat(outlet.sent).hasSize(1).first().asString().contains("mixed_streams");
  }

  @Test
  void aPacedClientGetsTheNewestOfEachSeriesWhenItsTimeComes() {
    session.open();
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":0.001}");
    publish(total("a", 1));
    publish(total("a", 2), total("b", 1));
    publish(total("a", 3));
    assertThat(outlet.values()).containsExactly("a=1");
    assertThat(outlet.delayed).hasSize(1);
    assertThat(outlet.delays.get(0)).isBetween(seconds(900), seconds(1_000));

    session.receive("{\"action\":\"ping\"}");
    assertThat(outlet.sent).hasSize(2);
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":null}");
    outlet.delayed.get(0).run();

    assertThat(outlet.values()).endsWith("a=3", "b=1");
  }

  @Test
  void anAnswerDoesNotUseUpThePaceOfNews() {
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":0.001}");
    subscribe("a", "null", null);
    session.receive("{\"action\":\"ping\"}");

    publish(total("a", 1));

    assertThat(outlet.values()).endsWith("a=1");
  }

  @Test
  void aPacedClientStillGetsLastValuesAtOnce() {
    publish(total("a", 1));
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":0.001}");
    subscribe("a", "null", null);

    assertThat(outlet.values()).contains("a=1");
  }

  private static java.time.Duration seconds(long seconds) {
    return java.time.Duration.ofSeconds(seconds);
  }

  private void subscribe(String metric, String since, String epoch) {
    String itsEpoch = epoch == null ? "" : ",\"epoch\":\"" + epoch + "\"";
    session.receive(
        "{\"action\":\"subscribe\",\"metric\":\"%s\",\"since\":%s%s}"
            .formatted(metric, since, itsEpoch));
  }

  private void publish(LiveRecord... records) {
    hub.accept(numbering.of(records));
  }
}
