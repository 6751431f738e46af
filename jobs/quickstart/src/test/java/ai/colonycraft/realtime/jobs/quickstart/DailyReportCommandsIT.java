package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The daily report as compose and the CronJob run it: their commands as processes, on the jars that
 * Flink's {@code lib} has, with a real PostgreSQL and a real Pushgateway.
 */
class DailyReportCommandsIT {

  private static final long EVENTS = 123;

  @TempDir private Path folder;
  private Commands commands;
  private EmbeddedDatabase database;
  private RunningProcess pushgateway;
  private URI pushed;

  @BeforeEach
  void start() throws Exception {
    String program = Needs.program("prometheus-pushgateway");
    commands = new Commands();
    database = EmbeddedDatabase.start(folder.resolve("postgres"), 0);
    commands.makeTables(database);
    putWindows();

    pushgateway =
        RunningProcess.start(program, "--persistence.file=", "--web.listen-address=127.0.0.1:0");
    String line = pushgateway.waitForLine("Listening on");
    String address = line.replaceAll(".*(127\\.0\\.0\\.1:\\d+).*", "http://$1");
    pushed = URI.create(address + "/metrics");
    commands.replace("http://pushgateway:9091", address);
    commands.replace("http://pushgateway.monitoring:9091", address);
    commands.replace(
        "/opt/flink/bin/flink", commands.flinkHome(folder, Commands.flinkLib()) + "/bin/flink");
  }

  @AfterEach
  void stop() {
    if (pushgateway != null) {
      pushgateway.close();
    }
    if (database != null) {
      database.close();
    }
  }

  /** The first night is over at once. */
  @Test
  void theServiceOfComposeMakesTheReportOfYesterdayAndWaitsForTheNextNight() throws Exception {
    Path sleep =
        Files.writeString(
            folder.resolve("sleep"),
            """
            #!/bin/bash
            mkdir '%s/slept' 2>/dev/null || exec /bin/sleep "$@"
            """
                .formatted(folder));
    assertThat(sleep.toFile().setExecutable(true)).isTrue();
    String path = "env PATH=" + folder + ":" + System.getenv("PATH");

    try (RunningProcess service = commands.start(path, Commands.service("daily-report"))) {
      await()
          .atMost(Commands.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(service.lines())
                      .filteredOn(line -> line.startsWith("the next run is at "))
                      .as(String.join("\n", service.lines()))
                      .hasSize(2));
      assertThat(String.join("\n", service.lines())).doesNotContain("ended with");
    }
    assertReported();
  }

  /** With the memory of its limit. The database asks nobody for the password that is mounted. */
  @Test
  void theCronJobOfKubernetesMakesTheReportOfYesterdayAndEnds() throws Exception {
    Map<?, ?> container = container();
    commands.replace(
        "/etc/history/password", Files.writeString(folder.resolve("password"), "x\n").toString());
    String limit = at(container, "resources", "limits", "memory").toString();
    String memory = "JAVA_TOOL_OPTIONS=-XX:MaxRAM=" + limit.replace("Gi", "g");
    String variables = "env " + memory;
    for (Object variable : (List<?>) container.get("env")) {
      variables += " " + at(variable, "name") + "=" + at(variable, "value");
    }

    try (RunningProcess pod =
        commands.start(
            variables,
            Commands.words(container.get("command")),
            Commands.words(container.get("args")))) {
      assertThat(pod.waitForExit(Commands.PATIENCE)).as(String.join("\n", pod.lines())).isZero();
    }
    assertReported();
  }

  private void assertReported() throws Exception {
    try (Connection reader = DriverManager.getConnection(database.url(), "push_server", "");
        Statement statement = reader.createStatement()) {
      ResultSet newest =
          statement.executeQuery(
              "SELECT figures->>'events' FROM history.reports"
                  + " WHERE kind = 'day' AND zone = 'UTC' ORDER BY day DESC LIMIT 1");
      assertThat(newest.next()).isTrue();
      assertThat(newest.getLong(1)).isEqualTo(EVENTS);
    }
    assertThat(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(pushed).build(), BodyHandlers.ofString())
                .body())
        .contains("batch_last_success_timestamp_seconds{instance=\"\",job=\"DailyReportJob\"}")
        .doesNotContain("batch_last_failure_timestamp_seconds{");
  }

  /** One of each of two days, since midnight may come before the report does. */
  private void putWindows() throws Exception {
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    try (Connection writer = DriverManager.getConnection(database.url(), "history_job", "");
        Statement statement = writer.createStatement()) {
      for (Instant start : List.of(today.minus(Duration.ofDays(1)), today)) {
        statement.execute(
            """
            CALL history.put('{"tops":[],"services":[],"summaries":[{"start":%d,"events":%d,"activeUsers":7,\
            "activeColonies":2,"activeUsersBy":{}}]}', 100)
            """
                .formatted(start.toEpochMilli(), EVENTS));
      }
    }
  }

  private static Map<?, ?> container() throws Exception {
    Object cronJob =
        new Yaml()
            .load(Files.readString(Commands.CONF.resolve("kubernetes/history/daily-report.yaml")));
    return (Map<?, ?>)
        ((List<?>) at(cronJob, "spec", "jobTemplate", "spec", "template", "spec", "containers"))
            .get(0);
  }

  private static Object at(Object yaml, String... keys) {
    Object value = yaml;
    for (String key : keys) {
      value = ((Map<?, ?>) value).get(key);
    }
    return value;
  }
}
