package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the push server, run from its runnable jar as its documents say. */
class PushServerCommandsIT {

  /** Of yesterday in UTC, and of today in case midnight comes meanwhile. */
  private static final String REPORTS =
      """
      INSERT INTO history.reports (kind, zone, day, start, until, figures)
      SELECT 'day', 'UTC', d, d, d + interval '1 day',
        '{"seconds":86400,"windows":288,"windowsExpected":288,"events":5000,"users":1234,"colonies":12,
          "tokens":482000,"requests":90000,"errors":900,"p50":0.05,"p95":0.4,"p99":1.25,"apdex":0.953,
          "topServices":[],"topColonies":[],"series":[]}'
      FROM generate_series(current_date - 2, current_date, interval '1 day') d
      """;

  @TempDir private Path folder;

  /** What a command printed, and its exit code. */
  private record Ended(int code, String printed) {}

  @Test
  void checksAFileOfPolicies() throws Exception {
    Path example = Files.writeString(folder.resolve("oncall.yaml"), example());
    Path wrong =
        Files.writeString(folder.resolve("wrong.yaml"), example() + "  late: {after: 1}\n");

    String[] check = {"oncall", "check"};
    Ended good = run(check, example.toString());
    assertThat(good.printed)
        .contains("schedule platform: ", "policy others: 1 step\n", "The file can be used")
        .contains("policy critical: 3 steps, repeated each 30 min, 3 times");
    assertThat(good.code).isZero();
    Ended bad = run(check, wrong.toString());
    assertThat(bad.printed).contains("wrong.yaml, line ").contains("policies.late");
    assertThat(bad.code).isEqualTo(1);
    Ended none = run(check);
    assertThat(none.printed).startsWith("Usage: java -jar push-server-runnable.jar oncall check");
    assertThat(none.code).isEqualTo(2);
  }

  @Test
  void writesADigestToAFile() throws Exception {
    Path file = folder.resolve("digest.html");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0)) {
      new Commands().makeTables(database);
      String[] command = {"digest", "--preview", file.toString(), "--digest.zone", "Europe/Berlin"};
      Ended without = run(command);
      assertThat(without.printed).contains("history.url: expected the database with the reports");
      assertThat(without.code).isEqualTo(2);

      Ended early = run(command, "--history.url", database.url());
      assertThat(early.printed).contains("has DailyReportJob run?");
      assertThat(early.code).isEqualTo(1);
      assertThat(file).doesNotExist();

      execute(database, REPORTS);
      Ended written = run(command, "--history.url", database.url());

      assertThat(written.printed).contains("Written to " + file);
      assertThat(written.code).isZero();
      assertThat(Files.readString(file)).contains("482,000", "data:image/png;base64,");
    }
  }

  /** The example of the document. */
  private static String example() throws Exception {
    String document =
        Files.readString(Commands.ROOT.resolve("push-server/src/main/docs/oncall.md"));
    return document.split("```yaml\n")[1].split("```")[0];
  }

  private static void execute(EmbeddedDatabase database, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.superuser(), null);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Ended run(String[] command, String... more) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-jar");
    words.add(Commands.pushServer().toString());
    words.addAll(List.of(command));
    words.addAll(List.of(more));
    try (RunningProcess process = RunningProcess.start(words.toArray(String[]::new))) {
      int code = process.waitForExit();
      return new Ended(code, String.join("\n", process.lines()));
    }
  }
}
