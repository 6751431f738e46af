package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Failures of a rule in several subtasks together suspend it in all of them. */
class SuspendedRuleTest {

  @Test
  void isSuspendedEverywhereAndStopsNoOther() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "failing", FailingRules.FAILING);
      run.send("cep-rules", "sound", FailingRules.SOUND);
      run.submit("--event.out-of-order", "0 s");
      run.untilTold(CorrelationRun.PATIENCE, "error", "t");

      // Ada's subtask sees two failures and never reaches the limit alone.
      for (String user : new String[] {"ada", "bob", "eve"}) {
        run.event("error", user, FailingRules.DEEP);
        run.event("page_view", user);
      }
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                run.act("error");
                return run.titles().contains("Rule failing is suspended");
              });
      for (String user : new String[] {"ada", "bob", "eve"}) {
        assertThat(run.published("sound", user)).isTrue();
      }
      assertThat(run.live("cep_rules_suspended")).isEqualTo(1);
      await()
          .atMost(CorrelationRun.PATIENCE)
          .untilAsserted(
              () -> {
                run.act("error"); // The time of one call in many is taken.
                JsonNode failing = run.ruleState("rule/failing");
                assertThat(failing).isNotNull();
                assertThat(failing.get("state").asText()).isEqualTo("suspended");
                assertThat(failing.get("why").asText()).contains("It failed 3 times, last for key");
                JsonNode sound = run.ruleState("figures/sound");
                assertThat(sound.at("/matches/23").asInt() + sound.at("/matches/22").asInt())
                    .isPositive();
                // Nearly all of it may be that of the other rule.
                double share = run.ruleState("figures/failing").get("cpuShare").asDouble();
                assertThat(share + sound.get("cpuShare").asDouble()).isPositive();
              });
      assertThat(run.restarts()).isZero();
    }
  }
}
