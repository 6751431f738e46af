package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.rules.read.ShippedRules;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two bad deployments of one service, by the shipped rules in the running job. */
class BadDeploymentsTest {

  private static final List<String> RULES =
      List.of("error-burst-after-deployment", "service-unhealthy-after-deployment");

  private final CorrelationRun run = new CorrelationRun();

  BadDeploymentsTest() throws Exception {}

  private void deploy(String version, String region) {
    run.serviceEvent("deployment_finished", "api", fields(version, region));
    for (int i = 0; i < 25; i++) {
      run.serviceEvent("http_request", "api", fields(version, region) + ",\"statusCode\":500");
    }
    health(region, 0);
  }

  private void health(String region, int value) {
    run.serviceEvent("health_changed", "api", fields("2", region) + ",\"value\":" + value);
  }

  private static String fields(String version, String region) {
    return "\"version\":\"%s\",\"region\":\"%s\"".formatted(version, region);
  }

  /** How the incidents of a region stand, in the order of the rules. */
  private List<String> states(String region) throws Exception {
    return run.notifications().values().stream()
        .filter(node -> node.at("/context/region").asText().equals(region))
        .sorted((a, b) -> source(a).compareTo(source(b)))
        .map(node -> node.get("state").asText() + node.path("resolution").asText())
        .toList();
  }

  private static String source(JsonNode node) {
    return node.get("source").asText();
  }

  private void until(String region, String state) {
    await(state + " in " + region)
        .atMost(CorrelationRun.PATIENCE)
        .until(
            () -> {
              run.event("other", "clock");
              return states(region).equals(List.of(state, state));
            });
  }

  @Test
  void bothAreNotifiedAndEachEndsWithItsOwnRegion() throws Exception {
    try (run) {
      for (String rule : RULES) {
        run.send("cep-rules", rule, ShippedRules.texts().get(rule));
      }
      run.submit("--event.out-of-order", "0 s");
      deploy("1", "eu-west-1");
      until("eu-west-1", "open");

      run.untilCheckpointed();
      run.loseTaskManager();
      deploy("2", "us-east-1");
      until("us-east-1", "open");
      assertThat(states("eu-west-1")).containsExactly("open", "open");

      health("eu-west-1", 1);
      until("eu-west-1", "resolvedrecovered");
      assertThat(states("us-east-1")).containsExactly("open", "open");
      assertThat(run.notifications()).hasSize(4);
      assertThat(run.live("cep_incidents_open")).isEqualTo(2);

      for (String rule : RULES) {
        run.send("cep-rules", rule, (String) null);
      }
      until("us-east-1", "resolvedrule_changed");
    }
  }
}
