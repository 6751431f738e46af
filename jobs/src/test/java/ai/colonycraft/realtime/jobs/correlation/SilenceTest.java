package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** A rule matches silence, also when nothing comes from anybody. */
class SilenceTest {

  private static final String RULE =
      """
      id: service-silent
      key: service
      within: 3 s
      severity: critical
      steps:
        - {name: last, type: resource_usage}
        - {name: more, contiguity: notFollowedBy, type: resource_usage}
      notification: {title: "${key} is silent", message: m}
      """;

  @Test
  void isNoticedWhenAllTopicsAreSilent() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "service-silent", RULE);
      run.submitLive();
      run.send(
          "service-events",
          "gateway",
          "{\"type\":\"resource_usage\",\"timestamp\":%d,\"service\":\"gateway\",\"cpuSeconds\":1}"
              .formatted(System.currentTimeMillis()));
      await()
          .atMost(CorrelationRun.PATIENCE)
          .untilAsserted(() -> assertThat(run.titles()).containsExactly("gateway is silent"));
    }
  }
}
