package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules change while events flow, and through a failure. */
class RuleChangeTest {

  private static final Duration IN_FORCE = Duration.ofSeconds(5);

  private long time = 1_750_000_000_000L;
  private int users;

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

  private void event(CorrelationRun run, String type, String user) {
    time += 1000;
    run.send(
        "user-activity",
        user,
        "{\"type\":\"%s\",\"timestamp\":%d,\"userId\":\"%s\",\"eventId\":\"e-%d\"}"
            .formatted(type, time, user, time));
  }

  /** Lets users do both of two things until somebody is told of it. */
  private void untilTold(CorrelationRun run, Duration atMost, String first, String title) {
    await("notification " + title)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              String user = "someone-" + users++;
              event(run, first, user);
              event(run, "page_view", user);
              return titles(run).contains(title);
            });
  }

  private void untilCheckpointed(CorrelationRun run) throws Exception {
    long before = run.completedCheckpoints();
    await().atMost(CorrelationRun.PATIENCE).until(() -> run.completedCheckpoints() > before + 1);
  }

  private static Set<String> titles(CorrelationRun run) throws Exception {
    return run.notifications().values().stream()
        .map(node -> node.get("title").asText())
        .collect(Collectors.toSet());
  }

  private static boolean told(CorrelationRun run, String rule, String user) throws Exception {
    return run.notifications().keySet().stream()
        .anyMatch(id -> id.startsWith(rule + "/" + user + "/"));
  }

  @Test
  void takesTheNewVersionDropsTheOldOnesPartialMatchesAndLeavesOtherRulesAlone() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "changing", rule("changing", "session_started", "v1"));
      run.send("cep-rules", "staying", rule("staying", "session_started", "stays"));
      run.submit("--event.out-of-order", "0 s");
      untilTold(run, CorrelationRun.PATIENCE, "session_started", "v1");
      event(run, "session_started", "ada");
      event(run, "session_started", "bob");

      run.send("cep-rules", "changing", rule("changing", "colony_created", "v2"));
      untilTold(run, IN_FORCE, "colony_created", "v2");

      event(run, "page_view", "ada");
      untilTold(run, CorrelationRun.PATIENCE, "session_started", "stays");
      await().atMost(CorrelationRun.PATIENCE).until(() -> told(run, "staying", "ada"));
      assertThat(told(run, "changing", "ada")).isFalse();

      event(run, "colony_created", "eve");
      untilCheckpointed(run);
      run.loseTaskManager();

      event(run, "page_view", "bob");
      event(run, "page_view", "eve");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                event(run, "other", "clock");
                return told(run, "staying", "bob") && told(run, "changing", "eve");
              });
      assertThat(told(run, "changing", "bob")).isFalse();

      run.send("cep-rules", "changing", rule("changing", "agent_deployed", "v3"));
      untilTold(run, IN_FORCE, "agent_deployed", "v3");
    }
  }

  @Test
  void refusesABadRuleAloudAndKeepsTheVersionBeforeIt() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send("cep-rules", "good", rule("good", "session_started", "v1"));
      run.submit("--event.out-of-order", "0 s");
      untilTold(run, CorrelationRun.PATIENCE, "session_started", "v1");

      run.send("cep-rules", "good", rule("good", "session_started", "v2") + "\nnonsense: 1\n");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(() -> titles(run).contains("Rule refused: good"));
      long before = run.notifications().size();
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                String user = "late-" + users++;
                event(run, "session_started", user);
                event(run, "page_view", user);
                return run.notifications().size() > before;
              });
      assertThat(titles(run)).containsExactlyInAnyOrder("v1", "Rule refused: good");

      run.send("cep-rules", "good", (String) null);
      await().atMost(CorrelationRun.PATIENCE).until(() -> run.live("cep_rules") == 0);
    }
  }
}
