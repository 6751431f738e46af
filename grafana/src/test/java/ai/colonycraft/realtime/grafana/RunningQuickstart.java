package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.quickstart.Quickstart;
import ai.colonycraft.realtime.push.support.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The quickstart in a process of its own, as people start it, with the simulated platform. */
final class RunningQuickstart implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final int push = FreePort.any();
  final int reporter = FreePort.any();
  final int kafka = FreePort.any();
  private final Process process;

  private RunningQuickstart(Path folder) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    for (String module : List.of("util", "lang", "time")) {
      command.add("--add-opens=java.base/java." + module + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-Xmx1500m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Quickstart.class.getName());
    command.add("--push.port=" + push);
    command.add("--reporter.port=" + reporter);
    command.add("--kafka.port=" + kafka);
    command.add("--flink.port=0");
    // With a way to reach people, so that the metrics of notices are there.
    Path reach =
        Files.writeString(
            folder.resolve("reach.yaml"),
            "webpush:\n  key-file: %s\n  subject: mailto:noc@colony.example\n"
                .formatted(folder.resolve("webpush.pem")));
    command.add("--push.config=" + reach);
    Path output = folder.resolve("quickstart.log");
    process = Program.start(output, command.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Files.readString(output)).contains("Ctrl-C stops it"));
  }

  static RunningQuickstart start(Path folder) throws IOException {
    return new RunningQuickstart(folder);
  }

  String bootstrapServers() {
    return "localhost:" + kafka;
  }

  @Override
  public void close() {
    Program.stop(process);
  }
}
