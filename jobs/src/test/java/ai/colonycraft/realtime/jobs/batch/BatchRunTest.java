package ai.colonycraft.realtime.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.pipeline.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.apache.flink.util.OptionalFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves in a real Pushgateway. */
class BatchRunTest {

  private static final String PROGRAM = "prometheus-pushgateway";
  private static final Duration DAY = Duration.ofDays(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static Process program;
  private static URI gateway;

  @BeforeAll
  static void start() throws Exception {
    Program.require(PROGRAM);
    int port = Ports.orFree(0);
    gateway = URI.create("http://127.0.0.1:" + port);
    program =
        Program.start(
            folder.resolve("pushgateway.log"),
            PROGRAM,
            "--persistence.file=",
            "--web.listen-address=127.0.0.1:" + port);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> metrics() != null);
  }

  @AfterAll
  static void stop() {
    if (program != null) {
      program.destroy();
      program.onExit().join();
    }
  }

  private static List<String> metrics() throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(gateway.resolve("/metrics")).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  /** The value of a gauge; null if the gateway has none. */
  private static Double value(String name, String job) throws Exception {
    String series = name + "{instance=\"\",job=\"" + job + "\"} ";
    return metrics().stream()
        .filter(line -> line.startsWith(series))
        .map(line -> Double.valueOf(line.substring(series.length())))
        .findFirst()
        .orElse(null);
  }

  private static BatchRun run(String job, long at) {
    return new BatchRun(gateway, job, DAY, Clock.fixed(Instant.ofEpochSecond(at), ZoneOffset.UTC));
  }

  private static JobExecutionResult success(long records) {
    return new JobExecutionResult(
        new JobID(), 1000, Map.of(RecordCount.NAME, OptionalFailure.of(records)));
  }

  @Test
  void aSuccessReplacesTheRunBefore() throws Exception {
    run("replaced", 1_000_000).execute(() -> success(5));
    run("replaced", 2_000_000).execute(() -> success(7));

    assertThat(value("batch_last_attempt_timestamp_seconds", "replaced")).isEqualTo(2_000_000);
    assertThat(value("batch_last_success_timestamp_seconds", "replaced")).isEqualTo(2_000_000);
    assertThat(value("batch_records", "replaced")).isEqualTo(7);
    assertThat(value("batch_duration_seconds", "replaced")).isEqualTo(0);
    assertThat(value("batch_expected_interval_seconds", "replaced")).isEqualTo(86_400);
    assertThat(value("batch_last_failure_timestamp_seconds", "replaced")).isNull();
    assertThat(
            metrics().stream()
                .filter(line -> line.startsWith("batch_records{"))
                .filter(line -> line.contains("replaced")))
        .hasSize(1);
  }

  @Test
  void aFailureKeepsTheLastSuccessUntilTheNext() throws Exception {
    run("job with space", 1_000_000).execute(() -> success(5));

    assertThatThrownBy(
            () ->
                run("job with space", 2_000_000)
                    .execute(
                        () -> {
                          throw new IOException("the database is away");
                        }))
        .hasMessage("the database is away");

    assertThat(value("batch_last_attempt_timestamp_seconds", "job with space"))
        .isEqualTo(2_000_000);
    assertThat(value("batch_last_failure_timestamp_seconds", "job with space"))
        .isEqualTo(2_000_000);
    assertThat(value("batch_last_success_timestamp_seconds", "job with space"))
        .isEqualTo(1_000_000);

    run("job with space", 3_000_000).execute(() -> success(5));

    assertThat(value("batch_last_failure_timestamp_seconds", "job with space")).isNull();
  }

  @Test
  void aDetachedRunIsAnAttemptOfUnknownEnd() throws Exception {
    run("detached", 1_000_000).execute(() -> new DetachedJobExecutionResult(new JobID()));

    assertThat(value("batch_last_attempt_timestamp_seconds", "detached")).isEqualTo(1_000_000);
    assertThat(value("batch_last_success_timestamp_seconds", "detached")).isNull();
  }

  @Test
  void aRefusedPushIsAnErrorWithTheAnswer() {
    Pushgateway client = new Pushgateway(gateway, "refused");

    assertThatThrownBy(() -> client.replace(Map.of("not a name", 1.0)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "pushgateway.url: PUT " + gateway + "/metrics/job/refused was answered with 400: ");
  }

  @Test
  void aGatewayThatIsAwayDoesNotFailTheJob() throws Exception {
    BatchRun run = new BatchRun(URI.create("http://127.0.0.1:1"), "away", DAY, Clock.systemUTC());

    assertThat(run.execute(() -> success(3)).isJobExecutionResult()).isTrue();
  }
}
