package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.HistoryTables;
import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long the push server takes to answer questions about a month of history, over HTTP and from a
 * real PostgreSQL, beside a plain query over the finest rows that are kept; and how fast history is
 * written. Broker, database, push server and client share the machine.
 */
public final class HistoryFigures {

  private static final String USAGE = "Writes many days of history, and asks the API about them.";
  private static final Setting<Integer> DAYS =
      Setting.wholeNumber("days", 1, 30, 30, "days of made-up windows");
  private static final Setting<Integer> TIMES =
      Setting.wholeNumber("times", 1, 1000, 40, "how often each question is asked");

  private static final String NONE = "none";
  private static final Setting<String> DATA =
      Setting.text(
          "data",
          NONE,
          "folder in which the month is kept for further runs; or none, to delete it at the end");

  /** A line of a chart over the whole time, in 300 steps. */
  private static final String PLAIN =
      "SELECT %s floor(extract(epoch FROM start) / %d) AS step, sum(%s), min(%s), max(%s)"
          + " FROM history.%s WHERE start >= to_timestamp(%d) AND %s GROUP BY %s step ORDER BY step";

  private static final int POINTS = 300;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private HistoryFigures() {}

  /**
   * A question, and where the finest rows of it stand.
   *
   * @param shown what a reader of the table sees
   * @param path behind {@code /api/history/}, without times
   * @param days that it is about, or 0 for all
   * @param table of the finest rows over that time; null where no plain query adds them up
   * @param column that is added up
   * @param where which rows
   * @param by the column of a label, or empty
   */
  private record Question(
      String shown, String path, int days, String table, String column, String where, String by) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("active users", "active_users", 0, "activity_5m", "users", "true", ""),
          new Question(
              "active users by platform",
              "active_users?platform=*",
              0,
              "active_users_5m",
              "users",
              "field = 'platform'",
              "value"),
          new Question(
              "requests of 8 services",
              "request_rate?service=*",
              0,
              "services_5m",
              "requests",
              "region = '' AND service <> ''",
              "service"),
          new Question(
              "… and a week before",
              "request_rate?service=*&compare=7d",
              0,
              null,
              null,
              null,
              null),
          new Question(
              "requests of 24 places, 7 d",
              "request_rate?service=*&region=*",
              7,
              "services_1m",
              "requests",
              "region <> '' AND service <> ''",
              "service, region"),
          new Question(
              "percentiles of 8 services",
              "request_duration_seconds?service=*",
              0,
              null,
              null,
              null,
              null),
          new Question(
              "the 50 busiest of 100 colonies",
              "colony_activity?colony_id=*",
              0,
              "top_5m",
              "events",
              "kind = 'colony'",
              "id"),
          new Question(
              "tokens of the 50 first of 100 agents",
              "agent_tokens?colony_id=*&agent_id=*",
              0,
              "top_5m",
              "tokens",
              "kind = 'agent'",
              "colony_id, id"),
          new Question(
              "tokens of the agents of a colony, 7 d",
              "agent_tokens?colony_id=colony-7&agent_id=*",
              7,
              "top_5m",
              "tokens",
              "kind = 'agent' AND colony_id = 'colony-7'",
              "id"),
          new Question(
              "one colony",
              "colony_activity?colony_id=colony-7",
              0,
              "top_5m",
              "events",
              "kind = 'colony' AND id = 'colony-7'",
              ""),
          new Question(
              "durations of sessions",
              "session_duration_minutes_bucket?le=*",
              0,
              "sessions_5m",
              "sessions",
              "platform = ''",
              "le"),
          new Question(
              "requests of a service, 1 d",
              "request_rate?service=service-3",
              1,
              "services_1m",
              "requests",
              "region = '' AND service = 'service-3'",
              ""));

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(args, USAGE, List.of(DAYS, TIMES, DATA), HistoryFigures::run);
  }

  private static void run(Settings settings) throws Exception {
    int days = settings.get(DAYS);
    String data = settings.get(DATA);
    try (RunDirectory run = RunDirectory.create();
        EmbeddedDatabase database =
            EmbeddedDatabase.start(
                data.equals(NONE) ? run.dir().resolve("postgres") : Path.of(data).toAbsolutePath(),
                0);
        EmbeddedKafka kafka = EmbeddedKafka.start(run.kafka(), 0)) {
      HistoryTables.main(
          new String[] {"--history.url", database.url(), "--history.user", database.superuser()});
      Topics.create(kafka.bootstrapServers(), 1);
      try (Connection connection =
          DriverManager.getConnection(database.url(), database.superuser(), "")) {
        long kept = end(connection);
        long until = kept > 0 ? kept : thisHour();
        if (kept == 0) {
          write(connection, until, days);
        }
        try (PushServer push =
            PushServer.start(
                PushConfig.read(
                    "--http.port",
                    "0",
                    "--kafka.bootstrap.servers",
                    kafka.bootstrapServers(),
                    "--history.url",
                    database.url(),
                    "--history.user",
                    database.superuser()))) {
          System.out.printf(
              "%n| question, over %d days in %d steps | KB | p50 ms | p95 | longest | plain query"
                  + " over the finest rows, p50 ms | ratio |%n|---|---:|---:|---:|---:|---:|---:|%n",
              days, POINTS);
          for (Question question : QUESTIONS) {
            measure(question, push.uri(), connection, until, days, settings.get(TIMES));
          }
        }
      }
    }
  }

  private static long thisHour() {
    return Math.floorDiv(System.currentTimeMillis(), HistoryMonth.HOUR) * HistoryMonth.HOUR;
  }

  /** Where the windows of an earlier run end, epoch milliseconds; 0 without any. */
  private static long end(Connection connection) throws SQLException {
    return Queries.number(
        connection,
        "SELECT coalesce(extract(epoch FROM max(start) + interval '5 min'), 0)::bigint * 1000 FROM"
            + " history.activity_5m");
  }

  private static void write(Connection connection, long until, int days) throws SQLException {
    HistoryMonth month = new HistoryMonth();
    long begin = System.nanoTime();
    for (int day = days; day > 0; day--) {
      month.write(connection, until - (day - 1) * HistoryMonth.DAY, 1);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d of %d days: %,d windows, %,d rows, %.0f s; %,.0f windows/s, %,.0f rows/s%n",
          days - day + 1,
          days,
          month.windows(),
          rows(connection),
          seconds,
          month.windows() / seconds,
          rows(connection) / seconds);
    }
    try (Statement analyze = connection.createStatement()) {
      analyze.execute("ANALYZE");
    }
  }

  private static long rows(Connection connection) throws SQLException {
    return Queries.number(
        connection, "SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE schemaname = 'history'");
  }

  private static void measure(
      Question question, URI push, Connection connection, long until, int days, int times)
      throws Exception {
    int asked = question.days == 0 ? days : Math.min(days, question.days);
    long from = until - asked * HistoryMonth.DAY;
    String path = question.path + (question.path.contains("?") ? "&" : "?");
    URI uri =
        push.resolve(
            "/api/history/%sfrom=%d&to=%d&points=%d&live=false"
                .formatted(path, from, until, POINTS));
    double[] took = new double[times];
    int bytes = 0;
    for (int i = -3; i < times; i++) {
      long begin = System.nanoTime();
      HttpResponse<byte[]> answer =
          HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200 || new String(answer.body()).contains("\"points\":[]")) {
        throw new IllegalStateException(uri + ": " + new String(answer.body()));
      }
      bytes = answer.body().length;
      if (i >= 0) {
        took[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(took);
    String plain = "– | –";
    if (question.table != null) {
      double ms = plain(question, connection, from, asked);
      plain = String.format(Locale.ROOT, "%.0f | %.1f", ms, ms / took[times / 2]);
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f | %.0f | %s |%n",
        question.shown,
        bytes >> 10,
        took[times / 2],
        took[times * 95 / 100],
        took[times - 1],
        plain);
  }

  private static double plain(Question question, Connection connection, long from, int days)
      throws SQLException {
    String column = question.column;
    String by = question.by.isEmpty() ? "" : question.by + ",";
    String sql =
        PLAIN.formatted(
            by,
            days * 86_400L / POINTS,
            column,
            column,
            column,
            question.table,
            from / 1000,
            question.where,
            by);
    double[] took = new double[5];
    for (int i = -1; i < took.length; i++) {
      long begin = System.nanoTime();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          rows.getLong(1 + by.length() - by.replace(",", "").length());
        }
      }
      if (i >= 0) {
        took[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(took);
    return took[took.length / 2];
  }
}
