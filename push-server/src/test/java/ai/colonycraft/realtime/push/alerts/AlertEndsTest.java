package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.support.MovableClock;
import ai.colonycraft.realtime.push.support.Updates;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts whose end nobody sent, with a clock that the test moves. */
class AlertEndsTest {

  private static final String FIRING =
      "{\"id\":\"alert-f1-1000\",\"type\":\"critical\",\"title\":\"T\",\"message\":\"M\",\"timestamp\":1000,"
          + "\"source\":\"%s\",\"context\":{\"service\":\"billing\"},\"state\":\"open\",\"count\":1,"
          + "\"lastSeenAt\":2000,\"identity\":\"f1\",\"sources\":[\"alert:A\"]}";

  private final List<String> published = new ArrayList<>();
  private final Notifications notifications =
      new Notifications(100, 1 << 20, new PushMetrics(), Clock.systemUTC());
  private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(5_000));
  private HttpServer alertmanager;
  private String answer = "[]";
  private int status = 200;

  @BeforeEach
  void start() throws Exception {
    notifications.accept(Updates.began("e"));
    notifications.accept(Updates.loaded());
    alertmanager = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    alertmanager.createContext(
        "/am/api/v2/alerts",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    alertmanager.start();
  }

  @AfterEach
  void stop() {
    alertmanager.stop(0);
  }

  @Test
  void oneThatAlertmanagerNamesNoMoreEndsAfterAWhile() throws Exception {
    AlertEnds ends = asking();
    publish(FIRING.formatted("alertmanager"));
    answer = "[{\"fingerprint\":\"f1\",\"status\":{\"state\":\"suppressed\"}}]";
    ends.run();
    answer = "[{\"fingerprint\":\"other\"}]";
    ends.run();
    clock.now = clock.now.plusSeconds(89);
    ends.run();
    assertThat(published).isEmpty();

    clock.now = clock.now.plusSeconds(1);
    ends.run();

    assertThat(published)
        .singleElement()
        .asString()
        .contains("\"state\":\"resolved\"", "\"resolvedAt\":5000", "\"recovered\"");
    ends.run();
    assertThat(published).hasSize(1);
  }

  @Test
  void oneThatIsNamedAgainInBetweenGoesOn() throws Exception {
    AlertEnds ends = asking();
    publish(FIRING.formatted("alertmanager"));
    ends.run();
    clock.now = clock.now.plusSeconds(60);
    answer = "[{\"fingerprint\":\"f1\"}]";
    ends.run();
    answer = "[]";
    clock.now = clock.now.plusSeconds(60);
    ends.run();
    clock.now = clock.now.plusSeconds(60);
    ends.run();

    assertThat(published).isEmpty();
  }

  @Test
  void nothingIsConcludedFromAnAlertmanagerThatDoesNotAnswer() throws Exception {
    AlertEnds ends = asking();
    publish(FIRING.formatted("alertmanager"));
    for (String bad : List.of("{}", "[{\"fingerprint\":\"x\"}", "no json")) {
      answer = bad;
      clock.now = clock.now.plus(Duration.ofDays(1));
      ends.run();
    }
    answer = "[]";
    status = 500;
    clock.now = clock.now.plus(Duration.ofDays(1));
    ends.run();

    assertThat(published).isEmpty();
  }

  @Test
  void withoutAnAddressOneEndsAfterFourRepeatIntervals() throws Exception {
    AlertEnds ends = waiting();
    publish(FIRING.formatted("alertmanager"));
    clock.now = Instant.ofEpochMilli(2_000).plus(Duration.ofHours(4)).minusMillis(1);
    ends.run();
    assertThat(published).isEmpty();

    clock.now = clock.now.plusMillis(1);
    ends.run();

    assertThat(published)
        .singleElement()
        .asString()
        .contains("\"resolvedAt\":" + clock.now.toEpochMilli(), "\"resolution\":\"expired\"");
  }

  @Test
  void oneOfGrafanaIsNotAskedForAtAlertmanager() throws Exception {
    AlertEnds ends = asking();
    publish(FIRING.formatted("grafana"));
    clock.now = clock.now.plusSeconds(600);
    ends.run();
    ends.run();
    assertThat(published).isEmpty();

    clock.now = clock.now.plus(Duration.ofHours(4));
    ends.run();

    assertThat(published).hasSize(1);
  }

  @Test
  void whatARuleNoticedIsNotEndedHere() throws Exception {
    AlertEnds ends = waiting();
    publish(FIRING.formatted("rule").replace("alert-f1-1000", "rule/x/1"));
    clock.now = clock.now.plus(Duration.ofDays(30));
    ends.run();

    assertThat(published).isEmpty();
  }

  private AlertEnds asking() {
    return ends(Optional.of("http://127.0.0.1:" + alertmanager.getAddress().getPort() + "/am/"));
  }

  private AlertEnds waiting() {
    return ends(Optional.empty());
  }

  private AlertEnds ends(Optional<String> address) {
    return new AlertEnds(
        notifications,
        this::publish,
        "t",
        address,
        Duration.ofSeconds(90),
        Duration.ofHours(1),
        clock);
  }

  /** As Kafka would: what is published is read again. */
  private CompletableFuture<Void> publish(List<Publisher.Outgoing> records) {
    for (Publisher.Outgoing record : records) {
      String json = new String(record.value(), StandardCharsets.UTF_8);
      published.add(json);
      publish(json);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void publish(String json) {
    try {
      String id = json.replaceFirst("\\{\"id\":\"([^\"]+)\".*", "$1");
      notifications.accept(
          List.of(
              new RecordParser()
                  .notice(id, json.getBytes(StandardCharsets.UTF_8))
                  .at(published.size())));
    } catch (ai.colonycraft.realtime.push.feed.RefusedRecordException e) {
      throw new AssertionError(e);
    }
  }
}
