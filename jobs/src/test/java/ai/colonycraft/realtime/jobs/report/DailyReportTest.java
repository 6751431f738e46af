package ai.colonycraft.realtime.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.jobs.config.ReportConfig;
import ai.colonycraft.realtime.jobs.history.Tables;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of days that clocks make longer or shorter, from a real PostgreSQL. */
class DailyReportTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  /** In Berlin the day of 25 hours ended an hour before. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-10-26T00:00:00Z"), ZoneOffset.UTC);

  private static final long BERLIN_BEGIN = Instant.parse("2026-10-24T22:00:00Z").toEpochMilli();
  private static final long BERLIN_END = Instant.parse("2026-10-25T23:00:00Z").toEpochMilli();

  @TempDir static Path dir;
  private static Tables tables;

  @BeforeAll
  static void start() throws Exception {
    tables = Tables.start(dir);
    List<String> summaries = new ArrayList<>();
    List<String> tops = new ArrayList<>();
    List<String> services = new ArrayList<>();
    // An hour before the day, each of its hours, and one behind it, so that a wrong edge is seen.
    for (long hour = BERLIN_BEGIN - HOUR; hour <= BERLIN_END; hour += HOUR) {
      boolean within = hour >= BERLIN_BEGIN && hour < BERLIN_END;
      long n = (hour - BERLIN_BEGIN) / HOUR;
      summaries.add(summary(hour, within ? 100 : 100_000, within ? 10 + n : 9999));
      tops.add(Tables.top("user", hour, Map.of("u-" + n, 50L, "u-always", 50L)));
      tops.add(Tables.top("colony", hour, Map.of("c-" + n % 2, 60L, "c-9", 40L)));
      // 50 ms and 1 s: with a threshold of 0.3 s one is satisfying, one tolerable.
      services.add(service("api", hour, within ? 90 : 7777, 9, "[[198,80],[349,10]]"));
      services.add(service("web", hour, 10, 0, "[[198,10]]"));
    }
    tables.put(
        "{\"summaries\":[%s],\"tops\":[%s],\"services\":[%s]}"
            .formatted(
                String.join(",", summaries), String.join(",", tops), String.join(",", services)),
        100);
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  private static String summary(long start, long events, long users) {
    // What was before the day comes from an earlier version, which had no tokens.
    String tokens = start < BERLIN_BEGIN ? "" : ",\"tokens\":%d".formatted(4 * events);
    return "{\"start\":%d,\"events\":%d,\"activeUsers\":%d,\"activeColonies\":2,\"activeUsersBy\":{}%s}"
        .formatted(start, events, users, tokens);
  }

  private static String service(
      String name, long start, long requests, long failed, String buckets) {
    return "{\"service\":\"%s\",\"region\":\"eu\",\"start\":%d,\"events\":1,\"requests\":%d,\"responses\":{\"5xx\":%d},\"errors\":{},\"latency\":{\"count\":90,\"sumMicros\":1,\"buckets\":%s},\"cpuMicros\":1,\"memory\":{\"readings\":0,\"sumBytes\":0,\"maxBytes\":0}}"
        .formatted(name, start, requests, failed, buckets);
  }

  /** What is configured for jobs that never end would try it for good. */
  @Test
  void endsWhenItsDatabaseCannotBeReached() {
    Configuration cluster = new Configuration();
    cluster.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, cluster);
    Reports.define(
        env, ReportConfig.read("--history.url", "jdbc:postgresql://127.0.0.1:1/none"), CLOCK);

    assertThatThrownBy(env::execute).rootCause().hasMessageContaining("refused");
  }

  private static JobExecutionResult run(String... args) throws Exception {
    String[] all = new String[args.length + 4];
    System.arraycopy(args, 0, all, 4, args.length);
    System.arraycopy(
        new String[] {"--history.url", tables.url(), "--history.user", Tables.REPORTER},
        0,
        all,
        0,
        4);
    Configuration config = new Configuration();
    config.setString("pipeline.generic-types", "false");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, config);
    Reports.define(env, ReportConfig.read(all), CLOCK);
    return env.execute();
  }

  private static JsonNode report(String kind, String zone, String day) throws Exception {
    return new ObjectMapper()
        .readTree(
            tables.value(
                "SELECT figures FROM history.reports WHERE kind = '%s' AND zone = '%s' AND day = '%s'"
                    .formatted(kind, zone, day)));
  }

  @Test
  void countsTheDayOfTwentyFiveHoursAndNoMore() throws Exception {
    JobExecutionResult result = run("--report.zones", "Europe/Berlin,UTC");

    JsonNode day = report("day", "Europe/Berlin", "2026-10-25");
    assertThat(day.get("seconds").asLong()).isEqualTo(25 * 3600);
    assertThat(day.get("windows").asLong()).isEqualTo(25);
    assertThat(day.get("windowsExpected").asLong()).isEqualTo(300);
    assertThat(day.get("events").asLong()).isEqualTo(2500);
    assertThat(day.get("users").asLong()).isEqualTo(26);
    assertThat(day.get("usersPeak").asLong()).isEqualTo(34);
    assertThat(day.get("colonies").asLong()).isEqualTo(3);
    assertThat(day.get("requests").asLong()).isEqualTo(2500);
    assertThat(day.get("errors").asLong()).isEqualTo(225);
    // Of 100 durations an hour, 90 are satisfying and 10 tolerable.
    assertThat(day.get("apdex").asDouble()).isEqualTo(0.95, within(1e-9));
    assertThat(day.get("p50").asDouble()).isEqualTo(0.05, within(0.0005));
    assertThat(day.get("p99").asDouble()).isEqualTo(1, within(0.01));
    assertThat(day.get("series")).hasSize(25);
    assertThat(day.get("tokens").asLong()).isEqualTo(25 * 400);
    assertThat(day.at("/series/12/tokens").asLong()).isEqualTo(400);
    assertThat(day.at("/topServices/0/name").asText()).isEqualTo("api");
    assertThat(day.at("/topServices/0/requests").asLong()).isEqualTo(2250);
    assertThat(day.at("/topServices/1/apdex").asDouble()).isEqualTo(1);
    assertThat(day.at("/topColonies/0").toString())
        .isEqualTo("{\"id\":\"c-9\",\"name\":\"C-9\",\"events\":1000}");
    assertThat(report("day", "UTC", "2026-10-25").get("seconds").asLong()).isEqualTo(24 * 3600);
    assertThat((Long) result.getAccumulatorResult("records")).isPositive();
  }

  @Test
  void reportsTheSamePeriodAgainInItsPlace() throws Exception {
    run("--report.zones", "Asia/Tokyo", "--report.day", "2026-10-20");
    run("--report.zones", "Asia/Tokyo", "--report.day", "2026-10-20");

    assertThat(
            tables.rows(
                "SELECT kind, day FROM history.reports WHERE zone = 'Asia/Tokyo' ORDER BY kind, day"))
        .containsExactly(
            "day 2026-10-13",
            "day 2026-10-19",
            "day 2026-10-20",
            "week 2026-10-05",
            "week 2026-10-12");
  }

  @Test
  void splitsHoursWhereTheZoneDoes() throws Exception {
    run("--report.zones", "Australia/Lord_Howe");

    JsonNode day = report("day", "Australia/Lord_Howe", "2026-10-25");
    assertThat(day.get("seconds").asLong()).isEqualTo(24 * 3600);
    // From 13:00 UTC of the 24th: those from 22:00 on, the one before, until 13:00.
    assertThat(day.get("windows").asLong()).isEqualTo(16);
    assertThat(day.get("events").asLong()).isEqualTo(15 * 100 + 100_000);
    assertThat(day.get("tokens").isNull()).as("of one window they are unknown").isTrue();
  }

  @Test
  void refusesADayThatIsNotOverInOneOfItsZones() {
    assertThatThrownBy(
            () -> run("--report.zones", "UTC,America/New_York", "--report.day", "2026-10-25"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "report.day: expected at most 2026-10-24, since later days are not over in"
                + " America/New_York, found 2026-10-25")
        .hasMessageNotContaining("UTC");
  }

  @Test
  void namesWhatADayIs() {
    assertThatThrownBy(() -> ReportConfig.read("--report.day", "tomorrow"))
        .hasMessageContaining("report.day: expected a date as 2026-01-31, or yesterday");
  }
}
