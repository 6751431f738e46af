package ai.colonycraft.realtime.jobs.pipeline;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded events through the whole job give the figures that were computed apart from it. */
class ReplayTest {

  private final List<String> recorded = Recorded.withAgents(Recorded.userActivity());
  private final Replay replay = new Replay(recorded);

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void givesTheExpectedFiguresAtParallelism(int parallelism) throws Exception {
    try (Pipeline pipeline = Pipeline.start(parallelism).run()) {
      pipeline.send(recorded);
      replay.assertFigures(pipeline);
    }
  }

  @Test
  void givesTheSameFiguresWithTheInputShuffledWithinFiveSeconds() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(shuffled(recorded, 5_000));
      replay.assertFigures(pipeline);
    }
  }

  @Test
  void givesTheSameFiguresWhenATaskManagerIsLostInTheMiddle() throws Exception {
    loseATaskManagerInTheMiddle(Map.of());
  }

  @Test
  void givesTheSameFiguresOnRocksDbWhenATaskManagerIsLostInTheMiddle() throws Exception {
    loseATaskManagerInTheMiddle(RocksDb.SETTINGS);
  }

  private void loseATaskManagerInTheMiddle(Map<String, String> flinkSettings) throws Exception {
    try (Pipeline pipeline = Pipeline.start(2, flinkSettings).run()) {
      int half = recorded.size() / 2;
      pipeline.send(recorded.subList(0, half));
      Replay.awaitEvents(pipeline, half);
      long before = pipeline.completedCheckpoints();
      await().atMost(Replay.PATIENCE).until(() -> pipeline.completedCheckpoints() > before);
      // What comes now is counted, and not in any checkpoint for sure: it must be counted again.
      pipeline.send(recorded.subList(half, half + 2_000));
      Replay.awaitEvents(pipeline, half + 2_000);

      pipeline.loseTaskManager();

      pipeline.send(recorded.subList(half + 2_000, recorded.size()));
      replay.assertFigures(pipeline);
    }
  }

  private static List<String> shuffled(List<String> lines, int withinMillis) {
    Random random = new Random(7);
    record Moved(long at, String line) {}
    List<Moved> moved = new ArrayList<>();
    for (String line : lines) {
      moved.add(new Moved(Replay.timestamp(line) + random.nextInt(withinMillis), line));
    }
    return moved.stream().sorted(Comparator.comparingLong(Moved::at)).map(Moved::line).toList();
  }
}
