package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.RecordingWay;
import ai.colonycraft.realtime.push.support.RecordingWay.Arrived;
import ai.colonycraft.realtime.push.support.Targets;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Incidents and who is notified of them, through real push servers and a real broker. */
class EscalationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int INCIDENTS = 60;

  /** Ada is on call from the beginning; the second step comes after 4 s. */
  private static final String POLICY =
      """
      schedules:
        platform:
          zone: Europe/Berlin
          rotations:
            - {from: 2026-01-05T09:00, every: 24 h, people: [ada]}
      policies:
        critical:
          match: {severity: critical}
          steps:
            - {after: 0 s, notify: [{schedule: platform}]}
            - {after: 4 s, notify: [{person: grace}]}
      """;

  @TempDir private Path folder;
  private TestBroker broker;
  private RecordingWay way;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker().start();
    broker.createTopics("live-updates", "notifications", "actions", "people", "outbox");
    way = new RecordingWay(folder.resolve("arrived"));
    Files.writeString(folder.resolve("oncall.yaml"), POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void whoAcknowledgesStopsTheEscalationAndOtherwiseTheSecondPersonIsNotified() throws Exception {
    try (PushServer first = PushServer.start(config(), List.of(way));
        PushServer second = PushServer.start(config(), List.of(way))) {
      awaitOwner();

      long taken = System.currentTimeMillis();
      incident("taken", taken, false);
      Arrived opened = arrival("taken", "opened", "ada");
      Targets.judge("from incident to notice", opened.at() - taken, 5_000);

      // Whichever server is asked, it need not be the one that sends.
      assertThat(acknowledge(second, "taken", "linus").statusCode()).isEqualTo(200);
      long acknowledged = System.currentTimeMillis();
      Arrived handled = arrival("taken", "handled", "ada");
      Targets.judge("until cleared", handled.at() - acknowledged, 2_000);
      assertThat(handled.by()).isEqualTo("linus");

      long missed = System.currentTimeMillis();
      incident("missed", missed, false);
      Arrived escalated = arrival("missed", "escalated", "grace");
      assertThat(escalated.at() - missed).isGreaterThanOrEqualTo(4_000);
      Targets.judge("until escalated", escalated.at() - missed, 9_000);
      incident("missed", missed, true);
      long ended = System.currentTimeMillis();
      Targets.judge(
          "until the end is told", arrival("missed", "resolved", "grace").at() - ended, 2_000);
      arrival("missed", "resolved", "ada");

      // By now the second step of the first one would have been due as well.
      assertThat(way.arrived())
          .noneMatch(one -> one.kind().equals("escalated") && one.incident().equals("taken"));
      assertThat(way.arrived()).extracting(Arrived::id).doesNotHaveDuplicates();
      assertThat(get(first, "/api/oncall")).contains("\"person\":\"ada\"");
      assertThat(get(first, "/metrics") + get(second, "/metrics"))
          .contains(
              "reach_notices_total{kind=\"opened\",outcome=\"accepted\",way=\"webpush\"} 3.0");
    }
  }

  @Test
  void ofTwoServersOneIsKilledAndEachNoticeArrivesOnce() throws Exception {
    Process first = process();
    Process second = null;
    try {
      awaitOwner();
      second = process();
      for (int i = 0; i < INCIDENTS / 2; i++) {
        incident("i-" + i, System.currentTimeMillis(), false);
      }
      await().atMost(PATIENCE).until(() -> opened() > 5);
      first.destroyForcibly().waitFor();
      for (int i = INCIDENTS / 2; i < INCIDENTS; i++) {
        incident("i-" + i, System.currentTimeMillis(), false);
      }
      await().atMost(PATIENCE).until(() -> opened() == INCIDENTS);
      for (int i = 0; i < INCIDENTS; i++) {
        arrival("i-" + i, "escalated", "grace");
      }
    } finally {
      first.destroyForcibly().waitFor();
      if (second != null) {
        second.destroyForcibly().waitFor();
      }
    }
    Map<String, Long> times =
        way.arrived().stream()
            .filter(one -> !one.incident().equals("first"))
            .collect(Collectors.groupingBy(Arrived::id, Collectors.counting()));
    Map<String, Integer> claims = claims();
    assertThat(times).hasSize(2 * INCIDENTS);
    // One that was under way when its server was killed is sent again, under the same id.
    assertThat(times)
        .allSatisfy((id, sent) -> assertThat(sent).isLessThanOrEqualTo(claims.get(id)));
    assertThat(times.values().stream().filter(sent -> sent > 1).count()).isLessThanOrEqualTo(64);
  }

  /**
   * Alertmanager ends what Prometheus did not send for some minutes, and gets it again as it was.
   */
  @Test
  void anAlertThatFiresAgainWithTheSameStartIsSentAgainAndNothingIsSentTwice() throws Exception {
    String start = Instant.now().minusSeconds(60).toString();
    try (PushServer server = PushServer.start(config(), List.of(way))) {
      awaitOwner();
      alert(server, "firing", start);
      awaitOfAlert("opened", 1);
      alert(server, "resolved", start);
      awaitOfAlert("resolved", 1);
    }
    try (PushServer server = PushServer.start(config(), List.of(way))) {
      alert(server, "firing", start);
      alert(server, "firing", start);
      awaitOfAlert("opened", 2);
    }
    try (PushServer server = PushServer.start(config(), List.of(way))) {
      alert(server, "firing", start);
      incident("later", System.currentTimeMillis(), false);
      arrival("later", "opened", "ada");
      alert(server, "resolved", start);
      awaitOfAlert("resolved", 2);
    }
    assertThat(way.arrived()).extracting(Arrived::id).doesNotHaveDuplicates();
    assertThat(ofAlert("opened")).extracting(Arrived::incident).doesNotHaveDuplicates();
    assertThat(ofAlert("resolved"))
        .extracting(Arrived::incident)
        .containsExactlyElementsOf(ofAlert("opened").stream().map(Arrived::incident).toList());
  }

  private void awaitOfAlert(String kind, int count) {
    await(count + " " + kind).atMost(PATIENCE).until(() -> ofAlert(kind).size() == count);
  }

  private List<Arrived> ofAlert(String kind) {
    return way.arrived().stream()
        .filter(one -> one.incident().startsWith("alert-") && one.kind().equals(kind))
        .filter(one -> one.person().equals("ada"))
        .toList();
  }

  private static void alert(PushServer server, String status, String startsAt) {
    String body =
        """
        {"version":"4","alerts":[{"status":"%s","fingerprint":"db67","startsAt":"%s","endsAt":"%s",
         "labels":{"alertname":"Down","severity":"critical","service":"checkout"}}]}
        """
            .formatted(status, startsAt, Instant.now());
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/alerts"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    await(status) // It refuses them until it knows what Kafka holds.
        .atMost(PATIENCE)
        .until(
            () -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode(),
            code -> code == 200);
  }

  /** It does not know that another server took over, and goes on where it was. */
  @Test
  @EnabledIfSystemProperty(named = "reach.long", matches = "true")
  void aServerThatWasFrozenSendsNothingAgain() throws Exception {
    Process frozen = process();
    Process other = null;
    try {
      awaitOwner();
      signal(frozen, "STOP");
      other = process();
      for (int i = 0; i < INCIDENTS / 2; i++) {
        incident("i-" + i, System.currentTimeMillis(), false);
      }
      for (int i = 0; i < INCIDENTS / 2; i++) {
        arrival("i-" + i, "opened", "ada");
      }
      signal(frozen, "CONT");
      for (int i = INCIDENTS / 2; i < INCIDENTS; i++) {
        incident("i-" + i, System.currentTimeMillis(), false);
      }
      for (int i = 0; i < INCIDENTS; i++) {
        arrival("i-" + i, "escalated", "grace");
      }
    } finally {
      frozen.destroyForcibly().waitFor();
      if (other != null) {
        other.destroyForcibly().waitFor();
      }
    }
    assertThat(way.arrived()).extracting(Arrived::id).doesNotHaveDuplicates();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private Map<String, Integer> claims() {
    Map<String, Integer> claims = new HashMap<>();
    for (ConsumerRecord<String, String> record : broker.read("outbox", 2)) {
      if (record.key() != null && record.value().contains("\"state\":\"claimed\"")) {
        claims.merge(record.key(), 1, Integer::sum);
      }
    }
    return claims;
  }

  /** Returns when a server is known to own the incidents and to send. */
  private void awaitOwner() {
    long begin = System.currentTimeMillis();
    incident("first", begin, false);
    arrival("first", "opened", "ada");
    incident("first", begin, true);
    arrival("first", "resolved", "ada");
  }

  private long opened() {
    return IntStream.range(0, INCIDENTS)
        .filter(
            i ->
                way.arrived().stream()
                    .anyMatch(
                        one -> one.incident().equals("i-" + i) && one.kind().equals("opened")))
        .count();
  }

  private Arrived arrival(String incident, String kind, String person) {
    return await(kind + " of " + incident + " at " + person)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                way.arrived().stream()
                    .filter(one -> one.incident().equals(incident))
                    .filter(one -> one.kind().equals(kind) && one.person().equals(person))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void incident(String id, long begin, boolean isOver) {
    String end =
        isOver
            ? ",\"state\":\"resolved\",\"resolvedAt\":%d,\"resolution\":\"recovered\""
                .formatted(System.currentTimeMillis())
            : ",\"state\":\"open\"";
    broker.send(
        "notifications",
        id,
        ("{\"id\":\"%s\",\"type\":\"critical\",\"title\":\"%s\",\"message\":\"m\",\"source\":\"rule\","
                + "\"timestamp\":%d,\"context\":{\"service\":\"%s\"}%s}")
            .formatted(id, id, begin, id, end));
  }

  private PushConfig config() {
    return PushConfig.read(settings());
  }

  private String[] settings() {
    return new String[] {
      "--http.port", "0",
      "--kafka.bootstrap.servers", broker.address(),
      "--oncall.policy", folder.resolve("oncall.yaml").toString()
    };
  }

  private Process process() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                ReachedServer.class.getName(),
                folder.resolve("arrived").toString()));
    command.addAll(List.of(settings()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log-" + System.nanoTime()).toFile())
        .start();
  }

  private static HttpResponse<String> acknowledge(PushServer server, String id, String by)
      throws Exception {
    // The server may not have read it yet.
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(
                                server
                                    .uri()
                                    .resolve(
                                        "/api/notifications/"
                                            + URLEncoder.encode(id, StandardCharsets.UTF_8)
                                            + "/ack"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"by\":\"" + by + "\"}"))
                            .build(),
                        BodyHandlers.ofString()),
            answer -> answer.statusCode() == 200);
  }

  private static String get(PushServer server, String path) throws Exception {
    URI uri = server.uri().resolve(path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
