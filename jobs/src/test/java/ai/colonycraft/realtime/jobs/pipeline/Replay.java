package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobStatus;

/** Waits until the recorded events are counted, and compares every figure. */
final class Replay {

  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LONG_AFTER = Duration.ofHours(12).toMillis();
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();

  private final List<String> recorded;
  private final JsonNode expected = Recorded.expected();

  Replay(List<String> recorded) {
    this.recorded = recorded;
  }

  /** Carries event time on until all windows and sessions are over, and compares. */
  void assertFigures(Pipeline pipeline) {
    assertFiguresFrom(pipeline, Long.MIN_VALUE);
  }

  /**
   * As {@link #assertFigures}, for a topic that lacks the windows which were over before.
   *
   * @param time only windows that ended after it are compared
   */
  void assertFiguresFrom(Pipeline pipeline, long time) {
    awaitEvents(pipeline, recorded.size());
    long last = timestamp(recorded.get(recorded.size() - 1));
    pipeline.advanceTo(last + LONG_AFTER);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              ArrayNode summaries =
                  Outcome.summaries(
                      Outcome.windows(pipeline.read("activity-windows")), last + LONG_AFTER / 2);
              ObjectNode figures = expected.deepCopy();
              figures.set("windows_5m", after(time, expected.get("windows_5m")));
              Outcome.assertFigures(figures, after(time, summaries), pipeline.scrape());
            });
    assertThat(pipeline.scrape().sum("events_late_total")).isZero();
  }

  private static ArrayNode after(long time, JsonNode windows) {
    ArrayNode after = JsonNodeFactory.instance.arrayNode();
    windows.forEach(
        window -> {
          if (window.get("start").asLong() + WINDOW > time) {
            after.add(window);
          }
        });
    return after;
  }

  /** Until the job has counted so many; event time must not run ahead of what is still to come. */
  static void awaitEvents(Pipeline pipeline, int events) {
    await()
        .atMost(PATIENCE)
        .failFast("the job failed", () -> pipeline.status() == JobStatus.FAILED)
        .untilAsserted(
            () ->
                assertThat(pipeline.scrape().sum("user_activity_events_total")).isEqualTo(events));
  }

  static long timestamp(String line) {
    return Outcome.json(line.getBytes(StandardCharsets.UTF_8)).get("timestamp").asLong();
  }
}
