package ai.colonycraft.realtime.jobs.pipeline;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** A job that is stopped with a savepoint ends, whenever it is stopped. */
class StopTest {

  private static final int STOPS = 10;

  @Test
  void endsWithTheSavepointThatItIsStoppedWith() throws Exception {
    try (Pipeline pipeline = Pipeline.start(4)) {
      for (int i = 0; i < STOPS; i++) {
        pipeline.runServiceHealth();
        await()
            .atMost(Replay.PATIENCE)
            .ignoreExceptions()
            .until(() -> pipeline.completedCheckpoints() > 0);
        pipeline.from(pipeline.stopWithSavepoint());
      }
    }
  }
}
