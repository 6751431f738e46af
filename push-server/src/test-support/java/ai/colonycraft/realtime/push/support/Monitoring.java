package ai.colonycraft.realtime.push.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a real Alertmanager or Prometheus on loopback, with its config and data in a folder. */
public final class Monitoring {

  private Monitoring() {}

  /** Starts Alertmanager; returns when it listens. */
  public static RunningProcess alertmanager(String program, Path folder, String config, int port)
      throws IOException {
    RunningProcess process =
        RunningProcess.start(
            program,
            "--config.file=" + Files.writeString(folder.resolve("alertmanager.yml"), config),
            "--storage.path=" + folder.resolve("alertmanager"),
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:" + port);
    process.waitForLine("Listening");
    return process;
  }

  /** Where an Alertmanager listens. */
  public static int port(RunningProcess alertmanager) {
    String line = alertmanager.waitForLine("Listening");
    return Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+).*", "$1"));
  }

  /** Starts Prometheus; returns at once. */
  public static RunningProcess prometheus(String program, Path folder, String config, int port)
      throws IOException {
    return RunningProcess.start(
        program,
        "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
        "--storage.tsdb.path=" + folder.resolve("prometheus"),
        "--web.listen-address=127.0.0.1:" + port);
  }
}
