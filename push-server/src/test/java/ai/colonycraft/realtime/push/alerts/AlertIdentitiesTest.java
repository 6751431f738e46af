package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.feed.Retraction;
import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Receipt;
import ai.colonycraft.realtime.push.support.MovableClock;
import ai.colonycraft.realtime.push.support.Updates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which notification an alert belongs to, from one message to the next. */
class AlertIdentitiesTest {

  private static final String NEVER = "0001-01-01T00:00:00Z";

  private final PushMetrics metrics = new PushMetrics();
  private final Notifications notifications =
      new Notifications(100, 1 << 20, metrics, Clock.systemUTC());
  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-05T09:20:00Z"));
  private final List<LiveRecord> kafka = new ArrayList<>();
  private AlertIdentities identities;

  @BeforeEach
  void start() {
    notifications.accept(Updates.began("e"));
    notifications.accept(Updates.loaded());
    restart();
  }

  /** A server that is started later knows what Kafka holds. */
  private void restart() {
    identities = new AlertIdentities();
    identities.accept(Updates.began("e"));
    if (!kafka.isEmpty()) {
      identities.accept(kafka);
    }
    identities.accept(Updates.loaded());
  }

  @Test
  void oneOfTwoReplicasThatNoticedItLaterIsTheSame() throws Exception {
    post("firing", "2026-01-05T09:00:12Z", NEVER);
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    post("resolved", "2026-01-05T09:00:12Z", "2026-01-05T09:29:00Z");

    assertThat(listed()).containsExactly("09:00:12 resolved");
  }

  @Test
  void oneOfGrafanaWhoseStartIsMovedToItsEndIsTheSame() throws Exception {
    post("firing", "2026-01-05T09:00:00+02:00", NEVER);
    post("resolved", "2026-01-05T10:02:00Z", "2026-01-05T10:02:00Z");

    assertThat(listed()).containsExactly("07:00:00 resolved");
  }

  /** Bodies as Grafana's webhook contact point sends them; of 12 the start moves to the end. */
  @ParameterizedTest
  @ValueSource(strings = {"v10", "v11", "v12"})
  void whatGrafanaSendsIsOneIncidentThatEndsOnce(String version) throws Exception {
    assertThat(receipt(grafana(version + "-firing")).status()).isEqualTo(200);
    assertThat(receipt(grafana(version + "-firing")).status()).isEqualTo(200);
    assertThat(listed()).containsExactly("09:00:10 open");
    restart();

    assertThat(receipt(grafana(version + "-resolved")).status()).isEqualTo(200);
    assertThat(receipt(grafana(version + "-resolved")).status()).isEqualTo(200);

    assertThat(listed()).containsExactly("09:00:10 resolved");
    assertThat(notifications.newest(1, -1).get(0).json())
        .contains(
            "\"title\":\"Checkout is slow\"",
            "\"type\":\"critical\"",
            "\"source\":\"grafana\"",
            "\"service\":\"billing\"",
            "\"actionUrl\":\"https://runbooks.example.com/checkout\"",
            "\"count\":2",
            "\"resolution\":\"recovered\"");
  }

  private static String grafana(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/grafana", name + ".json"));
  }

  @Test
  void aServerThatWasStartedInBetweenKnowsIt() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    restart();
    post("resolved", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z");
    restart();
    post("resolved", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z");

    assertThat(listed()).containsExactly("09:00:00 resolved");
  }

  @Test
  void oneThatFiresAgainLaterIsAnother() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    post("firing", "2026-01-05T09:31:00Z", NEVER);

    assertThat(listed()).containsExactly("09:31:00 open", "09:00:00 resolved");
  }

  @Test
  void oneThatFiresAgainWithTheSameStartIsAnotherThatBeginsNow() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    clock.now = Instant.parse("2026-01-05T09:40:00Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    assertThat(listed()).containsExactly("09:40:00 open", "09:00:00 resolved");
    restart();

    clock.now = Instant.parse("2026-01-05T09:41:00Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    assertThat(notifications.newest(1, -1).get(0).json()).contains("\"count\":2");
    restart();
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:42:00Z");
    assertThat(listed()).containsExactly("09:40:00 resolved", "09:00:00 resolved");
    restart();

    clock.now = Instant.parse("2026-01-05T09:50:00Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    assertThat(listed()).containsExactly("09:50:00 open", "09:40:00 resolved", "09:00:00 resolved");
    assertThat(kafka.stream().map(record -> ((Notice) record).id()).distinct()).hasSize(3);
  }

  @Test
  void twoServersThatItReachesGiveItTheSameId() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    List<LiveRecord> before = List.copyOf(kafka);
    clock.now = Instant.parse("2026-01-05T09:40:00Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    String first = notifications.newest(1, -1).get(0).id();

    identities = new AlertIdentities(); // Of a server that the answer of the other one is lost to.
    identities.accept(Updates.began("e"));
    identities.accept(before);
    identities.accept(Updates.loaded());
    clock.now = Instant.parse("2026-01-05T09:40:03Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);

    assertThat(notifications.newest(1, -1).get(0).id()).isEqualTo(first);
    assertThat(listed()).hasSize(2);
  }

  /** Its clock is ahead of the server's, or its end was found by a server whose clock is. */
  @Test
  void oneThatFiresAgainBeforeTheEndOfTheFirstByTheClockBeginsAfterIt() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    clock.now = Instant.parse("2026-01-05T09:29:00Z");
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:35:00Z");

    assertThat(listed()).containsExactly("09:30:00 resolved", "09:00:00 resolved");
  }

  @Test
  void anEndThatComesLateDoesNotEndTheNextOne() throws Exception {
    post("firing", "2026-01-05T09:31:00Z", NEVER);
    post("resolved", "2026-01-05T09:00:00Z", "2026-01-05T09:30:00Z");
    post("firing", "2026-01-05T09:31:05Z", NEVER);

    assertThat(listed()).containsExactly("09:00:00 resolved", "09:31:00 open");
  }

  @Test
  void forgetsOneThatIsRetracted() throws Exception {
    post("firing", "2026-01-05T09:00:00Z", NEVER);
    String id = notifications.newest(1, -1).get(0).id();
    identities.accept(List.of(new Retraction(id, 1)));
    notifications.accept(List.of(new Retraction(id, 1)));
    post("firing", "2026-01-05T09:10:00Z", NEVER);

    assertThat(listed()).containsExactly("09:10:00 open");
  }

  @Test
  void isAskedForMoreTimeUntilItKnowsWhatKafkaHolds() {
    identities = new AlertIdentities();
    identities.accept(Updates.began("e"));

    assertThat(receipt("firing", "2026-01-05T09:00:00Z", NEVER).status()).isEqualTo(503);
    assertThat(listed()).isEmpty();
  }

  @Test
  void knowsABoundedNumber() {
    for (int i = 0; i <= AlertIdentities.MOST; i++) {
      identities.accept(List.of(Updates.notice("alert-f" + i + "-5", "m")));
    }

    assertThat(identities.knows(alert("f0"))).isFalse();
    assertThat(identities.knows(alert("f1"))).isTrue();
  }

  private static Alert alert(String fingerprint) {
    return new Alert(
        fingerprint,
        1,
        "alertmanager",
        Alert.Type.INFO,
        "t",
        "m",
        1,
        java.util.Optional.empty(),
        java.util.Map.of(),
        java.util.Optional.empty(),
        List.of(),
        1,
        1);
  }

  private void post(String status, String startsAt, String endsAt) {
    Receipt receipt = receipt(status, startsAt, endsAt);
    assertThat(receipt.status()).as(receipt.json()).isEqualTo(200);
  }

  private Receipt receipt(String status, String startsAt, String endsAt) {
    String body =
        """
        {"version":"4","alerts":[{"status":"%s","fingerprint":"db67","startsAt":"%s","endsAt":"%s",
         "labels":{"resolvedAt":"a label"}}]}
        """
            .formatted(status, startsAt, endsAt);
    return receipt(body);
  }

  private Receipt receipt(String body) {
    return new Alerts("t", RecordParser.MAX_BYTES, identities, this::publish, metrics, clock)
        .accept(body.getBytes(StandardCharsets.UTF_8), "r-1")
        .join();
  }

  private CompletableFuture<Void> publish(List<Publisher.Outgoing> records) {
    for (Publisher.Outgoing record : records) {
      try {
        kafka.add(new RecordParser().notice(record.key(), record.value()).at(kafka.size()));
      } catch (RefusedRecordException e) {
        return CompletableFuture.failedFuture(e);
      }
      List<LiveRecord> last = kafka.subList(kafka.size() - 1, kafka.size());
      notifications.accept(last);
      identities.accept(last);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Time of the start in UTC and state of each, newest first. */
  private List<String> listed() {
    return notifications.newest(100, -1).stream()
        .map(KnownNotification::json)
        .map(
            json ->
                Instant.ofEpochMilli(
                            Long.parseLong(json.replaceFirst(".*\"timestamp\":(\\d+).*", "$1")))
                        .toString()
                        .substring(11, 19)
                    + (json.contains("\"resolvedAt\":1") ? " resolved" : " open"))
        .toList();
  }
}
