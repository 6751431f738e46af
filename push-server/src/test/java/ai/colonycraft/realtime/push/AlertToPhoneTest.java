package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.PushKeys;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.Targets;
import ai.colonycraft.realtime.push.support.TestBroker;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rule of a real Prometheus, through a real Alertmanager, Kafka and the push server, encrypted to
 * the browsers of two people at a local push service.
 */
class AlertToPhoneTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String RULES =
      """
      groups:
        - name: test
          interval: 1s
          rules:
            - alert: CheckoutFails
              expr: vector(1)
              for: 8s # By then Prometheus knows Alertmanager.
              labels: {severity: critical, service: checkout}
              annotations: {summary: Checkout fails}
      """;
  private static final String PROMETHEUS =
      """
      rule_files: [%s]
      alerting:
        alertmanagers:
          - static_configs: [{targets: ["127.0.0.1:%d"]}]
      """;
  private static final String ALERTMANAGER =
      """
      route: {receiver: push, group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
      receivers:
        - name: push
          webhook_configs: [{url: "http://127.0.0.1:%d/api/alerts"}]
      """;
  private static final String POLICY =
      """
      policies:
        all:
          match: {severity: critical}
          steps:
            - {after: 0 s, notify: [{person: ada}]}
            - {after: 5 s, notify: [{person: grace}]}
      """;

  @TempDir private Path folder;

  /** A person's browser: what it decrypts of what its push service got. */
  private record Browser(PushKeys keys, LocalPushService service) {

    List<JsonNode> shown() throws Exception {
      return service.received().stream().map(this::decrypted).toList();
    }

    private JsonNode decrypted(LocalPushService.Received message) {
      try {
        return keys.decrypt(message.body()).get("notification");
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    JsonNode await(String title) {
      return org.awaitility.Awaitility.await(title)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> shown().stream().filter(n -> n.get("title").asText().equals(title)).findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
  }

  @Test
  void anAlertWakesWhoIsOnCallWhoAcknowledgesItFromTheLockScreenAndNobodyElseIsWoken()
      throws Exception {
    String prometheus = Needs.program("prometheus");
    String alertmanager = Needs.program("prometheus-alertmanager");
    Path policy = Files.writeString(folder.resolve("oncall.yaml"), POLICY);
    try (TestBroker broker = new TestBroker().start();
        LocalPushService first = new LocalPushService();
        LocalPushService second = new LocalPushService()) {
      broker.createTopics("live-updates", "notifications", "actions", "people", "outbox");
      Browser ada = new Browser(new PushKeys(), first);
      Browser grace = new Browser(new PushKeys(), second);
      try (PushServer server = PushServer.start(config(broker, policy))) {
        subscribe(server, "ada", ada);
        subscribe(server, "grace", grace);
        wantsNothingButDuty(server, "grace");
        await("the server owns the incidents")
            .atMost(PATIENCE)
            .until(() -> get(server, "/metrics").contains("reach_owned_partitions 1.0"));

        JsonNode incident;
        try (RunningProcess alerts = alertmanager(alertmanager, server.port());
            RunningProcess rules = prometheus(prometheus, Monitoring.port(alerts))) {
          JsonNode woken = ada.await("Checkout fails");
          long arrived = System.currentTimeMillis();
          incident = incident(server);
          Targets.judge(
              "from the firing of the rule to the phone",
              arrived - incident.get("timestamp").asLong(),
              5_000);

          long acknowledged = System.currentTimeMillis();
          assertThat(acknowledge(server, incident, woken.at("/data/token").asText()))
              .isEqualTo(200);
          JsonNode cleared = ada.await("Acknowledged by ada: Checkout fails");
          Targets.judge("until cleared", System.currentTimeMillis() - acknowledged, 2_000);
          assertThat(cleared.get("tag")).isEqualTo(woken.get("tag"));
          assertThat(rules.lines()).isNotEmpty();

          // A second one, which nobody acknowledges, is escalated.
          broker.send("notifications", "other", other());
          ada.await("Login fails");
          grace.await("Not acknowledged yet: Login fails");
        }
        assertThat(grace.shown()).hasSize(1);
        assertThat(ada.shown()).hasSize(3);
      }
    }
  }

  private PushConfig config(TestBroker broker, Path policy) {
    return PushConfig.read(
        LocalPushService.settings(
            folder,
            "--http.port",
            "0",
            "--kafka.bootstrap.servers",
            broker.address(),
            "--oncall.policy",
            policy.toString()));
  }

  private static String other() {
    return ("{\"id\":\"other\",\"type\":\"critical\",\"title\":\"Login fails\",\"message\":\"m\","
            + "\"source\":\"rule\",\"timestamp\":%d,\"context\":{\"service\":\"login\"},"
            + "\"state\":\"open\"}")
        .formatted(System.currentTimeMillis());
  }

  private static void subscribe(PushServer server, String person, Browser browser)
      throws Exception {
    String body = browser.keys().subscription(browser.service().endpoint(person));
    await("a subscription of " + person)
        .atMost(PATIENCE)
        .until(
            () ->
                post(server, "/api/people/me/devices?person=" + person, null, body).statusCode()
                    == 200);
  }

  /** By default people want critical incidents, on call or not. */
  private static void wantsNothingButDuty(PushServer server, String person) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/people/me?person=" + person))
            .PUT(BodyPublishers.ofString("{\"preferences\":{\"severities\":[]}}"))
            .build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private static JsonNode incident(PushServer server) throws Exception {
    return new ObjectMapper()
        .readTree(get(server, "/api/notifications"))
        .get("notifications")
        .get(0);
  }

  private static int acknowledge(PushServer server, JsonNode incident, String token)
      throws Exception {
    String id = URLEncoder.encode(incident.get("id").asText(), StandardCharsets.UTF_8);
    return post(server, "/api/notifications/" + id + "/ack", "Acknowledge " + token, "{}")
        .statusCode();
  }

  private static HttpResponse<String> post(
      PushServer server, String path, String authorization, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri().resolve(path)).POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String get(PushServer server, String path) throws Exception {
    URI uri = server.uri().resolve(path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private RunningProcess alertmanager(String program, int push) throws Exception {
    return Monitoring.alertmanager(program, folder, ALERTMANAGER.formatted(push), FreePort.any());
  }

  private RunningProcess prometheus(String program, int alertmanager) throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
    return Monitoring.prometheus(
        program, folder, PROMETHEUS.formatted(rules, alertmanager), FreePort.any());
  }
}
