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

/** What the command pushes changes the notifications of a running job. */
class PushedRuleTest {

  private static final Duration IN_FORCE = Duration.ofSeconds(5);

  @TempDir Path dir;

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

  @Test
  void actsWithinSecondsAndADeletedOneActsNoMore() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      rule("changing", "session_started", "v1");
      rule("staying", "agent_deployed", "stays");
      push(run, dir.toString());
      run.submit("--event.out-of-order", "0 s");
      run.untilTold(CorrelationRun.PATIENCE, "session_started", "v1");

      rule("changing", "colony_created", "v2");
      push(run, dir.toString());
      run.untilTold(IN_FORCE, "colony_created", "v2");

      String before = run.act("session_started");
      push(run, "--delete", "changing");
      await().atMost(CorrelationRun.PATIENCE).until(() -> run.live("cep_rules") == 1);
      String after = run.act("colony_created");
      String witness = run.act("agent_deployed");
      await()
          .atMost(CorrelationRun.PATIENCE)
          .until(
              () -> {
                run.event("other", "clock");
                return run.published("staying", witness);
              });
      assertThat(run.published("changing", before)).isFalse();
      assertThat(run.published("changing", after)).isFalse();
    }
  }
}
