package ai.colonycraft.realtime.push.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestBroker;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule of a real Prometheus, through a real Alertmanager, to a real topic. */
class AlertmanagerTest {

  private static final String RULES =
      """
      groups:
        - name: push
          interval: 1s
          rules:
            - alert: SomebodyIsConnected
              expr: push_connections > 0
              labels: {severity: critical}
              annotations:
                summary: "{{ $value }} client(s) on {{ $labels.job }}"
                description: Somebody looks at the numbers.
                runbook_url: https://runbooks.example.com/somebody
      """;
  private static final String PROMETHEUS =
      """
      global: {scrape_interval: 1s}
      rule_files: [%s]
      alerting:
        alertmanagers:
          - static_configs: [{targets: ["127.0.0.1:%d"]}]
      scrape_configs:
        - job_name: push
          authorization: {credentials_file: %s}
          static_configs: [{targets: ["127.0.0.1:%d"]}]
      """;
  private static final String ALERTMANAGER =
      """
      route: {receiver: push, group_wait: 1s, group_interval: 1s, repeat_interval: 1s}
      receivers:
        - name: push
          webhook_configs:
            - url: http://127.0.0.1:%d/api/alerts
              http_config: {authorization: {credentials_file: %s}}
      """;

  @TempDir private Path folder;

  @Test
  void aRuleThatFiresAndEndsIsOneNotificationThatIsResolved() throws Exception {
    String prometheus = Needs.program("prometheus");
    String alertmanager = Needs.program("prometheus-alertmanager");
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    Path token =
        Files.writeString(folder.resolve("token"), issuer.token("metrics:read alerts:write"));
    try (TestBroker broker = new TestBroker().start()) {
      broker.createTopic("notifications", 1);
      try (TestTransport server =
              TestTransport.start(
                  "--kafka.bootstrap.servers",
                  broker.address(),
                  "--auth.secret",
                  folder.resolve("secret").toString());
          RunningProcess alerts = startAlertmanager(alertmanager, server.port(), token);
          RunningProcess rules =
              startPrometheus(prometheus, Monitoring.port(alerts), server.port(), token)) {
        TestClient client = connect(server.port(), issuer);
        await().until(() -> server.metrics.alertsAccepted.sum() >= 2); // It is repeated.
        client.close();
        await().until(() -> values(broker).stream().anyMatch(v -> v.contains("resolvedAt")));

        assertIsOneNotification(broker.read("notifications", 3));
        assertThat(server.metrics.alertsRefused.sum()).isZero();
        assertThat(rules.lines()).isNotEmpty();
      }
    }
  }

  private static void assertIsOneNotification(List<ConsumerRecord<String, String>> records)
      throws Exception {
    JsonNode first = new ObjectMapper().readTree(records.get(0).value());
    JsonNode last = new ObjectMapper().readTree(records.get(records.size() - 1).value());
    assertThat(records).extracting(ConsumerRecord::key).containsOnly(first.get("id").asText());
    assertThat(new ObjectMapper().readTree(records.get(1).value()).get("count").asInt())
        .isEqualTo(2);
    assertThat(first.get("type").asText()).isEqualTo("critical");
    assertThat(first.get("title").asText()).isEqualTo("1 client(s) on push");
    assertThat(first.get("message").asText()).isEqualTo("Somebody looks at the numbers.");
    assertThat(first.get("source").asText()).isEqualTo("alertmanager");
    assertThat(first.at("/context/alertname").asText()).isEqualTo("SomebodyIsConnected");
    assertThat(first.get("actionUrl").asText()).isEqualTo("https://runbooks.example.com/somebody");
    assertThat(first.has("resolvedAt")).isFalse();
    assertThat(first.get("state").asText()).isEqualTo("open");
    assertThat(last.get("state").asText()).isEqualTo("resolved");
    assertThat(last.get("resolvedAt").asLong()).isGreaterThan(first.get("timestamp").asLong());
  }

  private RunningProcess startAlertmanager(String program, int push, Path token) throws Exception {
    return Monitoring.alertmanager(
        program, folder, ALERTMANAGER.formatted(push, token), FreePort.any());
  }

  private RunningProcess startPrometheus(String program, int alertmanager, int push, Path token)
      throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
    return Monitoring.prometheus(
        program, folder, PROMETHEUS.formatted(rules, alertmanager, token, push), FreePort.any());
  }

  private static TestClient connect(int port, Issuer issuer) {
    return TestClient.connect(
            HttpClient.newHttpClient(),
            URI.create("ws://127.0.0.1:" + port + "/stream"),
            "Authorization",
            "Bearer " + issuer.token("metrics:read"))
        .settle();
  }

  private static List<String> values(TestBroker broker) {
    return broker.read("notifications", 1).stream().map(ConsumerRecord::value).toList();
  }
}
