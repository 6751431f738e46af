package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.history.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@code flink} command of {@code flink-conf/README.md}, in its order, on a cluster that logs
 * as JSON.
 */
class ReadmeCommandsIT {

  private static final String PREFIX = "flink ";

  private static final Map<String, String> LOGS =
      Map.of("containerized.taskmanager.env.LOG_FORMAT", "json");

  @TempDir private Path folder;

  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    List<String> commands =
        Files.readAllLines(FlinkServers.CONF.resolve("README.md")).stream()
            .filter(line -> line.startsWith(PREFIX))
            .toList();
    assertThat(commands).hasSizeGreaterThan(5);

    try (Tables history = Tables.start(folder);
        Cluster cluster = Cluster.start(getClass().getSimpleName(), LOGS, Map.of())) {
      // The jobs of the cluster make way for those of the README.
      cluster.cli.stop(cluster.correlationJob);
      cluster.cli.stop(cluster.healthJob);
      String savepoint = cluster.cli.stop(cluster.activityJob);
      String job = null;
      List<String> started = new ArrayList<>();
      for (String command : commands) {
        List<String> words = new ArrayList<>();
        for (String word : command.substring(PREFIX.length()).split(" +")) {
          words.add(
              switch (word) {
                case "jobs.jar" -> cluster.jar.toString();
                case "kafka:9092" -> cluster.broker.address();
                case "jdbc:postgresql://db/colonycraft" -> history.url();
                case "JOB_ID" -> started.get(0);
                case "SAVEPOINT" -> savepoint;
                case "CHECKPOINT" -> lastCheckpoint(cluster.flink.checkpoints(), started.get(0));
                default -> word;
              });
        }
        String printed = cluster.cli.call(words);
        switch (words.get(0)) {
          case "run" -> {
            job = FlinkCli.find(FlinkCli.SUBMITTED, printed);
            if (words.contains("--source.bounded")) {
              // Not detached, so it has ended.
              continue;
            }
            if (words.contains("-s")) {
              started.clear();
            }
            started.add(job);
            awaitCheckpoint(cluster, job);
          }
          case "list" -> assertThat(printed).contains(started);
          case "savepoint", "stop" -> savepoint = FlinkCli.find(FlinkCli.SAVED, printed);
          case "cancel" -> assertThat(printed).contains("Cancelled job " + started.get(0));
          default -> throw new AssertionError("a command that this test does not know: " + command);
        }
      }
      JsonLogs.assertEachLineIsAnObject(cluster.logs.resolve("jobmanager.log"));
      JsonLogs.assertEachLineIsAnObject(cluster.logs.resolve("taskmanager-0.log"));
      JsonLogs.assertTasksNameJobSubtaskAndTopic(
          cluster.logs.resolve("taskmanager-0.log"), cluster.logs.resolve("taskmanager-1.log"));
    }
  }

  private static void awaitCheckpoint(Cluster cluster, String job) {
    Awaitility.await("a checkpoint of " + job)
        .atMost(Patience.START)
        .ignoreExceptions()
        .until(() -> cluster.rest.runs(job) && cluster.rest.checkpoints(job) > 0);
  }

  private static String lastCheckpoint(Path checkpoints, String job) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints.resolve(job))) {
      return files
          .filter(folder -> folder.getFileName().toString().startsWith("chk-"))
          .filter(folder -> Files.exists(folder.resolve("_metadata")))
          .findFirst()
          .orElseThrow()
          .toUri()
          .toString();
    }
  }
}
