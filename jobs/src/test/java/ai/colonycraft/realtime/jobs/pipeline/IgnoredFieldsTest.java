package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields as log shippers and faulty clients write them: taken, or ignored and counted. */
class IgnoredFieldsTest {

  private static byte[] request(String more) {
    return ("{\"type\":\"http_request\",\"timestamp\":%d,\"service\":\"shop\",\"method\":\"GET\"%s}")
        .formatted(System.currentTimeMillis(), more)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] activity(String more) {
    return ("{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"u-1\"%s}")
        .formatted(System.currentTimeMillis(), more)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void areCountedByFieldAndReasonAndLeaveSumsAndLabelsAlone() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth()) {
      pipeline.send("service-events", 0, request(",\"statusCode\":\"200\",\"durationMs\":\"250\""));
      pipeline.send("service-events", 1, request(",\"statusCode\":200,\"durationMs\":9e15"));
      pipeline.send("service-events", 2, request(",\"statusCode\":\"many\",\"durationMs\":50"));
      pipeline.send(
          "service-events",
          0,
          request(",\"statusCode\":200,\"region\":\"" + "r".repeat(100_000) + "\""));
      pipeline.flush();

      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                Scrape scrape = pipeline.scrape();
                assertThat(scrape.by("http_requests_total", "status_code"))
                    .isEqualTo(Map.of("200", 3L, "unknown", 1L));
                assertThat(scrape.by("event_fields_ignored_total", "field"))
                    .isEqualTo(Map.of("durationMs", 1L, "statusCode", 1L));
                assertThat(scrape.by("event_fields_ignored_total", "reason"))
                    .isEqualTo(Map.of("out_of_range", 1L, "wrong_type", 1L));
              });
      Scrape scrape = pipeline.scrape();
      assertThat(scrape.sum("http_request_duration_seconds_sum")).isEqualTo(0.3);
      assertThat(scrape.samples())
          .allSatisfy(
              sample ->
                  assertThat(sample.labels().values())
                      .allSatisfy(label -> assertThat(label.length()).isLessThan(1000)));
    }
  }

  @Test
  void areCountedInTheJobOfUserActivityAsWell() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(0, activity(",\"tokens\":\"17\",\"model\":\"m\""));
      pipeline.send(1, activity(",\"tokens\":-17,\"colonyName\":7"));
      pipeline.flush();

      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                Scrape scrape = pipeline.scrape();
                assertThat(scrape.by("llm_tokens_total", "model")).isEqualTo(Map.of("m", 17L));
                assertThat(scrape.by("event_fields_ignored_total", "field"))
                    .isEqualTo(Map.of("tokens", 1L, "colonyName", 1L));
              });
    }
  }
}
