package ai.colonycraft.realtime.push.transport.stream;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationStreamTest {

  private TestTransport server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aClientThatSaysNothingGetsPlainNotificationsOnly() throws Exception {
    start();
    try (TestClient client = TestClient.connectToNotifications(server.port())) {
      await().until(() -> server.notifications.subscribers() == 1);
      server.publish(notice("n1", "first"), notice("n1", "update"), ack("n1", "ada"));
      server.publish(notice("n2", "second"));

      client.waitFor(m -> m.path("id").asText().equals("n2"));
      assertThat(client.messages()).hasSize(2);
      assertThat(client.messages().get(0).path("message").asText()).isEqualTo("first");
    }
  }

  @Test
  void everyClientThatAskedIsToldOfAnAcknowledgement() throws Exception {
    start();
    try (TestClient first = TestClient.connectToNotifications(server.port());
        TestClient second = TestClient.connectToNotifications(server.port())) {
      server.publish(notice("n1", "m"));
      first.send("{'action':'subscribe'}").settle();
      second.send("{'action':'subscribe','since':-1,'epoch':'epoch-1'}").settle();

      server.publish(ack("n1", "ada"));

      first.waitFor(m -> m.path("ack").path("id").asText().equals("n1"));
      second.waitFor(m -> m.path("ack").path("by").asText().equals("ada"));
      assertThat(second.messages()).filteredOn(m -> m.has("id")).hasSize(1);
    }
  }

  @Test
  void aReaderThatFallsBehindIsClosedAndCatchesUpWhileOthersAreServed() throws Exception {
    start("--session.notifications", "4");
    String padding = "x".repeat(12_000);
    int count = 0;
    try (TestClient stalled = TestClient.connectStalledToNotifications(server.port());
        TestClient reader = TestClient.connectToNotifications(server.port())) {
      await().until(() -> server.notifications.subscribers() == 2);
      while (server.metrics.fellBehind.sum() == 0) {
        int number = count++;
        assertThat(number).as("until the buffers of the system are full").isLessThan(20_000);
        server.publish(notice("n" + number, padding));
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> reader.messages().size() == number + 1);
      }
      stalled.resume();
      assertThat(stalled.waitForClose()).isEqualTo(4500);
      long last =
          stalled.messages().stream().mapToLong(m -> m.path("seq").asLong(-1)).max().orElse(-1);

      try (TestClient back = TestClient.connectToNotifications(server.port())) {
        back.send(
            "{'action':'subscribe','since':%d,'epoch':'%s'}".formatted(last, TestTransport.EPOCH));
        back.waitFor(m -> m.has("synced"));

        List<String> all = new java.util.ArrayList<>(ids(stalled));
        all.addAll(ids(back));
        assertThat(all).doesNotHaveDuplicates().hasSize(count);
        assertThat(back.messages().get(0).path("subscribed").path("recovered").asBoolean())
            .isTrue();
      }
    }
  }

  @Test
  void forgetsEverythingAboutClientsThatHaveGone() throws Exception {
    start();
    TestClient client = TestClient.connectToNotifications(server.port());
    client.send("{'action':'subscribe'}").settle();
    assertThat(server.connections()).isEqualTo(1);

    client.close();

    await()
        .untilAsserted(
            () -> {
              assertThat(server.connections()).isZero();
              assertThat(server.notifications.subscribers()).isZero();
            });
  }

  private void start(String... settings) throws Exception {
    server = TestTransport.start(settings);
  }

  private static List<String> ids(TestClient client) {
    return client.messages().stream()
        .filter(m -> m.has("id"))
        .map(m -> m.path("id").asText())
        .toList();
  }
}
