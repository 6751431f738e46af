package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A refused record stands once in {@code dead-letters}: the job that owns the topic sends it. */
class RefusedRecordTest {

  @Test
  void isNoDeadLetterOfThisJob() throws Exception {
    try (CorrelationRun run = new CorrelationRun()) {
      run.send(
          "cep-rules",
          "after",
          """
          id: after
          key: userId
          within: 1 h
          severity: info
          steps:
            - {name: first, type: session_started}
            - {name: second, type: page_view}
          notification: {title: after, message: m}
          """);
      run.submit("--event.out-of-order", "0 s");
      run.send("user-activity", "user-0", "no JSON", "{}", "[]");
      // Read after them, and checkpointed with them: what the job had to send then has been sent.
      run.untilTold(CorrelationRun.PATIENCE, "session_started", "after");
      run.untilCheckpointed();
      assertThat(run.size("dead-letters")).isZero();
    }
  }
}
