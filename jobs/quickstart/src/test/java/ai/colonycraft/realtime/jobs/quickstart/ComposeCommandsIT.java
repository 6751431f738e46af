package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.support.RunningProcess;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Commands of {@code compose.yaml} and of the images' entry points, run with the jars of this build
 * as processes of this machine, in the order in which compose starts them, until the dashboard
 * moves. Broker, database and Flink's cluster are those of the harness.
 */
class ComposeCommandsIT {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path CONF = ROOT.resolve("flink-conf");
  private static final String BUNDLED =
      ".*/(kryo|objenesis|minlog|javassist|snakeyaml-engine|lz4-java|snappy-java)-[^/]*\\.jar";

  /** The cluster is part of the test, which has the connector too. */
  private static final Map<String, String> ONE_CLASS_PATH =
      Map.of("classloader.resolve-order", "parent-first");

  private static final List<String> JOBS =
      List.of("user-activity-job", "service-health-job", "event-correlation-job", "history-job");

  /** The address in the file or image, and what stands for it here. */
  private final Map<String, String> here = new HashMap<>();

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
      String home = "env " + flinkHome(folder, flink.webUi()) + " ";
      for (String job : JOBS) {
        assertThat(submitted(home + command(job))).contains("has been submitted with JobID");
      }
      assertThat(submitted(home + command(JOBS.get(0)))).contains("is there already");
      assertThat(ended(command("rules"))).contains("changed");
      assertThat(records(kafka, "cep-rules", 1)).isEqualTo(shippedRules());
      assertThat(ended(command("rules"))).contains("nothing was pushed");
      run(kafka, List.of("active_users", "request_rate"));
    }
  }

  /** Makes topics and tables. */
  private void prepare(EmbeddedKafka kafka, EmbeddedDatabase database) throws Exception {
    here.put("kafka:9092", kafka.bootstrapServers());
    here.put("jdbc:postgresql://postgres:5432/colonycraft", database.url());
    here.put("/opt/flink/usrlib/jobs.jar", jar("jobs", "jobs-.*-flink\\.jar"));
    here.put("/opt/simulator/jobs.jar", jar("jobs", "jobs-.*-flink\\.jar"));
    here.put(
        "/opt/simulator/simulator.jar",
        jar("jobs/quickstart", "quickstart-[0-9.]+(-SNAPSHOT)?\\.jar"));
    here.put("/opt/push-server.jar", jar("push-server", "push-server-.*-runnable\\.jar"));
    here.put("/opt/flink/lib/*", flinkLib());
    here.put("/opt/colonycraft/rules", ROOT.resolve("cep-rules/rules").toString());
    here.put("/opt/flink/bin/submit.sh", CONF.resolve("images/submit.sh").toString());
    here.put("/opt/java/bin/java", "java");
    here.put("0.0.0.0", "127.0.0.1");

    run(
        "java -cp /opt/flink/usrlib/jobs.jar:/opt/flink/lib/*"
            + " ai.colonycraft.realtime.jobs.MakeTopics --kafka.bootstrap.servers kafka:9092");
    try (Connection admin =
        DriverManager.getConnection(database.url(), database.superuser(), null)) {
      admin.createStatement().execute(Files.readString(CONF.resolve("compose/history-roles.sql")));
      run(command("history-tables"));
      assertThat(
              admin.createStatement().executeQuery("SELECT count(*) FROM history.incidents").next())
          .isTrue();
    }
  }

  private static long shippedRules() throws Exception {
    try (var files = Files.list(ROOT.resolve("cep-rules/rules"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().endsWith(".examples.yaml"))
          .count();
    }
  }

  /** Starts platform and push server, until all topics have events, and metrics have values. */
  private void run(EmbeddedKafka kafka, List<String> metrics) throws Exception {
    try (RunningProcess simulator = start(entryPoint("simulator"), command("simulator"));
        RunningProcess push =
            start(entryPoint("push-server"), command("push-server") + " --http.port 0")) {
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

  private void run(String command) throws Exception {
    try (RunningProcess process = start(command)) {
      assertThat(process.waitForExit()).as(String.join("\n", process.lines())).isZero();
    }
  }

  /** Runs a command that takes longer than others, and returns what it printed. */
  private String ended(String command) throws Exception {
    try (RunningProcess process = start(command)) {
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(String.join("\n", process.lines()))
                      .containsAnyOf("changed", "nothing was pushed"));
      return String.join("\n", process.lines());
    }
  }

  private RunningProcess start(String... parts) throws Exception {
    List<String> words = new ArrayList<>();
    for (String word : String.join(" ", parts).split(" ")) {
      String mine = word;
      for (Map.Entry<String, String> entry : here.entrySet()) {
        mine = mine.replace(entry.getKey(), entry.getValue());
      }
      words.add(mine);
    }
    return RunningProcess.start(words.toArray(String[]::new));
  }

  private static String command(String service) throws Exception {
    Map<?, ?> compose = new Yaml().load(Files.readString(CONF.resolve("compose.yaml")));
    Map<?, ?> services = (Map<?, ?>) compose.get("services");
    List<?> command = (List<?>) ((Map<?, ?>) services.get(service)).get("command");
    return command.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  private static String entryPoint(String image) throws Exception {
    String line =
        Files.readAllLines(CONF.resolve("images/" + image + ".Dockerfile")).stream()
            .filter(l -> l.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    return String.join(
        " ", new ObjectMapper().readValue(line.substring("ENTRYPOINT ".length()), String[].class));
  }

  private static String jar(String module, String name) throws Exception {
    Path folder = ROOT.resolve(module).resolve("target");
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  /** What Flink's {@code lib} has: its own jars and those that are inside them. */
  private static String flinkLib() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(entry -> entry.matches(".*/(log4j|slf4j|flink|commons)-[^/]*\\.jar|" + BUNDLED))
        .filter(entry -> !entry.matches(".*/flink-connector-(kafka|jdbc).*"))
        .collect(Collectors.joining(":"));
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

  /** Runs a command that speaks to Flink, which takes its time, and returns what it printed. */
  private String submitted(String command) throws Exception {
    try (RunningProcess process = start(command)) {
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(String.join("\n", process.lines()))
                      .containsAnyOf("JobID", "is there already"));
      return String.join("\n", process.lines());
    }
  }

  /** A folder like Flink's, whose command speaks to the cluster; returns the variables for it. */
  private static String flinkHome(Path folder, URI cluster) throws Exception {
    Path home = Files.createDirectories(folder.resolve("home/bin")).getParent();
    Files.createSymbolicLink(
        Files.createDirectories(home.resolve("usrlib")).resolve("jobs.jar"),
        Path.of(jar("jobs", "jobs-.*-flink\\.jar")));
    Map<?, ?> shipped = new Yaml().load(Files.readString(CONF.resolve("config.yaml")));
    String script =
        """
        #!/bin/bash
        exec java %s -Xmx256m -cp '%s' org.apache.flink.client.cli.CliFrontend "$1" \\
          -Dexecution.target=remote -Dclassloader.resolve-order=parent-first -Drest.address=%s -Drest.port=%d \\
          -Dexecution.checkpointing.dir=%s "${@:2}"
        """
            .formatted(
                shipped.get("env.java.opts.all").toString().strip().replaceAll("\\s+", " "),
                System.getProperty("java.class.path"),
                cluster.getHost(),
                cluster.getPort(),
                folder.resolve("checkpoints").toUri());
    Path flink = Files.writeString(home.resolve("bin/flink"), script);
    assertThat(flink.toFile().setExecutable(true)).isTrue();
    return "FLINK_HOME=%s FLINK_CONF_DIR=%s".formatted(home, CONF);
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
