package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.rules.RulesCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command pushes, changes what a running job tells people. */
class PushedRuleTest {

  private static final Duration IN_FORCE = Duration.ofSeconds(5);

  @TempDir Path dir;
  private long time = 1_750_000_000_000L;
  private int users;

  private void rule(String id, String firstType, String title) throws Exception {
    Files.writeString(
        dir.resolve(id + ".yaml"),
        """
        # lint-ignore: no-examples
        id: %s
        key: userId
        within: 1 h
        severity: info
        steps:
          - {name: first, type: %s}
          - {name: second, type: page_view}
        notification: {title: %s, message: m}
        """
            .formatted(id, firstType, title));
  }

  private void push(CorrelationRun run, String... what) {
    List<String> args = new ArrayList<>(List.of("push"));
    args.addAll(List.of(what));
    args.addAll(List.of("--bootstrap-servers", run.bootstrapServers()));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    assertThat(RulesCommand.run(out, out, args.toArray(String[]::new))).as("%s", said).isZero();
  }

  private void event(CorrelationRun run, String type, String user) {
    time += 1000;
    run.send(
        "user-activity",
        user,
        "{\"type\":\"%s\",\"timestamp\":%d,\"userId\":\"%s\",\"eventId\":\"e-%d\"}"
            .formatted(type, time, user, time));
  }

  /** Lets a user do both of two things. */
  private String act(CorrelationRun run, String first) {
    String user = "user-" + users++;
    event(run, first, user);
    event(run, "page_view", user);
    return user;
  }

  private static boolean told(CorrelationRun run, String title) throws Exception {
    return run.notifications().values().stream()
        .anyMatch(node -> node.get("title").asText().equals(title));
  }

  private static boolean told(CorrelationRun run, String rule, String user) throws Exception {
    return run.notifications().keySet().stream()
        .anyMatch(id -> id.startsWith(rule + "/" + user + "/"));
  }

  private void untilTold(CorrelationRun run, Duration atMost, String first, String title) {
    await("notification " + title)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              act(run, first);
              return told(run, title);
            });
  }

  @Test
  void actsWithinSecondsAndADeletedOneActsNoMore() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      rule("changing", "session_started", "v1");
      rule("staying", "agent_deployed", "stays");
      push(run, dir.toString());
      run.submit("--event.out-of-order", "0 s");
      untilTold(run, CorrelationRun.PATIENCE, "session_started", "v1");

      rule("changing", "colony_created", "v2");
      push(run, dir.toString());
      untilTold(run, IN_FORCE, "colony_created", "v2");

      String before = act(run, "session_started");
      push(run, "--delete", "changing");
      await().atMost(CorrelationRun.PATIENCE).until(() -> run.live("cep_rules") == 1);
      String after = act(run, "colony_created");
      String witness = act(run, "agent_deployed");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                event(run, "other", "clock");
                return told(run, "staying", witness);
              });
      assertThat(told(run, "changing", before)).isFalse();
      assertThat(told(run, "changing", after)).isFalse();
    }
  }
}
