package ai.colonycraft.realtime.push.transport.api;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.resolved;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithServer
class MetricsPageTest {

  @TempDir private Path folder;
  private TestTransport server;

  @Test
  void tellsConnectionsSeriesDeliveriesAndRefusals() throws Exception {
    server.publish(total("a", 1), total("b", 1));
    server.metrics.upgradesRefused.increment(Refusal.ORIGIN);
    server.metrics.delay.observe(0.2);
    try (TestClient client = TestClient.connect(server.port()).settle()) {
      await().until(() -> server.metrics.delivered.sum() >= 3);
      await().untilAsserted(() -> assertThat(scrape().lines()).contains("push_queue_messages 0.0"));

      assertThat(scrape().lines())
          .contains(
              "push_connections 1.0",
              "push_queue_messages 0.0",
              "push_series 2.0",
              "push_ready 0.0",
              "push_delivered_total 3.0",
              "push_upgrades_refused_total{reason=\"origin\"} 1.0",
              "push_upgrades_refused_total{reason=\"no_token\"} 0.0",
              "push_dropped_total{reason=\"series_limit\"} 0.0",
              "push_delay_seconds_bucket{le=\"0.25\"} 1",
              "push_delay_seconds_bucket{le=\"0.1\"} 0",
              "push_delay_seconds_count 1",
              "push_kafka_lag_records 0.0");
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void hasTheBeginOfEachOpenIncidentAndTheEndOfEachThatHasEnded() throws Exception {
    Notice ended = notice("n2", "warning", "Gateway is slow", "gateway");
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n3", "info", "Only news", "billing"),
        ended);
    assertThat(series("incident_begin_timestamp_seconds")).hasSize(2);

    server.publish(resolved(ended));

    assertThat(series("incident_begin_timestamp_seconds"))
        .singleElement()
        .asString()
        .startsWith(
            "incident_begin_timestamp_seconds{id=\"n1\",region=\"eu-west-1\",service=\"billing\",severity=\"critical\",state=\"needsSomeone\",title=\"Billing fails\"} 1.");
    assertThat(series("incident_end_timestamp_seconds"))
        .singleElement()
        .asString()
        .contains("id=\"n2\"", "severity=\"warning\"");
    assertThat(series("incidents_open"))
        .containsExactlyInAnyOrder(
            "incidents_open{severity=\"critical\"} 1.0",
            "incidents_open{severity=\"warning\"} 0.0");
  }

  private List<String> series(String metric) throws Exception {
    return scrape().lines().filter(line -> line.startsWith(metric + "{")).toList();
  }

  @Test
  void hasNothingThatPromtoolWouldMend() throws Exception {
    String promtool = Needs.program("promtool");
    Path file = Files.writeString(folder.resolve("metrics"), scrape());

    try (RunningProcess check =
        RunningProcess.start("sh", "-c", promtool + " check metrics < " + file)) {
      int exit = check.waitForExit();
      assertThat(check.lines().stream().filter(l -> l.contains("push_"))).isEmpty();
      assertThat(exit).isIn(0, 3); // 3: there is advice, on names that the JVM's library chose.
    }
  }

  private String scrape() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    return response.body();
  }
}
