package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rules change while events flow, and through a failure. */
class RuleChangeTest {

  private static final Duration IN_FORCE = Duration.ofSeconds(5);

  private static String rule(String id, String firstType, String title) {
    return """
    id: %s
    key: userId
    within: 1 d
    severity: info
    steps:
      - {name: first, type: %s}
      - {name: second, type: page_view}
    notification: {title: %s, message: m}
    """
        .formatted(id, firstType, title);
  }

  @Test
  void takesTheNewVersionDropsTheOldOnesPartialMatchesAndLeavesOtherRulesAlone() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "changing", rule("changing", "session_started", "v1"));
      run.send("cep-rules", "staying", rule("staying", "session_started", "stays"));
      run.submit("--event.out-of-order", "0 s");
      run.untilTold(CorrelationRun.PATIENCE, "session_started", "v1");
      run.event("session_started", "ada");
      run.event("session_started", "bob");

      run.send("cep-rules", "changing", rule("changing", "colony_created", "v2"));
      run.untilTold(IN_FORCE, "colony_created", "v2");

      run.event("page_view", "ada");
      run.untilTold(CorrelationRun.PATIENCE, "session_started", "stays");
      await().atMost(CorrelationRun.PATIENCE).until(() -> run.published("staying", "ada"));
      assertThat(run.published("changing", "ada")).isFalse();

      run.event("colony_created", "eve");
      run.untilCheckpointed();
      run.loseTaskManager();

      run.event("page_view", "bob");
      run.event("page_view", "eve");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                run.event("other", "clock");
                return run.published("staying", "bob") && run.published("changing", "eve");
              });
      assertThat(run.published("changing", "bob")).isFalse();

      run.send("cep-rules", "changing", rule("changing", "agent_deployed", "v3"));
      run.untilTold(IN_FORCE, "agent_deployed", "v3");
    }
  }

  @Test
  void refusesABadRuleAloudAndKeepsTheVersionBeforeIt() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "good", rule("good", "session_started", "v1"));
      run.submit("--event.out-of-order", "0 s");
      run.untilTold(CorrelationRun.PATIENCE, "session_started", "v1");

      run.send("cep-rules", "good", rule("good", "session_started", "v2") + "\nnonsense: 1\n");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(() -> run.titles().contains("Rule refused: good"));
      long before = run.notifications().size();
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                run.act("session_started");
                return run.notifications().size() > before;
              });
      assertThat(run.titles()).containsExactlyInAnyOrder("v1", "Rule refused: good");

      run.send("cep-rules", "good", (String) null);
      await().atMost(CorrelationRun.PATIENCE).until(() -> run.live("cep_rules") == 0);
    }
  }
}
