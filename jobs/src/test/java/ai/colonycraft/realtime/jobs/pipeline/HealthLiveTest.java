package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the NOC sees of services and pages, from a broker to a reporter and to live-updates. */
class HealthLiveTest {

  private static Pipeline pipeline;

  @BeforeAll
  static void start() throws Exception {
    pipeline =
        Pipeline.start(2)
            .runServiceHealth(
                "--live.rate-span",
                "2 s",
                "--live.ratio-span",
                "4 s",
                "--resources.silence",
                "3 s");
  }

  @AfterAll
  static void stop() {
    pipeline.close();
  }

  @Test
  void movesTheRatesWithTheRequestsAndFallsToZeroInSilence() {
    for (int i = 0; i < 100; i++) {
      int status = i % 10 == 0 ? 503 : 200;
      double millis = i < 50 ? 300 : i < 80 ? 1200 : 1201;
      request("shop", "eu-west-1", status, millis);
    }
    pipeline.flush();

    eventually(
        live -> {
          assertThat(live.value("request_rate{service=\"shop\"}").orElse(0.)).isPositive();
          assertThat(live.value("error_rate{service=\"shop\"}")).contains(0.1);
          assertThat(live.value("apdex{service=\"shop\"}")).contains(0.65);
          assertThat(live.value("apdex{service=\"shop\",region=\"eu-west-1\"}")).contains(0.65);
        });
    assertThat(pipeline.scrape().by("http_request_duration_seconds_bucket", "le"))
        .containsEntry("0.3", 50L)
        .containsEntry("1.2", 80L)
        .containsEntry("2.5", 100L)
        .containsEntry("+Inf", 100L)
        .containsKeys("0.005", "0.01", "0.025", "0.05", "0.1", "0.5", "5", "10");
    assertThat(pipeline.scrape().sum("http_request_duration_seconds_sum"))
        .isCloseTo(15 + 36 + 24.02, org.assertj.core.data.Offset.offset(1e-6));

    eventually(
        live -> {
          assertThat(live.value("http_request_duration_seconds_bucket{le=\"0.3\"}")).contains(50.);
          assertThat(live.value("http_request_duration_seconds_bucket{le=\"+Inf\"}"))
              .contains(100.);
        });

    // Silence: no requests and no errors; but no request is no reason to call anybody content.
    eventually(
        live -> {
          assertThat(live.value("request_rate")).contains(0.);
          assertThat(live.value("request_rate{service=\"shop\"}")).contains(0.);
          assertThat(live.value("error_rate{service=\"shop\"}")).contains(0.);
          assertThat(live.value("apdex{service=\"shop\"}")).isEmpty();
        });
  }

  @Test
  void countsCpuByPlaceAndTellsTheMemoryOfTheInstancesThatLive() {
    for (String instance : List.of("a", "b")) {
      service(
          """
          "type":"resource_usage","service":"mill","region":"us-east-1","instance":"%s",\
          "cpuSeconds":1.25,"memoryBytes":1000\
          """
              .formatted(instance));
    }
    service(
        """
        "type":"resource_usage","service":"mill","region":"us-east-1","instance":"a",\
        "cpuSeconds":0.5,"memoryBytes":1500\
        """);
    pipeline.flush();

    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              Scrape scrape = pipeline.scrape();
              assertThat(scrape.by("container_memory_working_set_bytes", "service"))
                  .containsEntry("mill", 2500L);
              assertThat(scrape.sum("container_cpu_usage_seconds_total")).isEqualTo(3.0);
            });
    eventually(
        live ->
            assertThat(live.value("container_memory_working_set_bytes{region=\"us-east-1\"}"))
                .contains(2500.));

    // Instances that say no more are gone, and so is what they held; what they used stays used.
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              Scrape scrape = pipeline.scrape();
              assertThat(scrape.by("container_memory_working_set_bytes", "service"))
                  .doesNotContainKey("mill");
              assertThat(scrape.sum("container_cpu_usage_seconds_total")).isEqualTo(3.0);
            });
  }

  @Test
  void tellsTheStateOfAServiceAndWhenWhichVersionWasDeployed() {
    service(
        """
        "type":"health_changed","service":"forge","region":"eu-west-1","severity":"critical",\
        "value":0\
        """);
    service(
        """
        "type":"deployment_finished","service":"forge","region":"eu-west-1","version":"2.4.1\"\
        """);
    pipeline.flush();
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(pipeline.scrape().by("service_health", "state"))
                  .isEqualTo(Map.of("unhealthy", 1L));
              assertThat(pipeline.scrape().by("deployment_timestamp_seconds", "version"))
                  .containsOnlyKeys("2.4.1");
            });
    assertThat(pipeline.scrape().sum("deployment_timestamp_seconds"))
        .isBetween(now() / 1000.0 - 600, now() / 1000.0);

    service(
        "\"type\":\"health_changed\",\"service\":\"forge\",\"region\":\"eu-west-1\",\"value\":1");
    service(
        """
        "type":"deployment_finished","service":"forge","region":"eu-west-1","version":"2.4.2\"\
        """);
    pipeline.flush();

    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(pipeline.scrape().by("service_health", "state"))
                  .isEqualTo(Map.of("healthy", 1L));
              assertThat(pipeline.scrape().by("deployment_timestamp_seconds", "version"))
                  .containsOnlyKeys("2.4.2");
            });
  }

  @Test
  void countsWhatBrowsersReportByPlatformAndGroupOfPages() {
    client(
        "\"type\":\"web_vital\",\"name\":\"LCP\",\"value\":2400,\"page\":\"/colonies/c-17?x=1\"");
    client("\"type\":\"web_vital\",\"name\":\"LCP\",\"value\":4100,\"page\":\"/colonies/c-18\"");
    client("\"type\":\"web_vital\",\"name\":\"CLS\",\"value\":0.08,\"page\":\"/\"");
    client("\"type\":\"web_vital\",\"name\":\"XYZ\",\"value\":1,\"page\":\"/\"");
    client("\"type\":\"js_error\",\"message\":\"x is undefined\",\"page\":\"/docs\"");
    pipeline.flush();

    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              Scrape scrape = pipeline.scrape();
              assertThat(scrape.by("web_vital_lcp_seconds_bucket", "le"))
                  .containsEntry("2.5", 1L)
                  .containsEntry("4", 1L)
                  .containsEntry("6", 2L);
              assertThat(scrape.by("web_vital_lcp_seconds_count", "page_group"))
                  .isEqualTo(Map.of("/colonies/:id", 2L));
              assertThat(scrape.sum("web_vital_lcp_seconds_sum")).isEqualTo(6.5);
              assertThat(scrape.sum("web_vital_cls_score_sum")).isEqualTo(0.08);
              assertThat(scrape.by("web_vitals_ignored_total", "reason"))
                  .isEqualTo(Map.of("unknown_name", 1L));
              assertThat(scrape.by("client_errors_total", "page_group"))
                  .isEqualTo(Map.of("/docs", 1L));
              assertThat(scrape.by("client_reports_total", "type"))
                  .isEqualTo(Map.of("web_vital", 4L, "js_error", 1L));
            });
  }

  @Test
  void countsRefusedRecordsByTopicAndKeepsThem() {
    pipeline.send("service-events", 0, "{\"type\":\"span\"".getBytes(StandardCharsets.UTF_8));
    pipeline.send("client-reports", 0, "{\"type\":\"x\"}".getBytes(StandardCharsets.UTF_8));
    pipeline.flush();

    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(pipeline.scrape().by("events_rejected_total", "topic"))
                  .isEqualTo(Map.of("service-events", 1L, "client-reports", 1L));
              assertThat(pipeline.read("dead-letters")).hasSize(2);
            });
    // Another job counts other topics under the same name: no job publishes the total.
    eventually(
        live -> {
          assertThat(live.value("events_rejected_total{topic=\"client-reports\"}")).contains(1.);
          assertThat(live.series()).doesNotContainKey("events_rejected_total");
        });
  }

  private static void eventually(java.util.function.Consumer<LiveTopic> holds) {
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(() -> holds.accept(LiveTopic.of(pipeline.read("live-updates"))));
  }

  private static void request(String service, String region, int status, double millis) {
    service(
        """
        "type":"http_request","service":"%s","region":"%s","method":"GET","statusCode":%d,\
        "durationMs":%s\
        """
            .formatted(service, region, status, millis));
  }

  private static void service(String fields) {
    send("service-events", fields);
  }

  private static void client(String fields) {
    send("client-reports", "\"sessionId\":\"s-1\",\"platform\":\"web\"," + fields);
  }

  private static void send(String topic, String fields) {
    String event = "{\"timestamp\":%d,%s}".formatted(now(), fields);
    pipeline.send(topic, 0, event.getBytes(StandardCharsets.UTF_8));
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
