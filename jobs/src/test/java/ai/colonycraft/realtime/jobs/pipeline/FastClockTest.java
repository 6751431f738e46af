package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One sender whose clock is fast takes nobody else's counts away. */
class FastClockTest {

  private static final long MINUTE = 60_000;

  private static String event(long timestamp, String user, String platform) {
    return "{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"%s\",\"platform\":\"%s\"}"
        .formatted(timestamp, user, platform);
  }

  @Test
  void keepsTheOthersActiveAndInTimeWhenOneEventIsHalfAnHourAhead() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      long now = System.currentTimeMillis();
      pipeline.send(
          List.of(event(now, "u-1", "web"), event(now, "u-2", "web"), event(now, "u-3", "web")));
      for (int partition = 0; partition < Pipeline.PARTITIONS; partition++) {
        pipeline.send(partition, event(now + 30 * MINUTE, "fast-" + partition, "ios").getBytes());
      }
      Replay.awaitEvents(pipeline, 6);

      pipeline.send(List.of(event(now + 1, "u-1", "web")));

      Replay.awaitEvents(pipeline, 7);
      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(pipeline.scrape().by("active_users", "platform"))
                      .isEqualTo(Map.of("web", 3L, "ios", 3L)));
      assertThat(pipeline.scrape().sum("events_late_total")).isZero();
    }
  }
}
