package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** What JSON can say and UTF-8 can't write is a name like others, and stops nothing. */
class HalfCharacterTest {

  private static final int USERS = 24;

  @Test
  void countsUsersAndColoniesWhoseIdsHaveHalfAPairOfSurrogates() throws Exception {
    try (Pipeline pipeline = Pipeline.start(4).run()) {
      for (int i = 0; i < USERS; i++) {
        String event =
            ("{\"type\":\"page_view\",\"timestamp\":%d,\"userId\":\"\\ud83d-%d\","
                    + "\"username\":\"\\ude00\",\"colonyId\":\"\\udbff-%d\",\"platform\":\"web\"}")
                .formatted(System.currentTimeMillis(), i, i);
        pipeline.send(i % Pipeline.PARTITIONS, event.getBytes(StandardCharsets.UTF_8));
      }
      pipeline.flush();

      Replay.awaitEvents(pipeline, USERS);
      await()
          .atMost(Replay.PATIENCE)
          .untilAsserted(
              () -> {
                Scrape scrape = pipeline.scrape();
                assertThat(scrape.sum("active_users")).isEqualTo(USERS);
                assertThat(scrape.by("colony_activity", "colony_id"))
                    .hasSize(USERS)
                    .containsEntry("\ufffd-0", 1L);
              });
      assertThat(pipeline.status()).isEqualTo(JobStatus.RUNNING);
    }
  }
}
