package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Users and colonies that have gone leave nothing behind on the reporter, nor live. */
class LeavingTest {

  private static final long T0 = 1_750_000_000_000L;

  private static List<String> events(int users) {
    return IntStream.range(0, users)
        .mapToObj(
            i ->
                """
                {"type":"agent_action","timestamp":%d,"userId":"u-%d","platform":"%s",\
                "region":"eu-west-1","countryCode":"DE","colonyId":"c-%d","colonyName":"Reef %d",\
                "agentId":"a-%d","tokens":3,"cpuSeconds":0.25}"""
                    .formatted(T0 + i, i, i % 2 == 0 ? "web" : "ios", i % 7, i % 7, i % 2))
        .toList();
  }

  @Test
  void takesTheSeriesAwayWhenEventTimeHasPassedTheLastEvents() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      pipeline.send(events(1000));
      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(pipeline.scrape().by("active_users", "platform"))
                    .isEqualTo(Map.of("web", 500L, "ios", 500L));
                assertThat(pipeline.scrape().sum("colony_activity")).isEqualTo(1000);
                assertThat(pipeline.scrape().sum("colony_tokens")).isEqualTo(3000);
                assertThat(pipeline.scrape().sum("colony_cpu_seconds")).isEqualTo(250);
                assertThat(pipeline.scrape().sum("agent_activity")).isEqualTo(1000);
                assertThat(pipeline.scrape().sum("agent_tokens")).isEqualTo(3000);
                assertThat(pipeline.scrape().sum("agent_cpu_seconds")).isEqualTo(250);
                assertThat(pipeline.scrape().by("agent_activity", "agent_id"))
                    .isEqualTo(Map.of("a-0", 500L, "a-1", 500L));
                assertThat(pipeline.scrape().by("agent_activity", "colony_id")).hasSize(7);
                LiveTopic live = LiveTopic.of(pipeline.read("live-updates"));
                assertThat(live.value("agent_activity")).contains(1000.);
                assertThat(live.value("agent_tokens")).contains(3000.);
                assertThat(live.value("colony_activity")).contains(1000.);
                assertThat(live.value("colony_activity{colony_id=\"c-6\"}")).contains(142.);
                assertThat(live.value("colony_tokens")).contains(3000.);
                assertThat(live.value("colony_tokens{colony_id=\"c-6\"}")).contains(426.);
                assertThat(live.value("colony_cpu_seconds{colony_id=\"c-6\"}")).contains(35.5);
              });

      pipeline.advanceTo(T0 + 300_000 + 999);

      // Only the three users that carried the time on are left.
      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(pipeline.scrape().by("active_users", "platform"))
                    .isEqualTo(Map.of("clock", 3L));
                assertThat(pipeline.scrape().by("colony_activity", "colony_id")).isEmpty();
                for (String spent :
                    List.of(
                        "colony_tokens",
                        "colony_cpu_seconds",
                        "agent_activity",
                        "agent_tokens",
                        "agent_cpu_seconds")) {
                  assertThat(pipeline.scrape().by(spent, "colony_id")).isEmpty();
                }
                assertThat(LiveTopic.of(pipeline.read("live-updates")).series())
                    .containsKeys("colony_activity", "colony_tokens", "colony_cpu_seconds")
                    .doesNotContainKey("colony_activity{colony_id=\"c-6\"}")
                    .doesNotContainKey("colony_tokens{colony_id=\"c-6\"}")
                    .doesNotContainKey("colony_cpu_seconds{colony_id=\"c-6\"}");
              });
    }
  }

  @Test
  void takesTheSeriesAwayByTheClockWhileTheInputIsSilent() throws Exception {
    try (Pipeline pipeline =
        Pipeline.start(2).run("--active.length", "2 s", "--event.idle", "500 ms")) {
      pipeline.send(events(100));
      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> assertThat(pipeline.scrape().sum("user_activity_events_total")).isEqualTo(100));

      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(pipeline.scrape().sum("user_activity_events_total")).isEqualTo(100);
                assertThat(pipeline.scrape().by("active_users", "platform")).isEmpty();
                assertThat(pipeline.scrape().by("colony_activity", "colony_id")).isEmpty();
              });
    }
  }
}
