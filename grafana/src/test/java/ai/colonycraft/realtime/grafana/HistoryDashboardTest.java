package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedDatabase;
import ai.colonycraft.realtime.jobs.history.HistorySchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks a real PostgreSQL every SQL statement of the dashboards, as Grafana's user, of windows that
 * were written as HistoryJob writes them. What it expects is added up here, from the windows.
 */
class HistoryDashboardTest {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant FROM = Instant.parse("2026-01-12T10:00:00Z");
  private static final Instant TO = FROM.plus(WEEK);
  private static final String PLUGIN = "grafana-postgresql-datasource";
  private static final Path CONF = Program.PACK.resolveSibling("flink-conf");
  private static final Pattern NAMES = Pattern.compile("\\$\\{(\\w+)}");

  /** Satisfying up to this, seconds. */
  private static final Map<String, Double> THRESHOLDS =
      Map.of("api", 0.3, "web", 0.3, "llm-gateway", 2.5);

  /** A window of 5 minutes; events by colony. */
  private record Activity(Instant start, long users, Long tokens, Map<String, Long> colonies) {}

  /** A minute of a service in a region; requests by the bucket of their duration. */
  private record Minute(
      String service,
      String region,
      Instant start,
      long requests,
      long failed,
      Map<Integer, Long> durations) {}

  private static final List<String> BOUNDS = List.of("1", "5", "480", "+Inf");

  /** Sessions that were over in a window of 5 minutes, by bucket. */
  private record Sessions(Instant start, long[] counts) {}

  private static final List<Activity> activities = new ArrayList<>();
  private static final List<Sessions> sessions = new ArrayList<>();
  private static final List<Minute> minutes = new ArrayList<>();

  @TempDir static Path dir;
  private static EmbeddedDatabase database;
  private static String user;

  @BeforeAll
  static void writeMoreThanTwoWeeks() throws Exception {
    JsonNode environment =
        Yaml.read(CONF.resolve("compose.yaml")).at("/services/grafana/environment");
    user = environment.get("HISTORY_USER").asText();
    database = EmbeddedDatabase.start(dir, 0);
    execute(database.superuser(), Files.readString(CONF.resolve("compose/history-roles.sql")));
    HistorySchema.migrate(new DatabaseConfig(database.url(), database.superuser(), null));
    Random random = new Random(7);
    // A day more at both ends: what lies outside must not count.
    Instant begin = Instant.parse("2026-01-04T10:00:00Z");
    for (Instant hour = begin; hour.isBefore(TO.plus(Duration.ofDays(1))); hour = next(hour)) {
      addActivities(hour, random);
      addMinutes(hour, random);
      sessions.add(
          new Sessions(
              hour.plus(Duration.ofMinutes(25)), random.longs(BOUNDS.size(), 0, 50).toArray()));
    }
    put("sessions", sessions.stream().map(HistoryDashboardTest::sessions).toList());
    put("summaries", activities.stream().map(HistoryDashboardTest::summary).toList());
    put(
        "tops",
        activities.stream()
            .filter(a -> !a.colonies.isEmpty())
            .map(HistoryDashboardTest::top)
            .toList());
    put("services", minutes.stream().map(HistoryDashboardTest::service).toList());
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static void addActivities(Instant hour, Random random) {
    boolean named = hour.getEpochSecond() / 3600 % 6 == 0;
    for (int i = 0; i < 2; i++) {
      Map<String, Long> colonies = new TreeMap<>();
      if (named) {
        for (int c = 0; c < 13; c++) {
          // The last one was not there in the week before.
          if (c < 12 || !hour.isBefore(FROM)) {
            colonies.put("c-" + c, 1L + random.nextInt(1000 * (c + 1)));
          }
        }
      }
      // As a version without tokens wrote it, once in a while.
      Long tokens = random.nextInt(40) == 0 ? null : (long) random.nextInt(100_000);
      activities.add(
          new Activity(
              hour.plus(Duration.ofMinutes(5L * i)), random.nextInt(5000), tokens, colonies));
    }
  }

  private static void addMinutes(Instant hour, Random random) {
    for (String[] place :
        new String[][] {{"api", "eu"}, {"api", "us"}, {"web", "eu"}, {"llm-gateway", "us"}}) {
      for (int minute : new int[] {0, 7, 59}) {
        // Silent now and then, and the gateway for whole hours.
        if (random.nextInt(5) == 0 || place[0].equals("llm-gateway") && random.nextInt(2) == 0) {
          continue;
        }
        Map<Integer, Long> durations = new TreeMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
          durations.merge(random.nextInt(480), 1L + random.nextInt(300), Long::sum);
        }
        long requests = durations.values().stream().mapToLong(n -> n).sum();
        minutes.add(
            new Minute(
                place[0],
                place[1],
                hour.plus(Duration.ofMinutes(minute)),
                requests,
                random.nextInt((int) requests + 1),
                durations));
      }
    }
  }

  @Test
  void everyStatementAnswersWhatTheWindowsAddUpTo() throws Exception {
    Map<String, List<List<Object>>> expected = expected();
    Set<String> asked = new TreeSet<>();

    SoftAssertions softly = new SoftAssertions();
    for (JsonNode panel : panels()) {
      Set<String> columns = new TreeSet<>();
      for (JsonNode target : panel.get("targets")) {
        String where = panel.get("title").asText() + " " + target.get("refId").asText();
        asked.add(where);
        Answer answer = ask(target.get("rawSql").asText());
        columns.addAll(answer.columns);
        softly
            .assertThat(answer.rows)
            .as(where)
            .hasSizeGreaterThan(2)
            .usingRecursiveComparison()
            .withEqualsForType(HistoryDashboardTest::nearly, Double.class)
            .isEqualTo(expected.get(where));
        if (target.get("format").asText().equals("time_series")) {
          // Grafana takes the column "time" for the time, and "metric" for the name of a line.
          softly.assertThat(answer.columns.get(0)).as(where).isEqualTo("time");
          softly
              .assertThat(answer.columns.subList(1, answer.columns.size() - 1))
              .as(where)
              .isSubsetOf("metric");
        }
      }
      for (JsonNode override : panel.at("/fieldConfig/overrides")) {
        softly.assertThat(columns).contains(override.at("/matcher/options").asText());
      }
    }
    softly.assertThat(asked).isEqualTo(expected.keySet());
    softly.assertAll();
  }

  @Test
  void grafanasUserReadsAndWritesNothing() {
    assertThatThrownBy(() -> execute(user, "DELETE FROM history.activity_1h"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute(user, "CALL history.put('{}', 1)"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute(user, "CREATE TABLE history.mine (a int)"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void theDataSourceIsThatOfTheDashboards() throws Exception {
    String file =
        Files.readString(Program.PACK.resolve("provisioning/datasources/datasources.yml"));
    List<String> names = NAMES.matcher(file).results().map(name -> name.group(1)).toList();
    List<JsonNode> sources = new ArrayList<>();
    Yaml.read(Program.PACK.resolve("provisioning/datasources/datasources.yml"))
        .get("datasources")
        .forEach(sources::add);

    assertThat(names)
        .contains("HISTORY_ADDRESS", "HISTORY_DATABASE", "HISTORY_USER", "HISTORY_PASSWORD");
    assertThat(sources)
        .filteredOn(source -> source.get("type").asText().equals(PLUGIN))
        .singleElement()
        .satisfies(
            source ->
                assertThat(source.at("/secureJsonData/password").asText())
                    .isEqualTo("${HISTORY_PASSWORD}"));
  }

  /** What each target has to answer, by the title of its panel and its letter. */
  private static Map<String, List<List<Object>>> expected() {
    Map<String, List<List<Object>>> all = new TreeMap<>();
    weeks(
        all,
        "Active Users",
        activities,
        Activity::start,
        hour -> hour.stream().mapToLong(Activity::users).average().orElseThrow());
    weeks(
        all,
        "LLM Tokens",
        activities,
        Activity::start,
        hour ->
            hour.stream().anyMatch(window -> window.tokens == null)
                ? null
                : hour.stream().mapToLong(Activity::tokens).average().orElseThrow() / 300);
    weeks(
        all,
        "Requests",
        minutes,
        Minute::start,
        hour -> {
          long each = hour.stream().map(Minute::start).distinct().count();
          return hour.stream().mapToDouble(Minute::requests).sum() / each / 60;
        });
    weeks(
        all,
        "Error Rate",
        minutes,
        Minute::start,
        hour ->
            hour.stream().mapToDouble(Minute::failed).sum()
                / hour.stream().mapToDouble(Minute::requests).sum());
    weeks(all, "Apdex", minutes, Minute::start, HistoryDashboardTest::apdex);
    for (int percent : new int[] {50, 95, 99}) {
      List<List<Object>> rows = new ArrayList<>();
      hours(minutes, Minute::start, Duration.ZERO)
          .forEach(
              (hour, some) ->
                  services(some)
                      .forEach(
                          (name, its) ->
                              rows.add(Arrays.asList(hour, name, percentile(its, percent)))));
      all.put("Response Time p%d by Service A".formatted(percent), rows);
    }
    all.put("Response Times, Beside the Week Before A", responseTimes());
    all.put("Top Colonies, Beside the Week Before A", colonies());
    all.put("Session Durations, Beside the Week Before A", sessions());
    return all;
  }

  private static List<List<Object>> responseTimes() {
    List<List<Object>> rows = new ArrayList<>();
    Map<String, List<Minute>> these = services(within(minutes, Minute::start, Duration.ZERO));
    Map<String, List<Minute>> before = services(within(minutes, Minute::start, WEEK));
    these.forEach(
        (name, its) -> {
          List<Object> row = new ArrayList<>(List.of(name));
          for (int percent : new int[] {50, 95, 99}) {
            row.add(percentile(its, percent));
            row.add(percentile(before.get(name), percent));
          }
          rows.add(row);
        });
    return rows;
  }

  private static List<List<Object>> colonies() {
    Map<String, Double> these = events(Duration.ZERO);
    Map<String, Double> before = events(WEEK);
    return these.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(10)
        .map(
            colony -> {
              Double then = before.get(colony.getKey());
              return Arrays.<Object>asList(
                  colony.getKey(),
                  "Colony " + colony.getKey(),
                  colony.getValue(),
                  then == null ? 0.0 : then,
                  then == null ? null : colony.getValue() / then - 1);
            })
        .toList();
  }

  private static List<List<Object>> sessions() {
    List<Sessions> these = within(sessions, Sessions::start, Duration.ZERO);
    List<Sessions> before = within(sessions, Sessions::start, WEEK);
    List<String> names = List.of("up to 1 min", "up to 5 min", "up to 480 min", "over 480 min");
    List<List<Object>> rows = new ArrayList<>();
    for (int bucket = 0; bucket < names.size(); bucket++) {
      int its = bucket;
      rows.add(
          List.of(
              names.get(bucket),
              (double) these.stream().mapToLong(s -> s.counts[its]).sum(),
              (double) before.stream().mapToLong(s -> s.counts[its]).sum()));
    }
    return rows;
  }

  private static Map<String, Double> events(Duration earlier) {
    Map<String, Double> events = new TreeMap<>();
    for (Activity window : within(activities, Activity::start, earlier)) {
      window.colonies.forEach((id, count) -> events.merge(id, (double) count, Double::sum));
    }
    return events;
  }

  /** Puts a line of hours as A, and that of the week before as B. */
  private static <T> void weeks(
      Map<String, List<List<Object>>> all,
      String title,
      List<T> windows,
      Function<T, Instant> start,
      Function<List<T>, Double> value) {
    Map<String, Duration> targets = Map.of("A", Duration.ZERO, "B", WEEK);
    targets.forEach(
        (target, earlier) -> {
          List<List<Object>> rows = new ArrayList<>();
          hours(windows, start, earlier)
              .forEach(
                  (hour, some) -> rows.add(Arrays.asList(hour.plus(earlier), value.apply(some))));
          all.put(title + " " + target, rows);
        });
  }

  /** The windows of the hours that begin in the asked week, or earlier by so much. */
  private static <T> List<T> within(List<T> windows, Function<T, Instant> start, Duration earlier) {
    return hours(windows, start, earlier).values().stream().flatMap(List::stream).toList();
  }

  private static <T> TreeMap<Instant, List<T>> hours(
      List<T> windows, Function<T, Instant> start, Duration earlier) {
    TreeMap<Instant, List<T>> hours =
        windows.stream()
            .collect(
                Collectors.groupingBy(
                    window -> hour(start.apply(window)), TreeMap::new, Collectors.toList()));
    return new TreeMap<>(hours.subMap(FROM.minus(earlier), TO.minus(earlier)));
  }

  private static TreeMap<String, List<Minute>> services(List<Minute> some) {
    return some.stream()
        .collect(Collectors.groupingBy(Minute::service, TreeMap::new, Collectors.toList()));
  }

  /** The duration of the request at that place when all stand in a row. */
  private static double percentile(List<Minute> some, int percent) {
    List<Integer> all = new ArrayList<>();
    for (Minute minute : some) {
      minute.durations.forEach(
          (bucket, n) -> all.addAll(Collections.nCopies(n.intValue(), bucket)));
    }
    Collections.sort(all);
    return seconds(all.get((all.size() * percent + 99) / 100 - 1));
  }

  private static double apdex(List<Minute> hour) {
    double points = 0;
    double count = 0;
    for (Minute minute : hour) {
      double satisfied = THRESHOLDS.get(minute.service);
      for (Map.Entry<Integer, Long> bucket : minute.durations.entrySet()) {
        double seconds = seconds(bucket.getKey());
        points +=
            bucket.getValue() * (seconds <= satisfied ? 1 : seconds <= 4 * satisfied ? 0.5 : 0);
        count += bucket.getValue();
      }
    }
    return points / count;
  }

  /** The middle of a bucket: between its bounds in such a way that it is off by the same share. */
  private static double seconds(int bucket) {
    double low = Math.pow(1.02, bucket - 1);
    double high = Math.pow(1.02, bucket);
    return 2 * low * high / (low + high) / 1000;
  }

  private static Instant hour(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond() / 3600 * 3600);
  }

  private static Instant next(Instant hour) {
    return hour.plus(Duration.ofHours(1));
  }

  private static boolean nearly(Double one, Double other) {
    return one == null || other == null
        ? one == other
        : Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
  }

  private static String summary(Activity window) {
    return "{\"start\":%d,\"events\":1,\"activeUsers\":%d,\"activeColonies\":1,\"activeUsersBy\":{}%s}"
        .formatted(
            window.start.toEpochMilli(),
            window.users,
            window.tokens == null ? "" : ",\"tokens\":" + window.tokens);
  }

  private static String sessions(Sessions window) {
    List<String> up = new ArrayList<>();
    long below = 0;
    for (int bucket = 0; bucket < BOUNDS.size(); bucket++) {
      below += window.counts[bucket];
      up.add("\"%s\":%d".formatted(BOUNDS.get(bucket), below));
    }
    return "{\"start\":%d,\"sessionsBy\":{\"platform\":{\"web\":{%s}}}}"
        .formatted(window.start.toEpochMilli(), String.join(",", up));
  }

  private static String top(Activity window) {
    return "{\"kind\":\"colony\",\"start\":%d,\"ids\":%d,\"events\":%d,\"restIds\":0,\"restEvents\":0,\"sketch\":\"%s\",\"top\":[%s]}"
        .formatted(
            window.start.toEpochMilli(),
            window.colonies.size(),
            window.colonies.values().stream().mapToLong(n -> n).sum(),
            "00".repeat(4096),
            window.colonies.entrySet().stream()
                .map(c -> "[\"%1$s\",\"Colony %1$s\",%2$d]".formatted(c.getKey(), c.getValue()))
                .collect(Collectors.joining(",")));
  }

  private static String service(Minute minute) {
    return "{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":1,\"requests\":%d,\"responses\":{\"5xx\":%d},\"errors\":{},\"latency\":{\"count\":%d,\"sumMicros\":1,\"buckets\":[%s]},\"cpuMicros\":1,\"memory\":{\"readings\":0,\"sumBytes\":0,\"maxBytes\":0}}"
        .formatted(
            minute.service,
            minute.region,
            minute.start.toEpochMilli(),
            minute.requests,
            minute.failed,
            minute.requests,
            minute.durations.entrySet().stream()
                .map(d -> "[%d,%d]".formatted(d.getKey(), d.getValue()))
                .collect(Collectors.joining(",")));
  }

  /** Writes a batch with the procedure and as the user of HistoryJob. */
  private static void put(String section, List<String> records) throws SQLException {
    try (Connection connection = connect("history_job");
        PreparedStatement call = connection.prepareStatement("CALL history.put(?::jsonb, 100)")) {
      call.setString(1, "{\"%s\":[%s]}".formatted(section, String.join(",", records)));
      call.execute();
    }
  }

  private static Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(database.url(), name, "");
  }

  private static void execute(String name, String sql) throws SQLException {
    try (Connection connection = connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** All panels that ask PostgreSQL. */
  private static List<JsonNode> panels() throws Exception {
    List<JsonNode> panels = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Program.PACK.resolve("dashboards"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).get("panels")) {
          if (panel.at("/datasource/type").asText().equals(PLUGIN)) {
            panels.add(panel);
          }
        }
      }
    }
    return panels;
  }

  private record Answer(List<String> columns, List<List<Object>> rows) {}

  /** Asks with the two macros as Grafana's data source puts them in: texts of a time in UTC. */
  private static Answer ask(String sql) throws SQLException {
    String whole =
        sql.replace("$__timeFrom()", "'" + FROM + "'").replace("$__timeTo()", "'" + TO + "'");
    assertThat(whole).doesNotContain("$");
    try (Connection connection = connect(user);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(whole)) {
      ResultSetMetaData meta = result.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        columns.add(meta.getColumnLabel(i));
      }
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          Object value = result.getObject(i);
          row.add(value instanceof java.sql.Timestamp time ? time.toInstant() : value);
        }
        rows.add(row);
      }
      return new Answer(columns, rows);
    }
  }
}
