package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The job goes on from a savepoint that the released version took in the middle of the recording.
 * The savepoint is kept in {@code released}; {@code -Drelease=true} takes a new one.
 */
class ReleasedSavepointTest {

  private static final Path RELEASED =
      Path.of("src", "test", "resources", "released").toAbsolutePath();

  private static final Path KEPT = RELEASED.resolve("user-activity-savepoint");

  /** The number of key groups that it was made with, which who goes on from it must name. */
  private static final Path KEY_GROUPS = RELEASED.resolve("user-activity-key-groups.txt");

  /** Few, since the state of each is kept with our sources. */
  private static final int BEFORE = 2_000;

  private final List<String> recorded = Recorded.userActivity();

  @Test
  void givesTheExpectedFiguresAtAnotherParallelism() throws Exception {
    if (Boolean.getBoolean("release")) {
      release();
    }
    try (Pipeline pipeline = Pipeline.start(3)) {
      pipeline.send(recorded.subList(0, BEFORE));
      pipeline.from(KEPT).run("--parallelism.max", Files.readString(KEY_GROUPS).strip());
      Replay.awaitEvents(pipeline, BEFORE);
      assertThat(pipeline.scrape().sum("event_delay_seconds_count")).isEqualTo(BEFORE);

      pipeline.send(recorded.subList(BEFORE, recorded.size()));

      Replay replay = new Replay(recorded);
      replay.assertFiguresFrom(pipeline, Replay.timestamp(recorded.get(BEFORE - 1)));
    }
  }

  private void release() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(recorded.subList(0, BEFORE));
      Replay.awaitEvents(pipeline, BEFORE);
      Path savepoint = pipeline.stopWithSavepoint();
      delete(KEPT);
      Files.createDirectories(KEPT);
      try (Stream<Path> files = Files.list(savepoint)) {
        for (Path file : files.toList()) {
          Files.copy(file, KEPT.resolve(file.getFileName()));
        }
      }
      Files.writeString(KEY_GROUPS, UserActivityConfig.read().maxParallelism() + "\n");
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
