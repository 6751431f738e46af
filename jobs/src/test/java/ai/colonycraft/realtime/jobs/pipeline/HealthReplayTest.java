package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded requests through the whole job give the figures that were computed apart from it. */
class HealthReplayTest {

  private final List<String> recorded = Recorded.serviceEvents();
  private final JsonNode expected = Recorded.expected("service_events");

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void givesTheExpectedFiguresAtParallelism(int parallelism) throws Exception {
    try (Pipeline pipeline = Pipeline.start(parallelism).runServiceHealth()) {
      send(pipeline, recorded);
      awaitRequests(pipeline, recorded.size());
      assertFigures(pipeline.scrape());
    }
  }

  @Test
  void givesTheSameFiguresWhenATaskManagerIsLostInTheMiddle() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth()) {
      int half = recorded.size() / 2;
      send(pipeline, recorded.subList(0, half));
      awaitRequests(pipeline, half);
      long before = pipeline.completedCheckpoints();
      await().atMost(Replay.PATIENCE).until(() -> pipeline.completedCheckpoints() > before);
      // What comes now is counted, and not in any checkpoint for sure: it must be counted again.
      send(pipeline, recorded.subList(half, half + 500));
      awaitRequests(pipeline, half + 500);

      pipeline.loseTaskManager();

      send(pipeline, recorded.subList(half + 500, recorded.size()));
      awaitRequests(pipeline, recorded.size());
      assertFigures(pipeline.scrape());
    }
  }

  private void assertFigures(Scrape scrape) {
    assertThat(scrape.sum("http_requests_total")).isEqualTo(expected.get("events").asDouble());
    assertThat(scrape.by("http_requests_total", "status_code"))
        .isEqualTo(longs(expected.get("by_status_code")));
    assertThat(scrape.by("http_requests_total", "service"))
        .isEqualTo(longs(expected.get("by_service")));
    assertThat(scrape.by("service_events_total", "type"))
        .isEqualTo(Map.of("http_request", expected.get("events").asLong()));
    assertThat(scrape.sum("event_delay_seconds_count"))
        .isEqualTo(expected.get("events").asDouble());
    assertThat(scrape.sum("events_rejected_total")).isZero();
    assertThat(scrape.sum("events_late_total")).isZero();
    // The recording holds no durations, and none are made up.
    assertThat(scrape.sum("http_request_duration_seconds_count")).isZero();
  }

  private static Map<String, Long> longs(JsonNode node) {
    return node.properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asLong()));
  }

  private static void send(Pipeline pipeline, List<String> lines) {
    for (String line : lines) {
      byte[] value = line.getBytes(StandardCharsets.UTF_8);
      String service = Outcome.json(value).get("service").asText();
      pipeline.send(
          "service-events", Math.floorMod(service.hashCode(), Pipeline.PARTITIONS), value);
    }
    pipeline.flush();
  }

  private static void awaitRequests(Pipeline pipeline, int requests) {
    await()
        .atMost(Replay.PATIENCE)
        .failFast("the job failed", () -> pipeline.status() == JobStatus.FAILED)
        .untilAsserted(
            () -> assertThat(pipeline.scrape().sum("http_requests_total")).isEqualTo(requests));
  }
}
