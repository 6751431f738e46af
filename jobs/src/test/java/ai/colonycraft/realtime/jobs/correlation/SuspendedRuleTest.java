package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
      assertThat(run.restarts()).isZero();
    }
  }
}
