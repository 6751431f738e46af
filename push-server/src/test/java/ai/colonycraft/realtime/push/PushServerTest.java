package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.Updates;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PushServerTest {

  private static final String USERS = "{\"metric\":\"active_users\",\"value\":%d,\"timestamp\":1}";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static TestBroker broker;

  private final String live = "live-" + UUID.randomUUID();
  private final String activity = "activity-" + UUID.randomUUID();
  private final String notifications = "notifications-" + UUID.randomUUID();
  private final String actions = "actions-" + UUID.randomUUID();
  private final List<PushServer> servers = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker().start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @AfterEach
  void stopServers() {
    servers.forEach(PushServer::close);
  }

  @Test
  void loadsTheLastValuesThatKafkaHoldsAndFollows() throws Exception {
    broker.createTopic(live, 3);
    broker.send(live, "active_users", USERS.formatted(1));
    broker.send(live, "active_users", USERS.formatted(2));
    broker.send(live, "gone", "{\"metric\":\"gone\",\"value\":1,\"timestamp\":1}");
    broker.send(live, "gone", null);
    PushServer server = start();
    await().until(server::loaded);

    try (TestClient client = TestClient.connect(server.port()).settle()) {
      assertThat(client.values().get(0)).isEqualTo("active_users=2");
      assertThat(client.values()).noneMatch(v -> v.startsWith("gone"));

      broker.send(live, "active_users", USERS.formatted(3));

      client.waitFor("active_users=3");
      await().until(() -> server.delivered() >= 3);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void isNotReadyBeforeTheNotificationsAreLoaded() throws Exception {
    broker.createTopic(live, 1);
    broker.createTopic(notifications, 1);
    broker.send(live, "active_users", USERS.formatted(1));
    for (int i = 0; i < 20_000; i++) {
      broker.sendLater(notifications, "n" + i, Updates.notificationJson("n" + i, "info", "m"));
    }
    broker.send(notifications, "last", Updates.notificationJson("last", "info", "m"));
    PushServer server = start();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> get(server.port(), "/readyz").contains("ready"));

    assertThat(get(server.port(), "/api/notifications?limit=1")).contains("\"id\":\"last\"");
  }

  @Test
  void sendsTheActivityFeedItsLastLinesFirst() throws Exception {
    broker.createTopic(activity, 1);
    for (int i = 0; i < 30; i++) {
      broker.send(activity, null, "{\"timestamp\":1,\"who\":\"u%d\"}".formatted(i));
    }
    PushServer server = start();
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'activity_feed'}");
      client.waitFor(m -> m.path("value").path("who").asText().equals("u29"));

      broker.send(activity, null, "{\"timestamp\":1,\"who\":\"new\"}");

      client.waitFor(m -> m.path("value").path("who").asText().equals("new"));
      assertThat(client.messages().get(0).path("value").path("who").asText()).isEqualTo("u10");
      assertThat(client.messages()).hasSize(21);
    }
  }

  @Test
  void waitsForTopicsThatDoNotExistYet() throws Exception {
    PushServer server = start();
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      assertThat(server.loaded()).isFalse();

      broker.createTopic(live, 2);
      broker.send(live, "active_users", USERS.formatted(1));

      client.waitFor("active_users=1");
    }
  }

  @Test
  void goesOnAfterARecordThatItRefuses() throws Exception {
    broker.createTopic(live, 1);
    PushServer server = start();
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      broker.send(live, "active_users", "nonsense");
      broker.send(live, null, USERS.formatted(1));
      broker.send(live, "active_users", USERS.formatted(5));

      client.waitFor("active_users=5");
      assertThat(client.values()).doesNotContain("active_users=1");
    }
  }

  @Test
  void outlivesABrokerThatIsAwayAtItsStartAndOneThatRestarts() throws Exception {
    try (TestBroker other = new TestBroker()) {
      PushServer server =
          start("--kafka.bootstrap.servers", other.address(), "--topics.live-updates", live);
      try (TestClient client = TestClient.connect(server.port()).settle()) {
        other.start();
        other.createTopic(live, 1);
        other.send(live, "active_users", USERS.formatted(1));
        client.waitFor("active_users=1");

        other.stop();
        client.settle();
        other.start();
        other.send(live, "active_users", USERS.formatted(2));

        client.waitFor("active_users=2");
        assertThat(client.values()).containsOnlyOnce("active_users=1");
      }
    }
  }

  @Test
  void givesTheSameSequencesAsAnotherServerSoThatAClientCanMove() throws Exception {
    broker.createTopic(live, 1);
    broker.send(live, "active_users", USERS.formatted(1));
    PushServer first = start();
    PushServer second = start();
    await().until(() -> first.loaded() && second.loaded());
    try (TestClient one = TestClient.connect(first.port());
        TestClient other = TestClient.connect(second.port())) {
      one.send("{'action':'subscribe','metric':'active_users','since':null}");
      JsonNode synced = one.waitFor(m -> m.has("synced"));
      broker.send(live, "active_users", USERS.formatted(2));
      one.waitFor("active_users=2");
      broker.send(live, "active_users", USERS.formatted(3));

      other.send(
          "{'action':'subscribe','metric':'active_users','since':%d,'epoch':'%s'}"
              .formatted(
                  synced.path("seq").asLong(), synced.path("synced").path("epoch").asText()));

      JsonNode back = other.waitFor(m -> m.has("subscribed"));
      assertThat(back.path("subscribed").path("recovered").asBoolean()).isTrue();
      other.waitFor("active_users=2");
      other.waitFor("active_users=3");
    }
  }

  @Test
  void noticesATopicThatWasMadeAnewAndForgetsTheOldOne() throws Exception {
    broker.createTopic(live, 1);
    broker.send(live, "active_users", USERS.formatted(1));
    broker.send(live, "gone", "{\"metric\":\"gone\",\"value\":1,\"timestamp\":1}");
    PushServer server = start();
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'active_users','since':null}");
      String epoch = client.waitFor(m -> m.has("synced")).path("synced").path("epoch").asText();

      broker.deleteTopic(live);
      broker.createTopic(live, 1);
      for (int i = 7; i < 12; i++) {
        broker.send(live, "active_users", USERS.formatted(i));
      }

      JsonNode anew =
          client.waitFor(
              m -> m.has("synced") && !m.path("synced").path("epoch").asText().equals(epoch));
      assertThat(anew.path("seq").asLong()).isBetween(-1L, 4L);
      client.waitFor("active_users=11");
    }
    try (TestClient later = TestClient.connect(server.port()).settle()) {
      assertThat(later.values()).contains("active_users=11").noneMatch(v -> v.startsWith("gone"));
    }
  }

  @Test
  void anAcknowledgementGoesThroughKafkaToEveryServerAndOutlivesARestart() throws Exception {
    broker.createTopic(notifications, 1);
    broker.createTopic(actions, 1);
    broker.send(notifications, "n1", Updates.notificationJson("n1", "critical", "m"));
    PushServer first = start();
    PushServer second = start();
    try (TestClient client = TestClient.connectToNotifications(second.port())) {
      client.send("{'action':'subscribe','since':-1}");
      client.waitFor(m -> m.path("id").asText().equals("n1"));

      assertThat(post(first, "/api/notifications/n1/ack", "{\"by\":\"ada\"}").statusCode())
          .isEqualTo(200);

      client.waitFor(m -> m.path("ack").path("by").asText().equals("ada"));
    }
    PushServer restarted = start();
    await()
        .untilAsserted(
            () ->
                assertThat(get(restarted, "/api/notifications").body())
                    .contains("\"acknowledged\":{\"by\":\"ada\""));
  }

  @Test
  void saysToComeAgainWhenKafkaDoesNotTakeAnAcknowledgement() throws Exception {
    try (TestBroker other = new TestBroker().start()) {
      other.createTopic(notifications, 1);
      other.createTopic(actions, 1);
      other.send(notifications, "n1", Updates.notificationJson("n1", "info", "m"));
      PushServer server =
          start(
              "--kafka.bootstrap.servers",
              other.address(),
              "--topics.notifications",
              notifications,
              "--topics.actions",
              actions);
      await().until(() -> get(server, "/api/notifications").body().contains("n1"));
      other.stop();

      HttpResponse<String> refused = post(server, "/api/notifications/n1/ack", "");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      other.start();
      await().until(() -> post(server, "/api/notifications/n1/ack", "").statusCode() == 200);
    }
  }

  @Test
  void tellsABusyPortWithItsFlagAndLeavesNoThread() {
    PushServer server = start();
    PushConfig same = config("--http.port", Integer.toString(server.port()));

    assertThatThrownBy(() -> PushServer.start(same))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Port " + server.port())
        .hasMessageContaining("--http.port");
    assertThat(server.uri()).hasToString("http://127.0.0.1:" + server.port() + "/");
  }

  @Test
  void leavesNoThreadWhenItIsClosed() {
    PushServer server = start();
    assertThat(threads()).contains("push-feed").anyMatch(n -> n.startsWith("push-http"));

    server.close();
    servers.clear();

    await().untilAsserted(() -> assertThat(threads()).noneMatch(n -> n.startsWith("push-")));
  }

  @Test
  void printsItsKeysOnHelp() throws Exception {
    try (RunningProcess process = java("--help")) {
      assertThat(process.waitForExit()).isZero();
      process.waitForLine("--http.port (default 8080)");
      process.waitForLine("--session.queue");
    }
  }

  @Test
  void printsAllConfigErrorsAndExitsWith2() throws Exception {
    try (RunningProcess process = java("--series.limit", "0", "--http.prot", "1")) {
      assertThat(process.waitForExit()).isEqualTo(2);
      process.waitForLine("http.prot: no such setting; the nearest is http.port");
      process.waitForLine("series.limit: expected a whole number");
      assertThat(process.lines()).noneMatch(l -> l.contains("Exception"));
    }
  }

  @Test
  void stopsCleanOnSigterm() throws Exception {
    try (RunningProcess process =
        java(
            "--http.port",
            "0",
            "--http.drain",
            "0 s",
            "--kafka.bootstrap.servers",
            broker.address())) {
      int port = portOf(process);
      try (TestClient client = TestClient.connect(port).settle()) {
        process.terminate();

        assertThat(client.waitForClose()).isEqualTo(1001);
        assertThat(process.waitForExit()).isEqualTo(143);
        process.waitForLine("Stopped");
      }
    }
  }

  @Test
  void saysThatItDrainsAndOpensNoWebSocketWhileItSendsItsClientsAway() throws Exception {
    try (RunningProcess process = java("--http.port", "0", "--http.drain", "1 h")) {
      int port = portOf(process);
      try (TestClient client = TestClient.connect(port).settle()) {
        process.terminate();

        await().until(() -> ready(port).contains("draining"));
        assertThatThrownBy(() -> TestClient.connect(port)).hasStackTraceContaining("503");
        client.settle();
        assertThat(client.isClosed()).isFalse();

        process.terminate();

        assertThat(process.waitForExit()).isEqualTo(143);
        process.waitForLine("A second signal came: ending at once");
        assertThat(process.lines()).noneMatch(l -> l.contains("Stopped"));
      }
    }
  }

  @Test
  void sendsItsClientsAwayOneAfterTheOther() throws Exception {
    PushServer server = start("--http.drain", "6 s");
    List<TestClient> clients =
        Stream.generate(() -> TestClient.connect(server.port()).settle()).limit(4).toList();

    Thread draining = new Thread(server::drain);
    draining.start();

    await().until(() -> clients.stream().anyMatch(TestClient::isClosed));
    assertThat(clients).anyMatch(c -> !c.isClosed());
    clients.forEach(c -> assertThat(c.waitForClose()).isEqualTo(1001));
    draining.join();
  }

  @Test
  void measuresHowOldUpdatesAreWhenTheyAreWritten() throws Exception {
    broker.createTopic(live, 1);
    broker.send(live, "active_users", USERS.formatted(1));
    PushServer server = start();
    await().until(server::loaded);
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      broker.send(live, "active_users", USERS.formatted(2));
      client.waitFor("active_users=2");

      await()
          .untilAsserted(
              () ->
                  assertThat(get(server.port(), "/metrics"))
                      .contains("push_delay_seconds_count 1\n", "push_kafka_lag_records 0.0"));
    }
  }

  @Test
  void tellsAKeyFileThatCanNotBeReadAndExitsWith2() throws Exception {
    try (RunningProcess process = java("--auth.keys", "/nowhere/keys.pem")) {
      assertThat(process.waitForExit()).isEqualTo(2);
      process.waitForLine("/nowhere/keys.pem: can't be read");
      assertThat(process.lines()).noneMatch(l -> l.contains("at ai.colonycraft"));
    }
  }

  private PushServer start(String... settings) {
    PushServer server =
        PushServer.start(
            settings.length == 0
                ? config("--http.port", "0")
                : PushConfig.read(
                    Stream.concat(Stream.of(settings), Stream.of("--http.port", "0"))
                        .toArray(String[]::new)));
    servers.add(server);
    return server;
  }

  private PushConfig config(String... more) {
    return PushConfig.read(
        Stream.concat(
                Stream.of(
                    "--kafka.bootstrap.servers",
                    broker.address(),
                    "--topics.live-updates",
                    live,
                    "--topics.activity-feed",
                    activity,
                    "--topics.notifications",
                    notifications,
                    "--topics.actions",
                    actions),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static HttpResponse<String> get(PushServer server, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(PushServer server, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(server.uri().resolve(path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static int portOf(RunningProcess process) {
    String line = process.waitForLine("Live numbers at http://127.0.0.1:");
    return Integer.parseInt(line.replaceAll(".*:(\\d+)/$", "$1"));
  }

  private static String ready(int port) throws Exception {
    return get(port, "/readyz");
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static RunningProcess java(String... args) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PushServer.class.getName()));
    command.addAll(List.of(args));
    return RunningProcess.start(command.toArray(String[]::new));
  }
}
