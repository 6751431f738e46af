package ai.colonycraft.realtime.push.transport.stream;

import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.line;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

  private TestTransport server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void sendsTheLastKnownValueAtOnceOnSubscribe() throws Exception {
    start();
    server.publish(total("active_users", 1234));
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'active_users'}");

      client.waitFor("active_users=1234");
    }
  }

  @Test
  void sendsExactlyTheMetricUpdate() throws Exception {
    start();
    server.publish(labelled("active_users", "platform", "web", 5));
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'active_users','labels':{'platform':'*'}}");

      assertThat(client.waitFor(m -> m.has("metric")).toString())
          .isEqualTo(
              "{\"metric\":\"active_users\",\"labels\":{\"platform\":\"web\"},\"value\":5,"
                  + "\"timestamp\":1000}");
    }
  }

  @Test
  void sendsItsPlaceWithEachLiveUpdate() throws Exception {
    start();
    server.publish(total("before", 1));
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'active_users'}").settle();
      server.publish(total("active_users", 5));

      assertThat(client.waitFor(m -> m.path("metric").asText().equals("active_users")).toString())
          .isEqualTo("{\"metric\":\"active_users\",\"value\":5,\"timestamp\":1000,\"seq\":1}");
    }
  }

  @Test
  void selectsByLabels() throws Exception {
    start();
    try (TestClient any = TestClient.connect(server.port());
        TestClient web = TestClient.connect(server.port());
        TestClient total = TestClient.connect(server.port())) {
      any.send("{'action':'subscribe','metric':'active_users','labels':{'platform':'*'}}").settle();
      web.send("{'action':'subscribe','metric':'active_users','labels':{'platform':'web'}}")
          .settle();
      total.send("{'action':'subscribe','metric':'active_users'}").settle();

      server.publish(
          total("active_users", 9),
          labelled("active_users", "platform", "web", 5),
          labelled("active_users", "platform", "ios", 4),
          labelled("active_users", "region", "web", 3));

      assertThat(metrics(any))
          .containsExactly("active_users{platform=web}=5", "active_users{platform=ios}=4");
      assertThat(metrics(web)).containsExactly("active_users{platform=web}=5");
      assertThat(metrics(total)).containsExactly("active_users=9");
    }
  }

  @Test
  void selectsByPatterns() throws Exception {
    start();
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','subscriptions':[{'metric':'request*'}]}").settle();

      server.publish(total("request_rate", 1), total("error_rate", 2), total("requests", 3));

      assertThat(metrics(client)).containsExactly("request_rate=1", "requests=3");
    }
  }

  @Test
  void sendsEveryTotalToAClientThatSubscribedToNothing() throws Exception {
    start();
    server.publish(total("a", 1), labelled("a", "x", "y", 2));
    try (TestClient client = TestClient.connect(server.port())) {
      client.settle();
      server.publish(total("b", 3), labelled("b", "x", "y", 4), line("ada"));

      assertThat(metrics(client)).containsExactly("a=1", "b=3");
    }
  }

  @Test
  void sendsNothingMoreAfterUnsubscribe() throws Exception {
    start();
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'a'}");
      client.send("{'action':'unsubscribe','metric':'a'}").settle();

      server.publish(total("a", 1));

      assertThat(metrics(client)).isEmpty();
    }
  }

  @Test
  void aSeriesThatIsOverIsNotSentToNewcomers() throws Exception {
    start();
    server.publish(total("a", 1), total("b", 2));
    server.publish(new Removal("a"));
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','metric':'*'}").settle();

      assertThat(metrics(client)).containsOnly("b=2");
    }
  }

  @Test
  void everyClientGetsTheSharedBytesWhole() throws Exception {
    start();
    List<TestClient> clients =
        Stream.generate(() -> TestClient.connect(server.port())).limit(20).toList();
    clients.forEach(TestClient::settle);

    IntStream.range(0, 50).forEach(i -> server.publish(total("a", i), total("b", i)));

    clients.forEach(
        client -> {
          client.waitFor("b=49");
          assertThat(client.values()).contains("a=49").noneMatch(v -> v.equals("null"));
          client.close();
        });
    assertThat(clients).allSatisfy(c -> assertThat(c.values().get(1)).startsWith("a="));
  }

  @Test
  void aReaderThatStallsIsConflatedWhileOthersGetEverything() throws Exception {
    start("--session.queue", "200");
    String padding = "x".repeat(4_000);
    int series = 50;
    try (TestClient stalled = TestClient.connectStalled(server.port());
        TestClient reader = TestClient.connect(server.port())) {
      reader.send("{'action':'subscribe','metric':'m*','labels':{'pad':'*'}}").settle();
      stalled.send("{'action':'subscribe','metric':'m*','labels':{'pad':'*'}}");
      await().until(() -> server.hub.selectors() == 1 && server.connections() == 2);
      int round = 0;
      while (server.metrics.conflated.sum() < 1_000) {
        int value = ++round;
        assertThat(value).as("rounds until the buffers of the system are full").isLessThan(5_000);
        IntStream.range(0, series)
            .forEach(
                i ->
                    server.publish(
                        new Update("m" + i, "m" + i, Map.of("pad", padding), value, value)));
        reader.waitFor("m49{pad=" + padding + "}=" + value);
      }
      int last = round;
      long conflated = server.metrics.conflated.sum();

      stalled.resume();
      stalled.waitFor("m49{pad=" + padding + "}=" + last);

      List<String> newest =
          IntStream.range(0, series).mapToObj(i -> "m%d=%d".formatted(i, last)).toList();
      await().untilAsserted(() -> assertThat(shortValues(stalled)).containsAll(newest));
      assertThat(shortValues(stalled).size() + conflated).isEqualTo((long) last * series);
      assertNeverOlderAfterNewer(stalled);
      assertThat(shortValues(reader)).hasSize(last * series);
      assertThat(server.metrics.resynchronized.sum()).isZero();
    }
  }

  @Test
  void answersAMalformedMessageWithAnErrorAndLivesOn() throws Exception {
    start();
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("what?");
      client.sendBinary((byte) 1);

      assertThat(client.waitFor(m -> m.has("error")).toString())
          .isEqualTo(
              "{\"error\":{\"code\":\"not_json\",\"message\":\"expected one JSON object\"}}");
      assertThat(client.waitFor(m -> m.path("error").path("code").asText().equals("not_text")))
          .isNotNull();
      client.settle();
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void closesAtTheLimitOfErrorsWithItsCode() throws Exception {
    start("--session.errors", "3");
    try (TestClient client = TestClient.connect(server.port())) {
      client.send("1").send("2").settle();
      assertThat(client.isClosed()).isFalse();

      client.send("3");

      assertThat(client.waitForClose()).isEqualTo(4400);
      assertThat(client.closeReason()).isEqualTo("3 messages were refused");
    }
  }

  @Test
  void readsAMessageOfTheLimitAndClosesAtOneByteMore() throws Exception {
    start("--session.message-bytes", "100");
    String start = "{'action':'ping','pad':'";
    String just = start + "x".repeat(100 - start.length() - 2) + "'}";
    try (TestClient client = TestClient.connect(server.port())) {
      client.send(just);
      client.waitFor(m -> m.has("pong"));

      client.send(just + " ");

      assertThat(client.waitForClose()).isEqualTo(1009);
      assertThat(client.closeReason()).isEqualTo("a message has more than 100 bytes");
    }
  }

  @Test
  void limitsAMessageInManyFramesToo() throws Exception {
    start("--session.message-bytes", "100");
    try (TestClient client = TestClient.connect(server.port())) {
      client.sendInTwo("{\"action\":\"pi", "ng\"}");
      client.waitFor(m -> m.has("pong"));

      client.sendInTwo("x".repeat(60), "x".repeat(60));

      assertThat(client.waitForClose()).isEqualTo(1009);
    }
  }

  @Test
  void refusesOneConnectionTooManyAndTakesOneWhenAPlaceIsFree() throws Exception {
    start("--http.connections", "2");
    TestClient first = TestClient.connect(server.port()).settle();
    try (TestClient second = TestClient.connect(server.port()).settle()) {
      assertThatThrownBy(() -> TestClient.connect(server.port())).hasStackTraceContaining("503");
      assertThat(server.metrics.connectionsRefused.sum()).isEqualTo(1);

      first.close();
      await().until(() -> server.connections() == 1);

      TestClient.connect(server.port()).settle().close();
      assertThat(second.isClosed()).isFalse();
    }
  }

  @Test
  void forgetsEverythingAboutClientsThatHaveGone() throws Exception {
    start();
    List<TestClient> clients =
        Stream.generate(() -> TestClient.connect(server.port()).settle()).limit(10).toList();
    clients.forEach(c -> c.send("{'action':'subscribe','metric':'a'}").settle());
    assertThat(server.connections()).isEqualTo(10);

    clients.forEach(TestClient::close);

    await()
        .untilAsserted(
            () -> {
              assertThat(server.connections()).isZero();
              assertThat(server.hub.selectors()).isZero();
            });
  }

  @Test
  void endsADeadConnectionAndKeepsAQuietOneThatAnswersPings() throws Exception {
    start("--http.idle-timeout", "1 s", "--http.ping-interval", "200 ms");
    try (TestClient client = TestClient.connect(server.port()).settle();
        TestClient dead = TestClient.connectStalled(server.port())) {
      await().until(() -> server.connections() == 2);
      await().until(() -> server.connections() == 1);

      client.settle();
      assertThat(client.isClosed()).isFalse();
      assertThat(dead.isClosed()).isFalse(); // It reads nothing, so it has not noticed.
    }
  }

  @Test
  void tellsClientsThatItGoesAway() throws Exception {
    start();
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      server.close();

      assertThat(client.waitForClose()).isEqualTo(1001);
    }
  }

  @Test
  void closesAClientThatSendsTooOftenAndSaysWhy() throws Exception {
    start("--session.messages-per-second", "1", "--session.subscriptions", "1");
    try (TestClient client = TestClient.connect(server.port())) {
      try {
        for (int i = 0; i < 1_000; i++) {
          client.send("{'action':'ping'}");
        }
      } catch (CompletionException e) {
        // It was closed between two of them.
      }

      assertThat(client.waitForClose()).isEqualTo(4502);
      assertThat(client.messages().get(client.messages().size() - 1).at("/error/code").asText())
          .isEqualTo("too_many_messages");
    }
    assertThat(server.metrics.protocolErrors.sum()).isEqualTo(1);
  }

  @Test
  void anAddressHasALimitOfPatternsAndTheyAreGivenBack() throws Exception {
    start("--limits.patterns-per-address", "2");
    String two = "{'action':'subscribe','subscriptions':[{'metric':'a*'},{'metric':'b*'}]}";
    TestClient first = TestClient.connect(server.port()).send(two).settle();
    try (TestClient second = TestClient.connect(server.port())) {
      second.send("{'action':'subscribe','metric':'c*'}");
      second.waitFor(m -> m.at("/error/code").asText().equals("too_many_patterns"));

      first.close();
      await().until(() -> server.connections() == 1);
      second.send(two).settle();
      server.publish(total("abc", 1));

      second.waitFor("abc=1");
    }
  }

  private void start(String... settings) throws Exception {
    server = TestTransport.start(settings);
  }

  /** What a client has got of metrics, when it has got all that was published before. */
  private static List<String> metrics(TestClient client) {
    client.settle();
    return client.values().stream().filter(v -> !v.startsWith("{")).toList();
  }

  private static List<String> shortValues(TestClient client) {
    return client.messages().stream()
        .filter(m -> m.has("metric"))
        .map(m -> m.get("metric").asText() + "=" + m.get("value"))
        .toList();
  }

  private static void assertNeverOlderAfterNewer(TestClient client) {
    Map<String, Integer> newest = new java.util.HashMap<>();
    client.messages().stream()
        .filter(m -> m.has("metric"))
        .forEach(
            m ->
                assertThat(m.get("value").asInt())
                    .isGreaterThan(newest.getOrDefault(m.get("metric").asText(), -1))
                    .satisfies(v -> newest.put(m.get("metric").asText(), v)));
  }
}
