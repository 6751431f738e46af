package ai.colonycraft.realtime.push.transport.sse;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.notice;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.EventReader;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private TestTransport server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void sendsLastValuesAndThenEachUpdateWithItsId() throws Exception {
    start();
    server.publish(total("a", 1), total("b", 2));
    try (EventReader events = EventReader.open(server.port(), "/sse/metrics?metric=a")) {
      events.waitFor("synced");
      server.publish(total("b", 3), total("a", 4));
      events.waitFor("\"value\":4");

      assertThat(events.head())
          .contains("HTTP/1.1 200 OK", "Content-Type: text/event-stream; charset=utf-8");
      assertThat(events.events())
          .containsExactly(
              "retry: 2000",
              "event: subscribed\ndata: {\"subscribed\":{\"subscriptions\":[{\"metric\":\"a\"}],"
                  + "\"recovered\":false,\"epoch\":\"epoch-1\"}}",
              "data: {\"metric\":\"a\",\"value\":1,\"timestamp\":1000,\"offset\":0}",
              "id: m.epoch-1.1\nevent: synced\n"
                  + "data: {\"synced\":{\"stream\":\"metrics\",\"epoch\":\"epoch-1\"},\"seq\":1}",
              "id: m.epoch-1.3\n"
                  + "data: {\"metric\":\"a\",\"value\":4,\"timestamp\":1000,\"seq\":3}");
    }
  }

  @Test
  void oneStreamCarriesManyMetricsEachWithItsLabels() throws Exception {
    start();
    server.publish(
        total("a", 1),
        labelled("a", "platform", "web", 2),
        labelled("b", "region", "eu", 3),
        total("b", 4));
    String path = "/sse/metrics?metric=a&platform=*&metric=b&region=eu";
    try (EventReader events = EventReader.open(server.port(), path)) {
      events.waitFor("synced");

      assertThat(events.events()).filteredOn(e -> e.contains("\"value\"")).hasSize(2);
      events.waitFor("\"value\":2");
      events.waitFor("\"value\":3");
    }
  }

  @Test
  void withoutAMetricItSendsEveryTotal() throws Exception {
    start();
    server.publish(total("a", 1), labelled("a", "x", "y", 2), total("b", 3));
    try (EventReader events = EventReader.open(server.port(), "/sse/metrics")) {
      events.waitFor("synced");

      assertThat(events.events()).filteredOn(e -> e.contains("\"value\"")).hasSize(2);
    }
  }

  @Test
  void goesOnInBothStreamsWhereTheLastEventWas() throws Exception {
    start();
    server.publish(total("a", 1), line("u0"));
    String path = "/sse/metrics?metric=a&metric=activity_feed";
    String id;
    try (EventReader events = EventReader.open(server.port(), path)) {
      await().until(() -> "a.epoch-1.0,m.epoch-1.0".equals(events.lastId()));
      id = events.lastId();
    }
    server.publish(total("a", 2), line("u1"), total("a", 3));

    try (EventReader events = EventReader.openSince(server.port(), path, id)) {
      events.waitFor("\"value\":2");
      events.waitFor("\"value\":3");
      events.waitFor("\"u1\"");
      await().until(() -> "a.epoch-1.1,m.epoch-1.2".equals(events.lastId()));
      assertThat(events.events()).noneMatch(e -> e.contains("\"value\":1,") || e.contains("u0"));
    }
  }

  @Test
  void aPlaceThatIsTooFarBackIsToldBeforeTheLastValues() throws Exception {
    start("--history.updates", "2");
    IntStream.range(0, 4).forEach(i -> server.publish(total("a", i)));
    try (EventReader events =
        EventReader.openSince(server.port(), "/sse/metrics?metric=a", "m.epoch-1.0")) {
      events.waitFor("too_far_back");
      events.waitFor("\"value\":3");
    }
    try (EventReader events =
        EventReader.openSince(server.port(), "/sse/metrics?metric=a", "m.epoch-1.1")) {
      events.waitFor("\"recovered\":true");
      events.waitFor("\"value\":2");
    }
  }

  @Test
  void notificationsGoOnWhereTheLastEventWas() throws Exception {
    start();
    server.publish(notice("old", "before"));
    String id;
    try (EventReader events = EventReader.open(server.port(), "/sse/notifications")) {
      events.waitFor("synced");
      server.publish(notice("n1", "m"), notice("n1", "resolved"), ack("n1", "ada"));
      events.waitFor("event: ack");
      assertThat(events.waitFor("\"message\":\"m\"")).startsWith("id: n.epoch-1.1\ndata: {\"id\":");
      assertThat(events.waitFor("resolved")).contains("\nevent: update\n");
      assertThat(events.events()).noneMatch(e -> e.contains("\"old\""));
      id = events.lastId();
    }
    server.publish(notice("n2", "missed"));

    try (EventReader events = EventReader.openSince(server.port(), "/sse/notifications", id)) {
      events.waitFor("\"n2\"");
      assertThat(events.events()).noneMatch(e -> e.contains("\"n1\""));
    }
  }

  @Test
  void aReaderThatStallsIsConflated() throws Exception {
    start();
    String padding = "x".repeat(8_000);
    try (EventReader events =
        EventReader.openStalled(server.port(), "/sse/metrics?metric=m*&pad=*")) {
      await().until(() -> server.hub.selectors() == 1);
      int value = 0;
      while (server.metrics.conflated.sum() < 100) {
        assertThat(++value).as("until the buffers of the system are full").isLessThan(20_000);
        server.publish(new Update("m", "m", Map.of("pad", padding), value, value));
      }

      events.resume();

      events.waitFor("\"value\":" + value + ",");
      events.waitFor("\"skipped\":");
      assertThat(events.events().size()).isLessThan(value);
    }
  }

  @Test
  void aReaderOfNotificationsThatFallsBehindIsEnded() throws Exception {
    start("--session.notifications", "2");
    String padding = "x".repeat(12_000);
    try (EventReader events = EventReader.openStalled(server.port(), "/sse/notifications")) {
      await().until(() -> server.notifications.subscribers() == 1);
      for (int i = 0; server.metrics.fellBehind.sum() == 0; i++) {
        assertThat(i).as("until the buffers of the system are full").isLessThan(20_000);
        server.publish(notice("n" + i, padding));
      }

      await().until(() -> server.connections() == 0);
      events.resume();
      events.waitForEnd();
    }
  }

  @Test
  void aQuietStreamHasHeartbeatsAndOutlivesItsIdleTimeout() throws Exception {
    start("--http.idle-timeout", "1 s", "--http.ping-interval", "200 ms");
    try (EventReader events = EventReader.open(server.port(), "/sse/metrics?metric=a")) {
      await().until(() -> events.events().stream().filter(":"::equals).count() > 8);
      server.publish(total("a", 1));

      events.waitFor("\"value\":1");
    }
  }

  @Test
  void aClientThatHasGoneIsForgotten() throws Exception {
    start("--http.ping-interval", "100 ms");
    EventReader events = EventReader.open(server.port(), "/sse/metrics?metric=a");
    events.waitFor("synced");
    assertThat(server.connections()).isEqualTo(1);

    events.close();

    await()
        .untilAsserted(
            () -> {
              assertThat(server.connections()).isZero();
              assertThat(server.hub.selectors()).isZero();
            });
  }

  @Test
  void sharesTheLimitOfConnectionsWithWebSockets() throws Exception {
    start("--http.connections", "1");
    try (EventReader events = EventReader.open(server.port(), "/sse/notifications")) {
      events.waitFor("synced");

      HttpResponse<String> refused = get("/sse/metrics");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void takesAsManyMetricsAsSubscriptionsAndNotOneMore() throws Exception {
    start("--session.subscriptions", "2");
    try (EventReader events = EventReader.open(server.port(), "/sse/metrics?metric=a&metric=b")) {
      events.waitFor("synced");
    }
    assertThat(get("/sse/metrics?metric=a&metric=b&metric=c").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesALabelThatBelongsToNoMetric() throws Exception {
    start();
    HttpResponse<String> response = get("/sse/metrics?platform=*&metric=a");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("platform: expected a metric first");
  }

  @Test
  void tellsThatTheServerGoesAwayAndEnds() throws Exception {
    start();
    try (EventReader events = EventReader.open(server.port(), "/sse/metrics?metric=a")) {
      events.waitFor("synced");
      server.close();

      events.waitFor("event: close\ndata: {\"code\":1001,");
      events.waitForEnd();
    }
  }

  @Test
  void curlShowsReadableEvents() throws Exception {
    start();
    server.publish(total("active_users", 1234));
    String address = "http://127.0.0.1:" + server.port() + "/sse/metrics?metric=active_users";
    try (RunningProcess curl = RunningProcess.start(Needs.program("curl"), "-sN", address)) {
      curl.waitForLine(
          "data: {\"metric\":\"active_users\",\"value\":1234,\"timestamp\":1000,\"offset\":0}");
    }
  }

  private void start(String... settings) throws Exception {
    server = TestTransport.start(settings);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            BodyHandlers.ofString());
  }
}
