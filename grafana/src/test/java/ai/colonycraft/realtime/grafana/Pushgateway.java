package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.batch.BatchRun;
import ai.colonycraft.realtime.push.support.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.OptionalFailure;

/** A real Pushgateway with a job that succeeded and one that failed. */
final class Pushgateway implements AutoCloseable {

  static final String PROGRAM = "prometheus-pushgateway";

  final int port = FreePort.any();
  private final Process process;

  private Pushgateway(Path folder) throws IOException {
    process =
        Program.start(
            folder.resolve("pushgateway.log"),
            PROGRAM,
            "--persistence.file=",
            "--web.listen-address=127.0.0.1:" + port);
  }

  static Pushgateway start(Path folder) throws Exception {
    Pushgateway gateway = new Pushgateway(folder);
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              new Socket("127.0.0.1", gateway.port).close();
              return true;
            });
    gateway
        .run("DailyReportJob")
        .execute(
            () ->
                new JobExecutionResult(
                    new JobID(), 1, Map.of("records", OptionalFailure.of(1000L))));
    assertThatThrownBy(
            () ->
                gateway
                    .run("UserActivityJob bounded")
                    .execute(
                        () -> {
                          throw new IllegalStateException("a failure that is wanted");
                        }))
        .hasMessage("a failure that is wanted");
    return gateway;
  }

  private BatchRun run(String job) {
    return new BatchRun(
        URI.create("http://127.0.0.1:" + port), job, Duration.ofDays(1), Clock.systemUTC());
  }

  @Override
  public void close() {
    Program.stop(process);
  }
}
