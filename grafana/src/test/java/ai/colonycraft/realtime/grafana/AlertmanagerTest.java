package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Alertmanager does with the shipped config. */
class AlertmanagerTest {

  @TempDir private Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private HttpServer receiver;
  private Alertmanager alertmanager;

  @BeforeEach
  void start() throws Exception {
    Program.require(Alertmanager.PROGRAM);
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/api/alerts",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(202, -1);
        });
    receiver.start();
    alertmanager = Alertmanager.start(folder, receiver.getAddress().getPort());
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> alertmanager.alerts().isArray());
  }

  @AfterEach
  void stop() {
    if (receiver != null) {
      receiver.stop(0);
    }
    if (alertmanager != null) {
      alertmanager.close();
    }
  }

  @Test
  void aCriticalAlertSilencesTheWarningOfTheSameNameAtTheSamePlaceOnly() throws Exception {
    alertmanager.send(
        "[%s,%s,%s,%s]"
            .formatted(
                alert("ErrorSpike", "critical", "eu-west-1"),
                alert("ErrorSpike", "warning", "eu-west-1"),
                alert("ErrorSpike", "warning", "us-east-1"),
                alert("LatencyBudgetBurn", "warning", "eu-west-1")));

    await()
        .untilAsserted(
            () ->
                assertThat(states())
                    .isEqualTo(
                        Map.of(
                            "ErrorSpike critical eu-west-1", "active",
                            "ErrorSpike warning eu-west-1", "suppressed",
                            "ErrorSpike warning us-east-1", "active",
                            "LatencyBudgetBurn warning eu-west-1", "active")));
  }

  @Test
  void tellsThePushServerOfOneNameAtOnePlaceInOneMessageAndNothingOfTheWatchdog() throws Exception {
    alertmanager.send(
        "[%s,%s,%s]"
            .formatted(
                alert("Watchdog", "none", ""),
                alert("ErrorSpike", "critical", "eu-west-1"),
                alert("ErrorSpike", "critical", "us-east-1")));

    await().until(() -> told.size() == 2);
    assertThat(told)
        .allSatisfy(message -> assertThat(message).contains("\"version\":\"4\"", "ErrorSpike"))
        .noneMatch(message -> message.contains("Watchdog"))
        .noneMatch(message -> message.contains("eu-west-1") && message.contains("us-east-1"));
  }

  private Map<String, String> states() throws IOException {
    Map<String, String> states = new HashMap<>();
    for (JsonNode alert : alertmanager.alerts()) {
      JsonNode labels = alert.get("labels");
      states.put(
          "%s %s %s"
              .formatted(
                  labels.get("alertname").asText(),
                  labels.get("severity").asText(),
                  labels.path("region").asText()),
          alert.at("/status/state").asText());
    }
    return states;
  }

  private static String alert(String name, String severity, String region) {
    return """
        {"labels":{"alertname":"%s","severity":"%s","region":"%s","service":"api-gateway"}}"""
        .formatted(name, severity, region);
  }
}
