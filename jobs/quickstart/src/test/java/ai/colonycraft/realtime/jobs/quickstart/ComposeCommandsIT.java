package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands of {@code compose.yaml} and of the images' entry points, run with the jars of this build
 * as processes of this machine, in the order in which compose starts them, until the dashboard
 * moves. Broker, database and Flink's cluster are those of the harness.
 */
class ComposeCommandsIT {

  /** The cluster is part of the test, which has the connector too. */
  private static final Map<String, String> ONE_CLASS_PATH =
      Map.of("classloader.resolve-order", "parent-first");

  private static final String[] SUBMITTED = {"JobID", "is there already"};
  private static final String[] PUSHED = {"changed", "nothing was pushed"};

  private static final List<String> JOBS =
      List.of("user-activity-job", "service-health-job", "event-correlation-job", "history-job");

  private Commands commands;

  @Test
  void whatStartsBeforeTheJobsBringsEventsAndTablesAndAServer(@TempDir Path folder)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      prepare(kafka, database);
      run(kafka, List.of());
    }
  }

  /** With {@code -Dcompose.jobs=true}, since it takes a minute or two. */
  @Test
  @EnabledIfSystemProperty(named = "compose.jobs", matches = "true")
  void submitsEachJobOnceAndTheDashboardMoves(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0);
        FlinkCluster flink =
            FlinkCluster.start(
                folder.resolve("flink"), 0, Ports.orFree(0), 2, JOBS.size(), ONE_CLASS_PATH)) {
      prepare(kafka, database);
      Path home =
          commands.flinkHome(
              folder,
              System.getProperty("java.class.path"),
              "-Dclassloader.resolve-order=parent-first",
              "-Dexecution.target=remote",
              "-Drest.address=" + flink.webUi().getHost(),
              "-Drest.port=" + flink.webUi().getPort(),
              "-Dexecution.checkpointing.dir=" + folder.resolve("checkpoints").toUri());
      String submit = "env FLINK_HOME=" + home + " JVM_ARGS=-Xmx256m ";
      for (String job : JOBS) {
        assertThat(commands.printed(submit + Commands.service(job), SUBMITTED))
            .contains("has been submitted with JobID");
      }
      assertThat(commands.printed(submit + Commands.service(JOBS.get(0)), SUBMITTED))
          .contains("is there already");
      assertThat(commands.printed(Commands.service("rules"), PUSHED)).contains("changed");
      assertThat(records(kafka, "cep-rules", 1)).isEqualTo(shippedRules());
      assertThat(commands.printed(Commands.service("rules"), PUSHED))
          .contains("nothing was pushed");
      run(kafka, List.of("active_users", "request_rate"));
    }
  }

  /** Makes topics and tables. */
  private void prepare(EmbeddedKafka kafka, EmbeddedDatabase database) throws Exception {
    commands = new Commands();
    commands.replace("kafka:9092", kafka.bootstrapServers());
    commands.replace("0.0.0.0", "127.0.0.1");
    commands.run(
        "java -cp /opt/flink/usrlib/jobs.jar:/opt/flink/lib/*"
            + " ai.colonycraft.realtime.jobs.MakeTopics --kafka.bootstrap.servers kafka:9092");
    commands.makeTables(database);
  }

  private static long shippedRules() throws Exception {
    try (var files = Files.list(Commands.ROOT.resolve("cep-rules/rules"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().endsWith(".examples.yaml"))
          .count();
    }
  }

  /** Starts platform and push server, until all topics have events, and metrics have values. */
  private void run(EmbeddedKafka kafka, List<String> metrics) throws Exception {
    try (RunningProcess simulator =
            commands.start(Commands.entryPoint("simulator"), Commands.service("simulator"));
        RunningProcess push =
            commands.start(
                Commands.entryPoint("push-server"),
                Commands.service("push-server"),
                "--http.port 0")) {
      for (String topic : List.of("user-activity", "service-events", "client-reports")) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(records(kafka, topic, 4))
                        .as(String.join("\n", simulator.lines()))
                        .isPositive());
      }
      String line = push.waitForLine("Live numbers at http://");
      URI page = URI.create(line.replaceAll(".* (http://\\S+)$", "$1"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(status(page.resolve("readyz"))).isEqualTo(200);
                assertThat(status(page.resolve("api/history"))).isEqualTo(200);
              });
      for (String metric : metrics) {
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () ->
                    assertThat(get(page.resolve("api/metrics/" + metric)))
                        .containsPattern("\\[\\d+,[1-9]"));
      }
    }
  }

  private static long records(EmbeddedKafka kafka, String topic, int partitions) throws Exception {
    assertThat(Topics.ALL).anyMatch(known -> known.name().equals(topic));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      long sum = 0;
      for (int partition = 0; partition < partitions; partition++) {
        TopicPartition one = new TopicPartition(topic, partition);
        sum +=
            admin.listOffsets(Map.of(one, OffsetSpec.latest())).partitionResult(one).get().offset();
      }
      return sum;
    }
  }

  private static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static int status(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
