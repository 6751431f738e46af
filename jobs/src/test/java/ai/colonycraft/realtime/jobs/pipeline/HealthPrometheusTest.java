package ai.colonycraft.realtime.jobs.pipeline;

import static ai.colonycraft.realtime.jobs.pipeline.PrometheusTest.labelsOf;
import static ai.colonycraft.realtime.jobs.pipeline.PrometheusTest.query;
import static ai.colonycraft.realtime.jobs.pipeline.PrometheusTest.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A real Prometheus on the shipped config answers what the NOC asks of services. */
class HealthPrometheusTest {

  private static final int REQUESTS = 400;

  @Test
  void answersTheExpressionsOfTheOperationsCommandCenter() throws Exception {
    Program.require("prometheus");
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth()) {
      send(pipeline);
      int port = Ports.orFree(0);
      Process prometheus = PrometheusTest.start(pipeline, port);
      try {
        await()
            .atMost(Replay.PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .untilAsserted(
                () -> assertThat(value(port, "sum(http_requests_total)")).isEqualTo(REQUESTS));

        assertThat(
                value(
                    port,
                    "sum(http_requests_total{status_code=~\"5..\"}) / sum(http_requests_total)"))
            .isEqualTo(0.05);
        assertThat(
                value(
                    port,
                    """
                    (sum(http_request_duration_seconds_bucket{le="0.3"})
                      + sum(http_request_duration_seconds_bucket{le="1.2"})) / 2
                      / sum(http_request_duration_seconds_count)\
                    """))
            .isEqualTo(0.75);
        assertThat(
                values(query(port, "sum(container_cpu_usage_seconds_total) by (region)"), "region"))
            .isEqualTo(Map.of("eu-west-1", 2.5, "us-east-1", 2.5));
        assertThat(values(query(port, "sum by (topic) (event_delay_seconds_count)"), "topic"))
            .isEqualTo(Map.of("service-events", REQUESTS + 3.0));
        // When the deployment was, in milliseconds, is the value: what an annotation asks for.
        assertThat(value(port, "deployment_timestamp_seconds{version=\"2.4.1\"} * 1000 < 2e12"))
            .isGreaterThan(1e12);
        assertThat(labelsOf(query(port, "http_requests_total")))
            .containsExactlyInAnyOrder(
                "__name__",
                "service",
                "region",
                "method",
                "status_code",
                "instance",
                "job",
                "job_name");
        assertThat(labelsOf(query(port, "http_request_duration_seconds_bucket")))
            .contains("service", "le")
            .doesNotContain("region");
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  /** One in twenty fails; half are satisfying, half tolerable. */
  private static void send(Pipeline pipeline) {
    for (int i = 0; i < REQUESTS; i++) {
      send(
          pipeline,
          """
          "type":"http_request","service":"s-%d","region":"eu-west-1","method":"GET",\
          "statusCode":%d,"durationMs":%d\
          """
              .formatted(i % 4, i % 20 == 0 ? 502 : 200, i % 2 == 0 ? 120 : 900));
    }
    for (String region : new String[] {"eu-west-1", "us-east-1"}) {
      send(
          pipeline,
          "\"type\":\"resource_usage\",\"service\":\"s-1\",\"region\":\"%s\",\"cpuSeconds\":2.5"
              .formatted(region));
    }
    send(
        pipeline,
        """
        "type":"deployment_started","service":"s-1","region":"eu-west-1","version":"2.4.1\"\
        """);
    pipeline.flush();
  }

  private static void send(Pipeline pipeline, String fields) {
    String event = "{\"timestamp\":%d,%s}".formatted(System.currentTimeMillis(), fields);
    pipeline.send("service-events", 0, event.getBytes(StandardCharsets.UTF_8));
  }

  private static double value(int port, String expression) throws Exception {
    return values(query(port, expression), null).getOrDefault("", Double.NaN);
  }
}
