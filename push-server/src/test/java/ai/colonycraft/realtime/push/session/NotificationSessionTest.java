package ai.colonycraft.realtime.push.session;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Retraction;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.Updates;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationSessionTest {

  private static final SessionLimits LIMITS = new SessionLimits(5, 3, 4, 1_000, 3);

  private final PushMetrics metrics = new PushMetrics();
  private final Updates.Numbering numbering = new Updates.Numbering();
  private final Notifications notifications =
      new Notifications(4, 1 << 20, new PushMetrics(), Clock.systemUTC());
  private final FakeOutlet outlet = new FakeOutlet();
  private final NotificationSession session =
      new NotificationSession(
          notifications, Visibility.EVERYTHING, outlet, LIMITS, metrics, Clock.systemUTC());

  @BeforeEach
  void load() {
    notifications.accept(Updates.began("e"));
    notifications.accept(Updates.loaded());
  }

  @Test
  void aClientThatSaysNothingGetsEachNewNotificationAndNothingElse() {
    publish(notice("old", "before it came"));
    session.open();

    publish(notice("n1", "first"));
    publish(notice("n1", "resolved"), ack("n1", "ada"), notice("n1", "resolved"));
    publish(notice("n2", "second"));

    assertThat(outlet.sent)
        .containsExactly(
            "{\"id\":\"n1\",\"type\":\"info\",\"title\":\"Title\",\"message\":\"first\","
                + "\"timestamp\":1000,\"source\":\"test\",\"seq\":1}",
            "{\"id\":\"n2\",\"type\":\"info\",\"title\":\"Title\",\"message\":\"second\","
                + "\"timestamp\":1000,\"source\":\"test\",\"seq\":5}");
  }

  @Test
  void aClientThatSubscribesIsToldOfUpdatesAndAcknowledgementsToo() {
    session.open();
    session.receive("{\"action\":\"subscribe\"}");

    publish(notice("n1", "first"));
    publish(notice("n1", "resolved"), ack("n1", "ada"), notice("n1", "resolved"));

    assertThat(received())
        .containsExactly(
            "{\"subscribed\":{\"recovered\":false,\"epoch\":\"e\"}}",
            "{\"synced\":{\"stream\":\"notifications\",\"epoch\":\"e\"},\"seq\":-1}",
            "new n1 first @0",
            "update n1 resolved @1",
            "{\"ack\":{\"id\":\"n1\",\"by\":\"ada\",\"timestamp\":2000},\"seq\":2}");
  }

  @Test
  void oneThatComesBackGetsEachIdOnceAndWhatChanged() {
    publish(notice("n1", "first"), notice("n2", "x"));
    publish(notice("n3", "missed"), notice("n1", "resolved"), notice("n3", "changed"));
    publish(ack("n2", null));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"since\":1,\"epoch\":\"e\"}");

    assertThat(received())
        .containsExactly(
            "{\"subscribed\":{\"recovered\":true,\"epoch\":\"e\"}}",
            "update n1 resolved @3",
            "new n3 changed @4",
            "{\"ack\":{\"id\":\"n2\",\"timestamp\":2000},\"seq\":5}",
            "{\"synced\":{\"stream\":\"notifications\",\"epoch\":\"e\"},\"seq\":5}");
  }

  @Test
  void whatComesAfterTheComebackIsToldOnceAndInOrder() {
    publish(notice("n1", "first"));
    session.open();
    outlet.stall();
    session.receive("{\"action\":\"ping\"}");
    publish(notice("n2", "while plain"));
    session.receive("{\"action\":\"subscribe\",\"since\":0}");
    publish(notice("n3", "after"));
    outlet.resume();

    assertThat(received())
        .filteredOn(t -> t.startsWith("new"))
        .containsExactly("new n2 while plain @1", "new n3 after @2");
  }

  @Test
  void whatItWasToldBeforeItSubscribedIsNotToldAgain() {
    publish(notice("n0", "missed"));
    session.open();
    publish(notice("n1", "plain"), notice("n2", "plain"));
    publish(notice("n1", "resolved"), notice("n3", "plain"));

    session.receive("{\"action\":\"subscribe\",\"since\":-1,\"epoch\":\"e\"}");

    assertThat(received())
        .filteredOn(t -> !t.startsWith("{"))
        .containsExactly(
            "new n1 plain @1",
            "new n2 plain @2",
            "new n3 plain @4",
            "new n0 missed @0",
            "update n1 resolved @3");
  }

  @Test
  void saysWhenItIsTooFarBackAndGivesWhatIsKept() {
    IntStream.range(0, 5).forEach(i -> publish(notice("n" + i, "m")));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"since\":-1,\"epoch\":\"e\"}");

    assertThat(outlet.sent.get(0)).contains("\"recovered\":false", "\"reason\":\"too_far_back\"");
    assertThat(received())
        .filteredOn(t -> t.startsWith("new"))
        .containsExactly("new n1 m @1", "new n2 m @2", "new n3 m @3", "new n4 m @4");
  }

  @Test
  void theFarthestThatIsStillKeptIsGivenWhole() {
    IntStream.range(0, 5).forEach(i -> publish(notice("n" + i, "m")));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"since\":0,\"epoch\":\"e\"}");

    assertThat(outlet.sent.get(0)).contains("\"recovered\":true");
    assertThat(outlet.sent).hasSize(6);
  }

  @Test
  void aPlaceInAnotherMakingOfTheTopicGetsAllAsItIsNow() {
    publish(notice("n1", "first"), ack("n1", "ada"));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"since\":0,\"epoch\":\"other\"}");

    assertThat(outlet.sent.get(0)).contains("\"reason\":\"other_epoch\"");
    assertThat(outlet.sent.get(1)).startsWith("{\"current\":{\"id\":\"n1\"").doesNotContain("seq");
    assertThat(outlet.sent.get(2)).startsWith("{\"ack\":{").doesNotContain("seq");
  }

  @Test
  void nobodyIsToldWhatIsLoaded() {
    notifications.accept(List.of(new StreamEvent.Began(Stream.NOTIFICATIONS, "e", -1)));
    session.open();
    FakeOutlet other = new FakeOutlet();
    NotificationSession back =
        new NotificationSession(
            notifications, Visibility.EVERYTHING, other, LIMITS, metrics, Clock.systemUTC());
    back.open(new Since(0L, "e"));

    publish(notice("n1", "has it"), notice("n2", "missed"));
    assertThat(other.sent).isEmpty();
    notifications.accept(Updates.loaded());
    publish(notice("n3", "new"));

    assertThat(received()).containsExactly("new n3 new @2");
    assertThat(received(other))
        .filteredOn(t -> t.startsWith("new"))
        .containsExactly("new n2 missed @1", "new n3 new @2");
  }

  @Test
  void anAcknowledgementOutlivesTheCompactionOfWhatItAcknowledged() {
    publish(ack("n1", "ada"), notice("n1", "resolved"));
    session.open();

    session.receive("{\"action\":\"subscribe\",\"since\":-1,\"epoch\":\"e\"}");

    assertThat(outlet.sent).anyMatch(m -> m.startsWith("{\"ack\":{\"id\":\"n1\""));
    assertThat(notifications.find("n1").orElseThrow().acknowledgement().by()).isEqualTo("ada");
  }

  @Test
  void whatIsRetractedIsForgotten() {
    publish(notice("n1", "a"), ack("n1", "ada"), notice("n2", "b"));
    publish(new Retraction("ack:n1", 3), new Retraction("n2", 4));

    assertThat(notifications.find("n1").orElseThrow().acknowledgement()).isNull();
    assertThat(notifications.find("n2")).isEmpty();
  }

  @Test
  void keepsNoMoreBytesThanItsLimit() {
    String message = "x".repeat(1_000);
    Notifications small = new Notifications(100, 2_400, new PushMetrics(), Clock.systemUTC());
    small.accept(Updates.began("e"));
    small.accept(numbering.of(notice("n1", message), notice("n2", message)));
    assertThat(small.newest(9, -1)).hasSize(2);

    small.accept(numbering.of(notice("n3", message)));

    assertThat(small.newest(9, -1)).extracting(n -> n.id()).containsExactly("n3", "n2");
  }

  @Test
  void aReaderThatLetsOneTooManyWaitIsClosedAndNothingIsConflated() {
    session.open();
    outlet.stall();
    publish(notice("written", "m"));
    IntStream.range(0, 3).forEach(i -> publish(notice("n" + i, "m")));
    assertThat(outlet.closed).isNull();

    publish(notice("n3", "one too many"));

    assertThat(outlet.closed).isEqualTo(CloseCode.FELL_BEHIND);
    assertThat(metrics.fellBehind.sum()).isEqualTo(1);
  }

  @Test
  void aReaderAtItsBoundGetsAllOfThem() {
    session.open();
    outlet.stall();
    publish(notice("written", "m"));
    IntStream.range(0, 3).forEach(i -> publish(notice("n" + i, "m")));

    outlet.resume();

    assertThat(received())
        .containsExactly("new written m @0", "new n0 m @1", "new n1 m @2", "new n2 m @3");
  }

  /** The list of all silences is long, and any that is made or ended sends it anew. */
  @Test
  void ofTheSilencesAndOfAGroupTheNewestStateWaitsAlone() {
    SessionLimits five = new SessionLimits(5, 3, 4, 1_000, 5);
    NotificationSession following =
        new NotificationSession(
            notifications, Visibility.EVERYTHING, outlet, five, metrics, Clock.systemUTC());
    following.open(Since.NOTHING);
    outlet.stall();
    publish(Platform.notice("n1", "critical", "written", "billing"));
    for (int i = 0; i < 10; i++) {
      publish(silence("s" + i));
    }
    publish(Platform.notice("n2", "critical", "t", "billing"));
    publish(Platform.resolved(Platform.notice("n2", "critical", "t", "billing")));

    outlet.resume();

    assertThat(outlet.closed).isNull();
    assertThat(outlet.sent).filteredOn(m -> m.startsWith("{\"silences\"")).hasSize(1);
    assertThat(outlet.sent)
        .filteredOn(m -> m.startsWith("{\"group\""))
        .hasSize(1)
        .allMatch(m -> m.contains("\"open\":1"));
  }

  @Test
  void whatPeopleDidComesAfterTheEventsInPartsAndEachOnce() {
    int incidents = 3 * Session.BATCH;
    Notifications many =
        new Notifications(incidents, 1 << 25, new PushMetrics(), Clock.systemUTC());
    many.accept(Updates.began("e"));
    many.accept(Updates.loaded());
    Act act = new Act(Act.What.ASSIGN, "ada", "bob", "x".repeat(200), 5);
    for (int i = 0; i < incidents; i++) {
      many.accept(
          numbering.of(
              Platform.notice("n" + i, "critical", "t", "s" + i),
              IncidentActions.none("n" + i).with(act)));
    }
    NotificationSession back =
        new NotificationSession(
            many, Visibility.EVERYTHING, outlet, LIMITS, metrics, Clock.systemUTC());
    back.open(new Since(-1L, "e"));

    assertThat(outlet.sent).filteredOn(m -> m.startsWith("{\"actions\"")).hasSize(incidents);
    assertThat(outlet.sent).filteredOn(m -> m.startsWith("{\"id\"")).hasSize(incidents);
    assertThat(outlet.sent.get(outlet.sent.size() - 1)).startsWith("{\"synced\"");
    assertThat(outlet.longestBatch).isLessThanOrEqualTo(Session.BATCH);
  }

  @Test
  void answersPingsAndRefusesWhatItDoesNotKnow() {
    session.open();
    session.receive("{\"action\":\"ping\"}");
    session.receive("{\"action\":\"pace\",\"maxUpdatesPerSecond\":1}");

    assertThat(outlet.sent.get(0)).startsWith("{\"pong\":");
    assertThat(outlet.sent.get(1)).contains("unknown_action", "subscribe or ping");
  }

  @Test
  void leavesNothingBehindWhenItIsClosed() {
    session.open();
    session.closed();
    session.receive("{\"action\":\"subscribe\",\"since\":0}");

    assertThat(notifications.subscribers()).isZero();
  }

  private static Silence silence(String id) {
    return new Silence(id, Map.of("a", "b"), 0, Long.MAX_VALUE, "r", null, false, 1, -1);
  }

  private void publish(LiveRecord... records) {
    notifications.accept(numbering.of(records));
  }

  private List<String> received() {
    return received(outlet);
  }

  private static List<String> received(FakeOutlet from) {
    return from.sent.stream()
        .map(
            m ->
                m.replaceAll(
                        "^\\{\"update\":\\{\"id\":\"(.*?)\".*\"message\":\"(.*?)\".*\"seq\":(.*)}",
                        "update $1 $2 @$3")
                    .replaceAll(
                        "^\\{\"id\":\"(.*?)\".*\"message\":\"(.*?)\".*\"seq\":(.*)}",
                        "new $1 $2 @$3"))
        .toList();
  }
}
