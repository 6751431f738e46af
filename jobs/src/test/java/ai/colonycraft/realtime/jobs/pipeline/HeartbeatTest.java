package ai.colonycraft.realtime.jobs.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** Heartbeats pass through a job that has no events. */
class HeartbeatTest {

  private static final String TOPIC = "heartbeats";
  private static final String METRIC = "heartbeat_timestamp_seconds";

  @Test
  void passThroughTheUserActivityJobAndOnAfterAFailure() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      double first = untilThrough(pipeline, "UserActivityJob");

      pipeline.loseTaskManager();

      assertThat(untilThrough(pipeline, "UserActivityJob")).isGreaterThan(first);
      assertThat(pipeline.scrape().by(METRIC, "pipeline")).containsOnlyKeys("UserActivityJob");
    }
  }

  @Test
  void passThroughTheServiceHealthJob() throws Exception {
    try (Pipeline pipeline = Pipeline.start(1).runServiceHealth()) {
      untilThrough(pipeline, "ServiceHealthJob");
    }
  }

  @Test
  void areNotReadWhereTheInputHasAnEnd() throws Exception {
    try (Pipeline pipeline = Pipeline.start(1)) {
      pipeline.send(TOPIC, 0, "{}".getBytes(UTF_8)).get();
      pipeline.run("--source.start", "earliest", "--source.bounded", "true").untilFinished();
      assertThat(LiveTopic.of(pipeline.read("live-updates")).value(key("UserActivityJob")))
          .isEmpty();
    }
  }

  /** Sends heartbeats until one of them comes through; returns its time, epoch seconds. */
  private static double untilThrough(Pipeline pipeline, String name) throws Exception {
    // The job reads those that are written after its start.
    double sent = System.currentTimeMillis() / 1000.0;
    await()
        .atMost(Replay.PATIENCE)
        .until(
            () -> {
              pipeline.send(TOPIC, 0, "any bytes".getBytes(UTF_8)).get();
              return LiveTopic.of(pipeline.read("live-updates"))
                  .value(key(name))
                  .filter(time -> time >= sent)
                  .isPresent();
            });
    return LiveTopic.of(pipeline.read("live-updates")).value(key(name)).orElseThrow();
  }

  private static String key(String pipeline) {
    return "%s{pipeline=\"%s\"}".formatted(METRIC, pipeline);
  }
}
