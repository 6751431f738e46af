package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.LoggedLines;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server writes heartbeats, and knows the age of those that came back. */
class HeartbeatTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern AGE =
      Pattern.compile("push_heartbeat_age_seconds\\{pipeline=\"UserActivityJob\"} (\\S+)");
  private static final Pattern FAILED =
      Pattern.compile("(?m)^push_heartbeats_failed_total ([1-9]\\S*)");

  private static TestBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker().start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void writesThemAndExportsTheAgeOfTheNewestThatCameBack() throws Exception {
    broker.createTopic("beats", 1);
    broker.createTopic("live", 1);
    try (PushServer server = start("beats", "live")) {
      assertThat(broker.read("beats", 1).get(0).value()).startsWith("{\"sentAt\":");
      assertThat(metrics(server)).doesNotContain("push_heartbeat_age_seconds{");

      comesBack(System.currentTimeMillis() - 600_000);
      await().atMost(PATIENCE).until(() -> age(server) > 599);
      comesBack(System.currentTimeMillis());
      await().atMost(PATIENCE).until(() -> age(server) < 599);
      comesBack(System.currentTimeMillis() - 600_000);
      broker.send("live", "x", "{\"metric\":\"x\",\"value\":1,\"timestamp\":1}");
      await().atMost(PATIENCE).until(() -> server.loaded() && age(server) < 599);
    }
  }

  @Test
  void countsThoseThatAreNotTakenAndNamesTheTopic() throws Exception {
    try (LoggedLines log = LoggedLines.watch();
        PushServer server = start("no-such-topic", "live-too")) {
      await().atMost(PATIENCE).until(() -> FAILED.matcher(metrics(server)).find());
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("no-such-topic")));
    }
  }

  private static PushServer start(String heartbeats, String live) {
    return PushServer.start(
        PushConfig.read(
            "--kafka.bootstrap.servers",
            broker.address(),
            "--http.port",
            "0",
            "--topics.heartbeats",
            heartbeats,
            "--topics.live-updates",
            live));
  }

  private static void comesBack(long writtenAt) {
    broker.send(
        "live",
        "heartbeat",
        """
        {"metric":"heartbeat_timestamp_seconds","labels":{"pipeline":"UserActivityJob"},\
        "value":%d.5,"timestamp":%d}"""
            .formatted(writtenAt / 1000, System.currentTimeMillis()));
  }

  /** Epoch seconds ago; -1 if it is not known. */
  private static double age(PushServer server) throws Exception {
    Matcher age = AGE.matcher(metrics(server));
    return age.find() ? Double.parseDouble(age.group(1)) : -1;
  }

  private static String metrics(PushServer server) throws Exception {
    URI uri = server.uri().resolve("/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
