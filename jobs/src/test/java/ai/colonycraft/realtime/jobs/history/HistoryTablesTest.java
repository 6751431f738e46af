package ai.colonycraft.realtime.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.types.AgentKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels add up exactly, whatever is repeated, corrected or out of order. */
class HistoryTablesTest {

  private static final long FIVE_MINUTES = Duration.ofMinutes(5).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** A Monday; the tests use days far apart. */
  private static final long BEGIN = 1_767_571_200_000L;

  @TempDir static Path dir;
  private static Tables tables;

  @BeforeAll
  static void start() throws SQLException {
    tables = Tables.start(dir);
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Test
  void rollUpsOfSummariesAreThoseOfTheLastRecordOfEachWindow() throws Exception {
    Random random = new Random(1);
    Map<Long, String> last = new TreeMap<>();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long start = BEGIN + random.nextInt(40) * FIVE_MINUTES + random.nextInt(2) * DAY;
      String window = summary(start, random.nextInt(1000), random.nextInt(100));
      if (i % 40 == 0) {
        // As an earlier version wrote it: the tokens of a whole are unknown as those of a part are.
        window = window.replaceAll(",\"tokens\":\\d+", "");
      }
      last.put(start, window);
      sent.add(window);
    }
    for (int i = 0; i < sent.size(); i += 20) {
      put("summaries", unique(sent.subList(i, i + 20)), 100);
    }
    List<String> repeated = new ArrayList<>(last.values());
    Collections.shuffle(repeated, random);
    put("summaries", repeated, 100);

    for (String level : List.of("5m", "1h", "1d")) {
      long width = level.equals("5m") ? FIVE_MINUTES : level.equals("1h") ? HOUR : DAY;
      Map<Long, long[]> sums = new TreeMap<>();
      last.forEach(
          (start, window) -> {
            long[] sum =
                sums.computeIfAbsent(
                    start - start % width, b -> new long[] {0, 0, Long.MAX_VALUE, 0, 0, 0});
            long events = number(window, "events");
            sum[0]++;
            sum[1] += events;
            sum[2] = Math.min(sum[2], events);
            sum[3] = Math.max(sum[3], events);
            sum[4] += number(window, "activeUsers");
            sum[5] =
                sum[5] < 0 || !window.contains("tokens") ? -1 : sum[5] + number(window, "tokens");
          });
      assertThat(
              tables.rows(
                  "SELECT (extract(epoch FROM start) * 1000)::bigint, windows, events, events_min,"
                      + " events_max, users, coalesce(tokens, -1) FROM history.activity_%s WHERE start >= '2026-01-05' AND start < '2026-01-07' ORDER BY start"
                          .formatted(level)))
          .as(level)
          .isEqualTo(
              sums.entrySet().stream()
                  .map(
                      e ->
                          "%d %d %d %d %d %d %d"
                              .formatted(
                                  e.getKey(),
                                  e.getValue()[0],
                                  e.getValue()[1],
                                  e.getValue()[2],
                                  e.getValue()[3],
                                  e.getValue()[4],
                                  e.getValue()[5]))
                  .toList());
      assertThat(
              tables.value(
                  "SELECT sum(users) FROM history.active_users_%s WHERE start >= '2026-01-05' AND start < '2026-01-07'"
                      .formatted(level)))
          .isEqualTo(
              Long.toString(last.values().stream().mapToLong(w -> number(w, "activeUsers")).sum()));
    }
  }

  @Test
  void topAndRestAddUpToAllEventsAndDistinctIdsAreWithinTheStatedError() throws Exception {
    Random random = new Random(2);
    long begin = BEGIN + 10 * DAY;
    Map<String, Long> all = new TreeMap<>();
    List<String> windows = new ArrayList<>();
    for (int w = 0; w < 12; w++) {
      TopOfWindow top = new TopOfWindow(50);
      for (int i = 0; i < 3000; i++) {
        String id = "u-" + (w * 1500 + i);
        long count = i % 7 + 1;
        top.add(id, null, count);
        all.merge(id, count, Long::sum);
      }
      windows.add(top.json("user", begin + w * FIVE_MINUTES));
    }
    Collections.shuffle(windows, random);
    put("tops", windows, 50);
    put("tops", windows.subList(3, 7), 50);

    long events = all.values().stream().mapToLong(n -> n).sum();
    for (String level : List.of("1h", "1d")) {
      String where = "WHERE kind = 'user' AND start = '2026-01-15'";
      assertThat(tables.value("SELECT events FROM history.totals_%s %s".formatted(level, where)))
          .isEqualTo(Long.toString(events));
      assertThat(
              tables.value(
                  "SELECT (SELECT sum(events) FROM history.top_%1$s %2$s) + rest_events FROM history.totals_%1$s %2$s"
                      .formatted(level, where)))
          .isEqualTo(Long.toString(events));
      assertThat(tables.value("SELECT count(*) FROM history.top_%s %s".formatted(level, where)))
          .isEqualTo("50");
      assertThat(
              Double.parseDouble(
                  tables.value("SELECT ids FROM history.totals_%s %s".formatted(level, where))))
          .isCloseTo(all.size(), Percentage.withPercentage(5));
      assertThat(tables.value("SELECT exact FROM history.totals_%s %s".formatted(level, where)))
          .isEqualTo("f");
    }
  }

  @Test
  void whatColoniesSpendAddsUpAndThoseThatSpendMostAreNeverInTheRest() throws Exception {
    Random random = new Random(4);
    long begin = BEGIN + 20 * DAY;
    Map<String, long[]> all = new TreeMap<>();
    List<String> windows = new ArrayList<>();
    for (int w = 0; w < 24; w++) {
      TopOfWindow top = new TopOfWindow(20, true);
      for (int i = 0; i < 200; i++) {
        String id = "c-" + i;
        // The colonies that spend most are the ones with the fewest events.
        long tokens = i < 10 ? 1_000_000 + random.nextInt(1000) : random.nextInt(100);
        long micros = random.nextInt(1000);
        top.add(id, null, 10 + i, tokens, micros);
        long[] sums = all.computeIfAbsent(id, n -> new long[2]);
        sums[0] += tokens;
        sums[1] += micros;
      }
      windows.add(top.json("colony", begin + w * FIVE_MINUTES));
    }
    Collections.shuffle(windows, random);
    put("tops", windows, 20);
    put("tops", windows.subList(3, 9), 20);

    String where = " WHERE kind = 'colony' AND start >= '2026-01-25' AND start < '2026-01-26'";
    long tokens = all.values().stream().mapToLong(sums -> sums[0]).sum();
    long micros = all.values().stream().mapToLong(sums -> sums[1]).sum();
    for (String level : List.of("5m", "1h", "1d")) {
      assertThat(
              tables.value(
                  ("SELECT sum(tokens), sum(cpu_micros), sum(rest_tokens) + (SELECT sum(tokens)"
                          + " FROM history.top_%1$s%2$s), sum(rest_cpu_micros) + (SELECT"
                          + " sum(cpu_micros) FROM history.top_%1$s%2$s) FROM"
                          + " history.totals_%1$s%2$s")
                      .formatted(level, where)))
          .as(level)
          .isEqualTo("%1$d %2$d %1$d %2$d".formatted(tokens, micros));
      for (int i = 0; i < 10; i++) {
        assertThat(
                tables.value(
                    "SELECT sum(tokens), sum(cpu_micros), min(tokens_min) > 999999, max(cpu_max) < 1000 FROM history.top_%s%s AND id = 'c-%d'"
                        .formatted(level, where, i)))
            .as(level + " " + i)
            .isEqualTo("%d %d t t".formatted(all.get("c-" + i)[0], all.get("c-" + i)[1]));
      }
    }
  }

  @Test
  void whatWasSpentIsUnknownWhereAWindowOfAnEarlierVersionIsAmongThem() throws Exception {
    long start = BEGIN + 22 * DAY;
    TopOfWindow now = new TopOfWindow(5, true);
    now.add("c-1", null, 3, 40, 500);
    TopOfWindow earlier = new TopOfWindow(5);
    earlier.add("c-1", null, 2);
    put("tops", List.of(now.json("colony", start), earlier.json("colony", start + HOUR)), 5);

    String at = " FROM history.%s WHERE kind = 'colony' AND start = '2026-01-27 %s:00'";
    String totals = "SELECT tokens, rest_tokens, cpu_micros, rest_cpu_micros";
    String top = "SELECT tokens, tokens_min, tokens_max, cpu_micros, cpu_min, cpu_max";
    assertThat(tables.value(totals + at.formatted("totals_1h", "00"))).isEqualTo("40 0 500 0");
    assertThat(tables.value(top + at.formatted("top_1h", "00"))).isEqualTo("40 40 40 500 500 500");
    assertThat(tables.value(totals + at.formatted("totals_1h", "01")))
        .isEqualTo("null null null null");
    assertThat(tables.value("SELECT events, tokens, cpu_micros" + at.formatted("top_1d", "00")))
        .isEqualTo("5 null null");
    assertThat(tables.value("SELECT events, tokens" + at.formatted("totals_1d", "00")))
        .isEqualTo("5 null");
  }

  @Test
  void whatIsSpentNeverOverflows() throws Exception {
    long start = BEGIN + 24 * DAY;
    List<String> windows = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      TopOfWindow top = new TopOfWindow(1, true);
      top.add("c-1", null, 3, Long.MAX_VALUE, Long.MAX_VALUE);
      top.add("c-2", null, 2, 1, Long.MAX_VALUE);
      windows.add(top.json("colony", start + w * FIVE_MINUTES));
    }
    put("tops", windows, 1);

    assertThat(
            tables.value(
                "SELECT tokens, cpu_micros FROM history.totals_1d WHERE kind = 'colony' AND start = '2026-01-29'"))
        .isEqualTo("%1$d %1$d".formatted(Long.MAX_VALUE));
    assertThat(
            tables.value(
                "SELECT tokens, tokens_max FROM history.top_1h WHERE kind = 'colony' AND start = '2026-01-29' AND id = 'c-1'"))
        .isEqualTo("%1$d %1$d".formatted(Long.MAX_VALUE));
  }

  @Test
  void agentsOfOneIdAreApartWhereTheirColoniesDiffer() throws Exception {
    long start = BEGIN + 26 * DAY;
    List<String> windows = new ArrayList<>();
    for (int w = 0; w < 24; w++) {
      TopOfWindow top = new TopOfWindow(50, true);
      for (String colony : new String[] {"", "c-1", "c-2"}) {
        for (int i = 0; i < 4; i++) {
          String key = new AgentKey(colony, "a-" + i).text();
          top.add(key, i == 0 ? "Bee" : null, 10 + i, 100 * colony.length() + w, i);
        }
      }
      windows.add(top.json("agent", start + w * FIVE_MINUTES));
    }
    put("tops", windows, 50);
    put("tops", windows.subList(5, 9), 50);

    String where = " WHERE kind = 'agent' AND start >= '2026-01-31' AND start < '2026-02-01'";
    for (String level : List.of("5m", "1h", "1d")) {
      assertThat(
              tables.rows(
                  "SELECT colony_id, count(DISTINCT id), sum(events), sum(tokens), sum(cpu_micros), max(name), sum(windows) FROM history.top_%s%s GROUP BY 1 ORDER BY 1"
                      .formatted(level, where)))
          .as(level)
          .containsExactly(
              " 4 1104 1104 144 Bee 96",
              "c-1 4 1104 29904 144 Bee 96",
              "c-2 4 1104 29904 144 Bee 96");
      assertThat(
              tables.value(
                  "SELECT sum(events), sum(rest_events), min(ids), max(ids), sum(tokens), bool_and(exact) FROM history.totals_%s%s"
                      .formatted(level, where)))
          .isEqualTo("3312 0 12 12 60912 t");
    }
  }

  @Test
  void tokensOfSummariesStayAtTheLargestNumber() throws Exception {
    long start = BEGIN + 341 * DAY;
    String window =
        summary(start, 5, 2).replaceAll("\"tokens\":\\d+", "\"tokens\":" + Long.MAX_VALUE);
    put("summaries", List.of(window, window.replace("" + start, "" + (start + FIVE_MINUTES))), 10);

    for (String level : List.of("1h", "1d")) {
      assertThat(
              tables.value(
                  "SELECT tokens FROM history.activity_%s WHERE start = '2026-12-12'"
                      .formatted(level)))
          .isEqualTo("" + Long.MAX_VALUE);
    }
  }

  @Test
  void cpuTimeAndLatenciesOfServicesStayAtTheLargestNumber() throws Exception {
    long start = BEGIN + 17 * DAY;
    List<String> services = new ArrayList<>();
    for (String region : List.of("eu", "us")) {
      services.add(
          service("api", region, start, 12, 2, "[[5,4],[7,8]]")
              .replaceAll("\"cpuMicros\":\\d+", "\"cpuMicros\":" + Long.MAX_VALUE)
              .replaceAll("\"sumMicros\":\\d+", "\"sumMicros\":" + Long.MAX_VALUE));
    }
    put("services", services, 10);

    for (String level : List.of("1m", "5m", "1h", "1d")) {
      assertThat(
              tables.rows(
                  "SELECT DISTINCT cpu_micros, latency_sum_micros FROM history.services_%s WHERE start = '2026-01-22'"
                      .formatted(level)))
          .as(level)
          .containsExactly("%1$d %1$d".formatted(Long.MAX_VALUE));
    }
  }

  /** Those would refuse batches that hold other records too, or take them for something else. */
  @Test
  void aJobNeedsTheTablesOfItsVersionOrOfALaterOne() throws Exception {
    String version =
        "CREATE OR REPLACE FUNCTION history.tables_version() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT %d'";
    int newest =
        Integer.parseInt(
            tables.value("SELECT max(version::integer) FROM history.flyway_schema_history"));
    assertThat(HistorySchema.VERSION).isEqualTo(newest);
    try (HistoryConnection connection = new HistoryConnection(tables.writer(), Map.of())) {
      assertThat(connection.getOrEstablishConnection()).isNotNull();
      tables.execute(version.formatted(newest + 1));
      assertThat(connection.reestablishConnection()).isNotNull();
      tables.execute(version.formatted(newest - 1));
      assertThatThrownBy(connection::reestablishConnection)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("version %d, expected %d or later", newest - 1, newest)
          .hasMessageContaining("make them with HistoryTables");
      tables.execute("ALTER FUNCTION history.tables_version() RENAME TO no_version");
      assertThatThrownBy(connection::reestablishConnection)
          .hasMessageContaining("make them with HistoryTables");
    } finally {
      tables.execute("DROP FUNCTION IF EXISTS history.no_version()");
      tables.execute(version.formatted(newest));
      tables.execute("GRANT EXECUTE ON FUNCTION history.tables_version() TO history_writer");
    }
  }

  @Test
  void distinctIdsAndTopListsAreExactWhereAllAreKept() throws Exception {
    long begin = BEGIN + 12 * DAY;
    List<String> windows = new ArrayList<>();
    for (int w = 0; w < 24; w++) {
      TopOfWindow top = new TopOfWindow(1000);
      for (int i = 0; i < 30; i++) {
        top.add("c-" + (w * 10 + i), "Colony " + i, i + 1);
      }
      windows.add(top.json("colony", begin + w * FIVE_MINUTES));
    }
    put("tops", windows, 1000);

    String where = "WHERE kind = 'colony' AND start = '2026-01-17'";
    assertThat(tables.value("SELECT ids, rest_ids, exact FROM history.totals_1d " + where))
        .isEqualTo("260 0 t");
    assertThat(
            tables.rows(
                "SELECT id, events, windows FROM history.top_1d %s ORDER BY events DESC, id LIMIT 2"
                    .formatted(where)))
        .containsExactly("c-109 60 3", "c-119 60 3");
  }

  @Test
  void aCorrectionTakesAnIdOutOfTheTop() throws Exception {
    long start = BEGIN + 14 * DAY;
    put("tops", List.of(top(start, Map.of("a", 1L, "b", 2L))), 2);
    put("tops", List.of(top(start, Map.of("a", 1L, "b", 2L, "c", 3L))), 2);

    assertThat(
            tables.rows(
                "SELECT id, events FROM history.top_1h WHERE start = '2026-01-19' ORDER BY id"))
        .containsExactly("b 2", "c 3");
    assertThat(
            tables.value(
                "SELECT events, rest_events, rest_ids FROM history.totals_1h WHERE start ="
                    + " '2026-01-19'"))
        .startsWith("6 1");
  }

  @Test
  void histogramsOfServicesMergeInTimeAndPlace() throws Exception {
    long start = BEGIN + 16 * DAY;
    put(
        "services",
        List.of(
            service("api", "eu", start, 10, 1, "[[5,4],[7,6]]"),
            service("api", "us", start, 20, 0, "[[7,20]]"),
            service("web", "eu", start + 60_000, 5, 5, "[[-3,5]]")),
        100);
    put("services", List.of(service("api", "eu", start, 12, 2, "[[5,4],[7,8]]")), 100);

    String columns =
        "SELECT windows, requests, requests_min, requests_max, r5xx, bucket, hits FROM"
            + " history.services_";
    for (String level : List.of("5m", "1h", "1d")) {
      assertThat(tables.value(columns + level + at("", "")))
          .isEqualTo("2 37 5 32 7 {-3,5,7} {5,4,28}");
      assertThat(tables.value(columns + level + at("api", "")))
          .isEqualTo("1 32 32 32 2 {5,7} {4,28}");
      assertThat(tables.value(columns + level + at("", "eu")))
          .isEqualTo("2 17 5 12 7 {-3,5,7} {5,4,8}");
    }
  }

  @Test
  void sessionsOfAWindowAreReplacedAndAddUpByPlatformAndLevel() throws Exception {
    long start = BEGIN + 50 * DAY;
    put("sessions", List.of(sessions(start, 9, 1), sessions(start + HOUR, 4, 0)), 100);
    put("sessions", List.of(sessions(start, 5, 2), sessions(start + FIVE_MINUTES, 1, 1)), 100);
    put("sessions", List.of(sessions(start, 5, 2)), 100);

    for (String level : List.of("5m", "1h", "1d")) {
      assertThat(
              tables.rows(
                  "SELECT platform, le, sum(sessions), count(*) FROM history.sessions_%s WHERE start >= '2026-02-24' GROUP BY 1, 2 ORDER BY 1, 2"
                      .formatted(level)))
          .as(level)
          .extracting(row -> row.substring(0, row.lastIndexOf(' ')))
          .containsExactlyInAnyOrder(
              " +Inf 26", " 1 13", "ios +Inf 6", "ios 1 3", "web +Inf 20", "web 1 10");
    }
    assertThat(count("sessions_5m", "2026-02-24")).isEqualTo("6");
    assertThat(
            tables.value(
                "SELECT windows FROM history.sessions_1h WHERE start = '2026-02-24' AND le = '1' AND platform = 'web'"))
        .isEqualTo("2");
  }

  @Test
  void whatIsOlderThanItsLevelKeepsIsDroppedAndItsRollUpsStay() throws Exception {
    long start = BEGIN + 300 * DAY;
    put("summaries", List.of(summary(start, 7, 1)), 100);
    put("summaries", List.of(summary(start + 40 * DAY, 5, 1)), 100);
    assertThat(count("activity_5m", "2026-11-01")).isEqualTo("0");
    assertThat(count("activity_1h", "2026-11-01")).isEqualTo("1");

    // The others of its hour are gone, so that a correction would make the hour wrong.
    put("summaries", List.of(summary(start, 9, 1)), 100);
    assertThat(tables.value("SELECT events FROM history.activity_1h WHERE start = '2026-11-01'"))
        .isEqualTo("7");
  }

  @Test
  void theNewestStateOfAnIncidentIsKept() throws Exception {
    String open =
        "{\"id\":\"i-1\",\"type\":\"critical\",\"title\":\"t\",\"source\":\"s\",\"timestamp\":%d,\"state\":\"open\",\"count\":1,\"context\":{\"service\":\"api\"}}"
            .formatted(BEGIN);
    put("incidents", List.of(open), 100);
    put(
        "incidents",
        List.of(
            open.replace(
                "\"open\",\"count\":1",
                "\"resolved\",\"count\":4,\"resolution\":\"expired\",\"resolvedAt\":" + BEGIN)),
        100);

    assertThat(tables.rows("SELECT state, resolution, sightings, service FROM history.incidents"))
        .containsExactly("resolved expired 4 api");
  }

  @Test
  void theWriterReadsNothingAndTheReaderWritesNothing() throws Exception {
    try (Connection writer = tables.connect(Tables.WRITER);
        Connection reader = tables.connect(Tables.READER)) {
      assertThatThrownBy(
              () -> writer.createStatement().execute("SELECT * FROM history.activity_5m"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> writer.createStatement().execute("DELETE FROM history.activity_5m"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> reader.createStatement().execute("CALL history.put('{}', 1)"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> reader.createStatement().execute("DELETE FROM history.activity_5m"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void migratingAgainDoesNothing() {
    assertThat(HistorySchema.migrate(tables.owner())).isZero();
  }

  private static String count(String table, String start) throws SQLException {
    return tables.value(
        "SELECT count(*) FROM history.%s WHERE start = '%s'".formatted(table, start));
  }

  private static String at(String service, String region) {
    return " WHERE service = '%s' AND region = '%s' AND start = '2026-01-21'"
        .formatted(service, region);
  }

  private static void put(String section, List<String> records, int top) throws SQLException {
    tables.put("{\"%s\":[%s]}".formatted(section, String.join(",", records)), top);
  }

  /** The last record of each window, as a batch holds it. */
  private static List<String> unique(List<String> windows) {
    Map<Long, String> last = new TreeMap<>();
    windows.forEach(window -> last.put(number(window, "start"), window));
    return List.copyOf(last.values());
  }

  private static String summary(long start, long events, long users) {
    return "{\"start\":%d,\"events\":%d,\"activeUsers\":%d,\"activeColonies\":3,\"activeUsersBy\":{\"platform\":{\"web\":%d}},\"tokens\":%d}"
        .formatted(start, events, users, users, 7 * events);
  }

  private static String sessions(long start, long web, long ios) {
    return "{\"start\":%d,\"sessionsBy\":{\"platform\":{\"web\":{\"1\":%d,\"+Inf\":%d},\"ios\":{\"1\":%d,\"+Inf\":%d}}}}"
        .formatted(start, web, 2 * web, ios, 2 * ios);
  }

  private static String top(long start, Map<String, Long> counts) {
    TopOfWindow top = new TopOfWindow(2);
    counts.forEach((id, count) -> top.add(id, null, count));
    return top.json("user", start);
  }

  private static String service(
      String service, String region, long start, long requests, long failed, String buckets) {
    return "{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":%d,\"requests\":%d,\"responses\":{\"5xx\":%d},\"errors\":{},\"latency\":{\"count\":%d,\"sumMicros\":1,\"buckets\":%s},\"cpuMicros\":1,\"memory\":{\"readings\":0,\"sumBytes\":0,\"maxBytes\":0}}"
        .formatted(service, region, start, requests, requests, failed, requests, buckets);
  }

  private static long number(String json, String field) {
    String digits =
        json.substring(json.indexOf("\"" + field + "\":") + field.length() + 3)
            .chars()
            .takeWhile(Character::isDigit)
            .mapToObj(c -> Character.toString((char) c))
            .collect(Collectors.joining());
    return Long.parseLong(digits);
  }
}
