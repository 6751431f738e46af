package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Update;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A platform whose numbers follow from the time alone, so that what a chart draws can be compared
 * with what it should: eight services in three regions, the same load in each. Requests rise and
 * fall by straight lines over six hours.
 */
public final class SteadyPlatform {

  public static final long MINUTE_MS = 60_000;
  public static final long FIVE_MS = 5 * MINUTE_MS;

  private static final List<String> SERVICES =
      List.of("api", "auth", "billing", "chat", "colony", "llm", "search", "store");
  private static final List<String> REGIONS = List.of("ap-south-1", "eu-west-1", "us-east-1");
  private static final int PLACES = SERVICES.size() * REGIONS.size();
  private static final int FIRST_BUCKET = 150;
  private static final int BUCKETS = 60;
  private static final int TOP = 20;

  private static final String REQUESTS = "(600 + 5 * abs(m % 360 - 180))";

  private SteadyPlatform() {}

  /**
   * Requests a second of all services at a time, epoch milliseconds; the same for each second of a
   * minute.
   */
  public static double requestRate(long time) {
    return PLACES * requests(time) / 60.0;
  }

  private static long requests(long time) {
    return 600 + 5 * Math.abs(time / MINUTE_MS % 360 - 180);
  }

  private static long users(long time) {
    return 1000 + Math.abs(time / FIVE_MS % 144 - 72);
  }

  /** What the jobs publish live in a second. */
  public static LiveRecord[] live(long time) {
    List<LiveRecord> records = new ArrayList<>();
    double one = requests(time) / 60.0;
    rates(time, Map.of(), PLACES * one, records);
    SERVICES.forEach(s -> rates(time, Map.of("service", s), REGIONS.size() * one, records));
    REGIONS.forEach(r -> rates(time, Map.of("region", r), SERVICES.size() * one, records));
    long users = users(time);
    records.add(update(time, "active_users", Map.of(), users));
    records.add(update(time, "active_users", Map.of("platform", "ios"), users / 2));
    records.add(update(time, "active_users", Map.of("country_code", "DE"), users / 3));
    return records.toArray(LiveRecord[]::new);
  }

  private static void rates(
      long time, Map<String, String> labels, double rate, List<LiveRecord> to) {
    to.add(update(time, "request_rate", labels, rate));
    to.add(update(time, "error_rate", labels, 0.01));
    to.add(update(time, "cpu_cores", labels, rate / 100));
  }

  private static Update update(long time, String metric, Map<String, String> labels, Number value) {
    return new Update(metric + labels, metric, labels, value, time);
  }

  /** Finished windows of a minute, as HistoryJob writes them. */
  public static List<String> services(long start) {
    long requests = requests(start);
    String buckets =
        IntStream.range(FIRST_BUCKET, FIRST_BUCKET + BUCKETS)
            .mapToObj(bucket -> "[%d,%d]".formatted(bucket, requests / BUCKETS))
            .collect(Collectors.joining(","));
    List<String> windows = new ArrayList<>();
    for (String service : SERVICES) {
      for (String region : REGIONS) {
        windows.add(
            "{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":%4$d,\"requests\":%4$d,\"responses\":{\"5xx\":%5$d},\"errors\":{},\"latency\":{\"count\":%4$d,\"sumMicros\":%6$d,\"buckets\":[%7$s]},\"cpuMicros\":%6$d,\"memory\":{\"readings\":1,\"sumBytes\":1000000,\"maxBytes\":1000000}}"
                .formatted(
                    service, region, start, requests, requests / 100, requests * 10_000, buckets));
      }
    }
    return windows;
  }

  /** A finished window of five minutes. */
  public static String summary(long start) {
    return HistoryTables.summary(start, 3000, users(start), users(start) / 2);
  }

  /**
   * Fills all levels of the tables with finished windows: minutes for a week at most, as long as
   * they are kept by default, and all else for so many days.
   *
   * @param end of the last window, a multiple of five minutes
   */
  public static void fill(HistoryTables tables, Instant end, int days) throws SQLException {
    try (Connection connection = tables.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = history; SET timezone = 'UTC'");
      for (String[] level :
          new String[][] {{"1m", "1 min"}, {"5m", "5 min"}, {"1h", "1 hour"}, {"1d", "1 day"}}) {
        Instant from =
            end.minusSeconds(86_400L * (level[0].equals("1m") ? Math.min(7, days) : days));
        fillServices(statement, level[0], level[1], from, end);
        if (!level[0].equals("1m")) {
          fillActivity(statement, level[0], level[1], from, end);
        } else {
          statement.execute(
              "UPDATE level SET horizon = '%s' WHERE tab = 'services_1m'".formatted(from));
        }
      }
      statement.execute("ANALYZE");
    }
  }

  private static void fillServices(
      Statement statement, String level, String width, Instant from, Instant end)
      throws SQLException {
    makePartitions(statement, "services_" + level, from, end);
    statement.execute(
        """
        INSERT INTO services_%1$s
        WITH amounts AS (
          SELECT date_bin('%2$s', to_timestamp(m * 60), 'epoch') AS b, count(*) AS windows,
            sum(q) AS q, min(q) AS least, max(q) AS most
          FROM generate_series(%3$d, %4$d - 1) m, LATERAL (SELECT %5$s AS q) v GROUP BY b
        ), places AS (
          SELECT s, r, CASE WHEN s = '' THEN %8$d ELSE 1 END * CASE WHEN r = '' THEN %9$d ELSE 1 END AS n
          FROM unnest(ARRAY[%6$s, '']) s, unnest(ARRAY[%7$s, '']) r
        )
        SELECT s, r, b, windows, n * q, n * q, n * least, n * most, 0, n * q - n * (q / 100), 0, 0, n * (q / 100), 0,
          0.01, 0.01, 0, 0, 0, 0, 0, 0, 0, 0, n * q, n * q * 10000,
          ARRAY(SELECT generate_series(%10$d, %11$d)), array_fill((n * (q / %12$d))::bigint, ARRAY[%12$d]),
          n * q * 10000, n * least * 10000, n * most * 10000, n * windows, n * windows * 1000000, 1000000
        FROM amounts, places ORDER BY s, r, b
        """
            .formatted(
                level,
                width,
                from.getEpochSecond() / 60,
                end.getEpochSecond() / 60,
                REQUESTS,
                quoted(SERVICES),
                quoted(REGIONS),
                SERVICES.size(),
                REGIONS.size(),
                FIRST_BUCKET,
                FIRST_BUCKET + BUCKETS - 1,
                BUCKETS));
  }

  /** Summaries, users by platform, and the top 20 of 2,000 users and of 500 colonies. */
  private static void fillActivity(
      Statement statement, String level, String width, Instant from, Instant end)
      throws SQLException {
    for (String table : List.of("activity_", "active_users_", "top_", "totals_")) {
      makePartitions(statement, table + level, from, end);
    }
    String amounts =
        """
        WITH amounts AS (
          SELECT date_bin('%1$s', to_timestamp(w * 300), 'epoch') AS b, count(*)::int AS windows,
            sum(u) AS u, min(u) AS least, max(u) AS most
          FROM generate_series(%2$d, %3$d - 1) w, LATERAL (SELECT 1000 + abs(w %% 144 - 72) AS u) v GROUP BY b
        )
        """
            .formatted(width, from.getEpochSecond() / 300, end.getEpochSecond() / 300);
    statement.execute(
        "INSERT INTO activity_%s %s SELECT b, windows, 3000 * windows, 3000, 3000, u, least, most, 3 * windows, 3, 3 FROM amounts"
            .formatted(level, amounts));
    statement.execute(
        "INSERT INTO active_users_%s %s SELECT 'platform', p, b, windows, u / 3, least / 3, most / 3 FROM amounts, unnest(ARRAY['android', 'ios', 'web']) p"
            .formatted(level, amounts));
    statement.execute(
        """
        INSERT INTO top_%1$s %2$s
        SELECT kind, left(kind, 1) || '-' || (extract(epoch FROM b)::bigint / 300 * 37 + i * 13) %% ids, b, null, windows,
          windows * (200 - i), 200 - i, 200 - i
        FROM amounts, generate_series(1, %3$d) i, (VALUES ('user', 2003), ('colony', 503)) k(kind, ids)
        """
            .formatted(level, amounts, TOP));
    statement.execute(
        "INSERT INTO totals_%s %s SELECT kind, b, windows, 30000 * windows, 15000 * windows, 900, 800, false, decode(repeat('05', 4096), 'hex') FROM amounts, (VALUES ('user'), ('colony')) k(kind)"
            .formatted(level, amounts));
  }

  private static void makePartitions(Statement statement, String table, Instant from, Instant end)
      throws SQLException {
    statement.execute(
        "SELECT make_partitions('%s', ARRAY(SELECT generate_series('%s'::timestamptz, '%s'::timestamptz, '1 day')))"
            .formatted(table, from, end));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }
}
