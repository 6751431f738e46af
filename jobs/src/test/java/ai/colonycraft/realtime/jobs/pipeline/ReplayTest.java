package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded events through the whole job give the figures that were computed apart from it. */
class ReplayTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LONG_AFTER = Duration.ofHours(12).toMillis();

  private final List<String> recorded = Recorded.userActivity();
  private final JsonNode expected = Recorded.expected();

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void givesTheExpectedFiguresAtParallelism(int parallelism) throws Exception {
    try (Pipeline pipeline = Pipeline.start(parallelism).run()) {
      pipeline.send(recorded);
      assertFigures(pipeline);
    }
  }

  @Test
  void givesTheSameFiguresWithTheInputShuffledWithinFiveSeconds() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(shuffled(recorded, 5_000));
      assertFigures(pipeline);
    }
  }

  @Test
  void givesTheSameFiguresWhenATaskManagerIsLostInTheMiddle() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      int half = recorded.size() / 2;
      pipeline.send(recorded.subList(0, half));
      awaitEvents(pipeline, half);
      long before = pipeline.completedCheckpoints();
      await().atMost(PATIENCE).until(() -> pipeline.completedCheckpoints() > before);
      // What comes now is counted, and not in any checkpoint for sure: it must be counted again.
      pipeline.send(recorded.subList(half, half + 2_000));
      awaitEvents(pipeline, half + 2_000);

      pipeline.loseTaskManager();

      pipeline.send(recorded.subList(half + 2_000, recorded.size()));
      assertFigures(pipeline);
    }
  }

  private void assertFigures(Pipeline pipeline) {
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
              Outcome.assertFigures(expected, summaries, pipeline.scrape());
            });
    assertThat(pipeline.scrape().sum("events_late_total")).isZero();
    assertThat(pipeline.read("dead-letters")).isEmpty();
  }

  /** Until the job has counted so many; event time must not run ahead of what is still to come. */
  private static void awaitEvents(Pipeline pipeline, int events) {
    await()
        .atMost(PATIENCE)
        .failFast("the job failed", () -> pipeline.status() == JobStatus.FAILED)
        .untilAsserted(
            () ->
                assertThat(pipeline.scrape().sum("user_activity_events_total")).isEqualTo(events));
  }

  private static long timestamp(String line) {
    return Outcome.json(line.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .get("timestamp")
        .asLong();
  }

  private static List<String> shuffled(List<String> lines, int withinMillis) {
    Random random = new Random(7);
    record Moved(long at, String line) {}
    List<Moved> moved = new ArrayList<>();
    for (String line : lines) {
      moved.add(new Moved(timestamp(line) + random.nextInt(withinMillis), line));
    }
    return moved.stream().sorted(Comparator.comparingLong(Moved::at)).map(Moved::line).toList();
  }
}
