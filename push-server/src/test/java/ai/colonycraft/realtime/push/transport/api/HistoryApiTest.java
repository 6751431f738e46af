package ai.colonycraft.realtime.push.transport.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.HistoryTables;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.LoggedProblems;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The past of a real PostgreSQL, with the tables as HistoryJob makes them. */
class HistoryApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long MINUTE = 60_000;
  private static final long FIVE = 5 * MINUTE;
  private static final long DAY = 86_400_000;

  /** End of the last finished window. */
  private static final long UNTIL =
      Math.floorDiv(System.currentTimeMillis() - 2 * MINUTE, FIVE) * FIVE;

  /** Begin of a quarter of an hour in which colonies spent something; a day ago before the hole. */
  private static final long SPENT = Math.floorDiv(UNTIL - 90 * MINUTE, 3 * FIVE) * 3 * FIVE;

  @TempDir static Path dir;
  private static HistoryTables tables;

  private TestTransport server;

  @BeforeAll
  static void fill() throws Exception {
    tables = HistoryTables.start(dir);
    List<String> summaries = new ArrayList<>();
    List<String> services = new ArrayList<>();
    for (long start = UNTIL - 2 * DAY; start < UNTIL; start += FIVE) {
      // A hole of an hour, yesterday.
      if (start < UNTIL - DAY - 12 * FIVE || start >= UNTIL - DAY) {
        summaries.add(HistoryTables.summary(start, 300, users(start), users(start) / 2));
      }
    }
    for (long start = UNTIL - 180 * MINUTE; start < UNTIL; start += MINUTE) {
      services.add(HistoryTables.service("api", "eu", start, 60, 6));
      if (start % (2 * MINUTE) == 0) {
        services.add(HistoryTables.service("web", "us", start, 120, 0));
      }
    }
    tables.put("summaries", summaries);
    tables.put("services", services);
    // No summaries: sessions are over also where nothing happens.
    tables.put(
        "sessions",
        List.of(
            HistoryTables.sessions(UNTIL - DAY - 3 * FIVE, "web", 6),
            HistoryTables.sessions(UNTIL - FIVE, "ios", 3)));
    // As an earlier version wrote it, and so without what was spent.
    tables.put("tops", List.of(HistoryTables.top("colony", UNTIL - FIVE, "[\"c-1\",\"Reef\",7]")));
    tables.put(
        "tops",
        List.of(
            HistoryTables.colony(SPENT, "c-2", 5, 600, 1_500_000),
            HistoryTables.colony(SPENT + FIVE, "c-2", 5, 300, 0),
            HistoryTables.colony(SPENT + 2 * FIVE, "c-3", 5, 900, 0),
            HistoryTables.colony(SPENT - DAY, "c-2", 4, 70, 250_000),
            HistoryTables.colony(SPENT - 3 * FIVE, "c-4", 4, 70, 250_000),
            HistoryTables.top("colony", SPENT - 2 * FIVE, "[\"c-4\",null,7]")));
    tables.put(
        "tops",
        List.of(
            HistoryTables.agents(
                SPENT,
                1000,
                1_500_000,
                "[\"a-1\",\"Bee\",5,600,1500000,\"c-2\"]",
                "[\"a-1\",\"Ant\",4,300,0,\"c-3\"]",
                "[\"a-2\",null,3,100,0,\"\"]"),
            HistoryTables.agents(
                SPENT + FIVE,
                310,
                0,
                "[\"a-1\",\"Ash\",2,300,0,\"c-2\"]",
                "[\"a-3\",null,1,10,0,\"c-2\"]"),
            HistoryTables.agents(SPENT - DAY, 70, 250_000, "[\"a-1\",null,4,70,250000,\"c-2\"]")));
  }

  /** Differs from window to window. */
  private static long users(long start) {
    return 100 + start / FIVE % 10;
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @BeforeEach
  void start() throws Exception {
    server = TestTransport.start("--history.url", tables.url(), "--history.user", "push_server");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void givesMeanLeastAndMostOfEachStep() throws Exception {
    long hour = Math.floorDiv(UNTIL - 6 * 12 * FIVE, 12 * FIVE) * 12 * FIVE;
    JsonNode answer =
        ok("/active_users?from=%d&to=%d&step=3600&live=false".formatted(hour, hour + 12 * FIVE));

    assertThat(answer.get("level").asText()).isEqualTo("1h");
    assertThat(answer.get("columns").toString()).isEqualTo("[\"time\",\"mean\",\"min\",\"max\"]");
    double mean = 0;
    for (int i = 0; i < 12; i++) {
      mean += users(hour + i * FIVE) / 12.0;
    }
    JsonNode points = answer.get("series").get(0).get("points");
    assertThat(points).hasSize(1);
    assertThat(points.get(0).get(0).asLong()).isEqualTo(hour);
    assertThat(points.get(0).get(1).asDouble()).isCloseTo(mean, Percentage.withPercentage(1e-9));
    assertThat(points.get(0).get(2).asLong()).isEqualTo(100);
    assertThat(points.get(0).get(3).asLong()).isEqualTo(109);
  }

  @ParameterizedTest
  @CsvSource({
    "3600000, 300, 5m, 300",
    "86400000, 300, 5m, 300",
    "86400000, 30, 1h, 3600",
    "2592000000, 40, 1d, 86400"
  })
  void choosesTheLevelByThePointsThatAreWanted(long range, int points, String level, long step)
      throws Exception {
    JsonNode answer =
        ok("/active_users?from=%d&to=%d&points=%d".formatted(UNTIL - range, UNTIL, points));

    assertThat(answer.get("level").asText()).isEqualTo(level);
    assertThat(answer.get("step").asLong()).isEqualTo(step);
  }

  @Test
  void countsSessionsUpToEachBoundAlsoWhereNothingElseHappened() throws Exception {
    String span = "from=%d&to=%d&step=300&live=false".formatted(UNTIL - DAY - 6 * FIVE, UNTIL);
    Map<String, String> all = counts("/session_duration_minutes_bucket?le=*&" + span);
    assertThat(all).isEqualTo(Map.of("0.3", "2,1", "1.2", "6,3", "+Inf", "6,3"));
    assertThat(counts("/session_duration_minutes_bucket?le=*&platform=web&" + span))
        .isEqualTo(Map.of("0.3", "2", "1.2", "6", "+Inf", "6"));
  }

  /** The counts of the points of each series, by its label le. */
  private Map<String, String> counts(String path) throws Exception {
    Map<String, String> counts = new TreeMap<>();
    for (JsonNode series : ok(path).get("series")) {
      for (JsonNode point : series.get("points")) {
        counts.merge(
            series.at("/labels/le").asText(), point.get(1).asText(), (a, b) -> a + "," + b);
      }
    }
    return counts;
  }

  @Test
  void leavesAHoleWhereThereWereNoWindows() throws Exception {
    JsonNode answer =
        ok(
            "/active_users?from=%d&to=%d&step=300"
                .formatted(UNTIL - DAY - 24 * FIVE, UNTIL - DAY + FIVE));

    assertThat(times(answer, "points"))
        .contains(UNTIL - DAY - 13 * FIVE, UNTIL - DAY)
        .doesNotContain(UNTIL - DAY - 12 * FIVE, UNTIL - DAY - FIVE);
  }

  @Test
  void comparesWithTheDayBeforeAtTheSameTimes() throws Exception {
    JsonNode answer =
        ok(
            "/active_users?from=%d&to=%d&step=300&compare=1d"
                .formatted(UNTIL - 30 * FIVE, UNTIL - 24 * FIVE));

    assertThat(times(answer, "compare")).isEqualTo(times(answer, "points")).hasSize(6);
    assertThat(answer.get("series").get(0).get("compare").get(0).get(1).asLong())
        .isEqualTo(users(UNTIL - DAY - 30 * FIVE));
  }

  @Test
  void countsAMinuteWithoutAServiceAsZeroWhereOthersWereSeen() throws Exception {
    JsonNode answer =
        ok(
            "/request_rate?service=web&from=%d&to=%d&step=300&live=false"
                .formatted(UNTIL - 10 * FIVE, UNTIL));

    JsonNode point = answer.get("series").get(0).get("points").get(0);
    assertThat(point.get(1).asDouble()).isBetween(0.7, 1.3);
    assertThat(point.get(2).asDouble()).isZero();
    assertThat(point.get(3).asDouble()).isEqualTo(2);
  }

  @Test
  void givesPercentilesOfMergedHistograms() throws Exception {
    JsonNode answer =
        ok(
            "/request_duration_seconds?from=%d&to=%d&step=3600&live=false"
                .formatted(UNTIL - 3_600_000, UNTIL));

    assertThat(answer.get("columns").toString())
        .isEqualTo("[\"time\",\"p50\",\"p95\",\"p99\",\"count\"]");
    JsonNode point = answer.get("series").get(0).get("points").get(0);
    assertThat(point.get(1).asDouble()).isCloseTo(0.05, Percentage.withPercentage(2));
    assertThat(point.get(3).asDouble()).isCloseTo(1.0, Percentage.withPercentage(2));
  }

  /** The database's driver changes to a binary form after it was asked a few times. */
  @Test
  void givesTheSameHoweverOftenItIsAsked() throws Exception {
    for (String name :
        List.of(
            "active_users",
            "active_users?platform=*",
            "request_rate?service=*&region=*",
            "memory_bytes",
            "request_duration_seconds?service=*",
            "distinct_colonies",
            "colony_activity?colony_id=*",
            "agent_tokens?colony_id=*&agent_id=*")) {
      String question =
          "/%s%cfrom=%d&to=%d&live=false"
              .formatted(name, name.contains("?") ? '&' : '?', SPENT - DAY, UNTIL);
      JsonNode first = ok(question);
      assertThat(first.get("series")).as(name).isNotEmpty();
      for (int i = 0; i < 10; i++) {
        assertThat(ok(question)).isEqualTo(first);
      }
    }
  }

  /** 125,000 points, which are more than an answer reads. */
  @Test
  void givesTheBusiestOfManyThousands() throws Exception {
    putUsers(UNTIL, "('u-x', 3), ('z', 7)");
    putUsers(UNTIL - DAY, "('y', 9), ('z', 5)");
    JsonNode answer =
        ok(
            "/user_activity?user_id=*&from=%d&to=%d&step=300&live=false&compare=1d"
                .formatted(UNTIL - 25 * FIVE, UNTIL));

    assertThat(answer.get("truncated").asBoolean()).isTrue();
    JsonNode series = answer.get("series");
    assertThat(series).hasSize(50);
    assertThat(series.findValuesAsText("user_id")).startsWith("z", "u-x").doesNotContain("y");
    assertThat(series.get(0).get("name").asText()).isEqualTo("Name");
    assertThat(series.get(0).at("/compare/0/1").asDouble()).isEqualTo(5);
    series.forEach(one -> assertThat(one.get("points")).hasSize(25));
  }

  /** Users with an event in each of 25 windows, and some with as many as are said. */
  private static void putUsers(long until, String busy) throws Exception {
    try (Connection connection = tables.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT history.make_partitions('top_5m', ARRAY[to_timestamp(%1$d), to_timestamp(%2$d)]);
          INSERT INTO history.top_5m (kind, id, start, name, windows, events, events_min, events_max)
          SELECT 'user', id, start, 'Name', 1, events, events, events
          FROM generate_series(to_timestamp(%1$d), to_timestamp(%2$d), '5 min') start,
            (SELECT 'u-' || i, 1 FROM generate_series(1, 4998) i UNION ALL VALUES %3$s) ids(id, events)
          """
              .formatted((until - 25 * FIVE) / 1000, (until - FIVE) / 1000, busy));
    }
  }

  @Test
  void givesEachSeriesOfALabelWithAnyValue() throws Exception {
    JsonNode answer = ok("/error_rate?service=*&from=%d&to=%d".formatted(UNTIL - 10 * FIVE, UNTIL));

    assertThat(answer.get("series").findValuesAsText("service")).containsExactly("api", "web");
    assertThat(answer.get("series").get(0).get("points").get(0).get(1).asDouble()).isEqualTo(0.1);
  }

  /** Second by second: what is finished comes from the tables, all after it from memory. */
  @Test
  void theLiveLineBeginsWhereHistoryEnds() throws Exception {
    long now = System.currentTimeMillis() / 1000 * 1000;
    for (long second = UNTIL - FIVE; second <= now; second += 1000) {
      server.publish(new Update("active_users", "active_users", Map.of(), second / 1000, second));
    }
    JsonNode answer =
        ok("/active_users?from=%d&to=%d&step=300".formatted(UNTIL - 2 * FIVE, now + 1));

    assertThat(answer.get("until").asLong()).isEqualTo(UNTIL);
    List<Long> finished = times(answer, "points");
    List<Long> live = times(answer, "live");
    Set<Long> covered = new HashSet<>();
    for (long second = UNTIL - 2 * FIVE; second <= now; second += 1000) {
      long begin = Math.floorDiv(second, FIVE) * FIVE;
      boolean inWindow = finished.contains(begin) && second < UNTIL;
      boolean inLive = live.contains(second);
      assertThat(inWindow ^ inLive).as("second %d, history ends at %d", second, UNTIL).isTrue();
      assertThat(covered.add(second)).isTrue();
    }
    assertThat(live).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void saysWhatAColonySpentAndTakesAWindowWithoutItForZero() throws Exception {
    String range = "?colony_id=c-2&from=%d&to=%d&step=%%d&compare=1d&live=false";
    String quarter = range.formatted(SPENT, SPENT + 3 * FIVE);

    JsonNode tokens = ok("/colony_tokens" + quarter.formatted(900));
    assertThat(tokens.get("unit").asText()).isEqualTo("tokens");
    assertThat(tokens.get("columns").toString()).isEqualTo("[\"time\",\"mean\",\"min\",\"max\"]");
    JsonNode series = tokens.get("series").get(0);
    assertThat(series.get("points").toString()).isEqualTo("[[%d,300,0,600]]".formatted(SPENT));
    assertThat(series.get("compare").get(0).get(3).asLong()).isEqualTo(70);

    JsonNode cpu = ok("/colony_cpu_seconds" + quarter.formatted(300));
    assertThat(cpu.get("unit").asText()).isEqualTo("seconds");
    assertThat(cpu.get("series").get(0).get("points").toString())
        .isEqualTo("[[%d,1.5,1.5,1.5],[%d,0,0,0]]".formatted(SPENT, SPENT + FIVE));
    assertThat(cpu.get("series").get(0).get("compare").get(0).get(1).asDouble()).isEqualTo(0.25);
  }

  @Test
  void saysNothingOfWhatWasSpentInWindowsOfAnEarlierVersion() throws Exception {
    String range =
        "?colony_id=c-1&from=%d&to=%d&step=300&live=false".formatted(UNTIL - FIVE, UNTIL);

    assertThat(ok("/colony_activity" + range).at("/series/0/points/0/1").asLong()).isEqualTo(7);
    assertThat(ok("/colony_tokens" + range).at("/series/0/points").toString())
        .isEqualTo("[[%d,null,null,null]]".formatted(UNTIL - FIVE));
    String mixed =
        "?colony_id=c-4&from=%d&to=%d&step=900&live=false".formatted(SPENT - 3 * FIVE, SPENT);
    assertThat(ok("/colony_activity" + mixed).at("/series/0/points/0/3").asLong()).isEqualTo(7);
    for (String name : List.of("/colony_tokens", "/colony_cpu_seconds")) {
      assertThat(ok(name + mixed).at("/series/0/points").toString())
          .isEqualTo("[[%d,null,null,null]]".formatted(SPENT - 3 * FIVE));
    }
    for (JsonNode entry : ok("").get("series")) {
      if (entry.get("name").asText().matches("colony_tokens|colony_cpu_seconds")) {
        assertThat(entry.at("/levels/5m").toString())
            .isEqualTo("[%d,%d]".formatted(SPENT - DAY, SPENT + 3 * FIVE));
        assertThat(entry.get("labels").toString()).isEqualTo("[[\"colony_id\"]]");
      }
    }
    assertThat(ok("").findValuesAsText("name")).contains("colony_tokens", "colony_cpu_seconds");
  }

  @Test
  void saysWhatTheAgentsOfAColonySpent() throws Exception {
    String range = "&from=%d&to=%d&step=900&live=false".formatted(SPENT, SPENT + 3 * FIVE);

    JsonNode tokens = ok("/agent_tokens?colony_id=c-2&agent_id=*&compare=1d" + range);
    assertThat(tokens.get("unit").asText()).isEqualTo("tokens");
    assertThat(tokens.get("series")).hasSize(2);
    JsonNode first = tokens.get("series").get(0);
    assertThat(first.get("labels").toString())
        .isEqualTo("{\"agent_id\":\"a-1\",\"colony_id\":\"c-2\"}");
    assertThat(first.get("name").asText()).as("the newest").isEqualTo("Ash");
    assertThat(first.get("points").toString()).isEqualTo("[[%d,300,0,600]]".formatted(SPENT));
    assertThat(first.at("/compare/0/3").asLong()).isEqualTo(70);
    assertThat(tokens.get("series").get(1).get("labels").get("agent_id").asText()).isEqualTo("a-3");
    assertThat(tokens.get("series").get(1).has("name")).isFalse();

    JsonNode cpu = ok("/agent_cpu_seconds?colony_id=*&agent_id=a-1" + range);
    assertThat(cpu.get("series").findValuesAsText("colony_id")).containsExactly("c-2", "c-3");
    assertThat(cpu.at("/series/0/points/0/3").asDouble()).isEqualTo(1.5);
    JsonNode alone = ok("/agent_activity?colony_id=unknown&agent_id=a-2" + range);
    assertThat(alone.at("/series/0/labels/colony_id").asText()).isEqualTo("unknown");
    assertThat(alone.at("/series/0/points").toString()).isEqualTo("[[%d,1,0,3]]".formatted(SPENT));

    assertThat(get("/agent_tokens?agent_id=a-1" + range, null).statusCode()).isEqualTo(400);
    for (JsonNode entry : ok("").get("series")) {
      if (entry.get("name").asText().startsWith("agent_")) {
        assertThat(entry.at("/levels/5m").toString())
            .isEqualTo("[%d,%d]".formatted(SPENT - DAY, SPENT + 2 * FIVE));
        assertThat(entry.get("labels").toString()).isEqualTo("[[\"colony_id\",\"agent_id\"]]");
      }
    }
    assertThat(ok("").findValuesAsText("name"))
        .contains("agent_activity", "agent_tokens", "agent_cpu_seconds");
  }

  @Test
  void givesTheNewestNameOfWhomASeriesIs() throws Exception {
    String range = "&from=%d&to=%d&step=300&live=false".formatted(SPENT, SPENT + 3 * FIVE);

    assertThat(ok("/agent_tokens?colony_id=c-2&agent_id=a-1" + range).at("/series/0/name").asText())
        .isEqualTo("Ash");
    assertThat(ok("/colony_activity?colony_id=c-2" + range).at("/series/0").has("name")).isFalse();
  }

  @Test
  void saysHowFarBackEachSeriesGoes() throws Exception {
    JsonNode entry = null;
    for (JsonNode each : ok("").get("series")) {
      entry = each.get("name").asText().equals("request_rate") ? each : entry;
    }
    assertThat(entry.get("levels").get("1m").get(0).asLong()).isEqualTo(UNTIL - 180 * MINUTE);
    assertThat(entry.get("levels").get("1m").get(1).asLong()).isEqualTo(UNTIL);
    assertThat(entry.get("labels").toString())
        .isEqualTo("[[],[\"service\"],[\"region\"],[\"service\",\"region\"]]");
  }

  @Test
  void sendsNothingTwice() throws Exception {
    String path = "/active_users?from=%d&to=%d&live=false".formatted(UNTIL - 20 * FIVE, UNTIL);
    HttpResponse<String> first = get(path, null);
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpRequest again = HttpRequest.newBuilder(uri(path)).header("If-None-Match", tag).build();

    assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-cache");
    assertThat(HTTP.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/active_users?from=yesterday | 400 | from: expected ISO 8601, as 2026-01-31T12:00:00Z, or"
            + " epoch milliseconds",
        "/active_users?from=2026-01-02&to=2026-01-01 | 400 | from: expected a time before to",
        "/active_users?colony=x | 400 | labels: expected one of these sets: none; platform",
        "/active_users?compare=2d | 400 | compare: expected 1d or 7d",
        "/active_users?from=2020-01-01&to=2026-01-01&step=60 | 400 | step: expected at least",
        "/moon_phase | 404 | expected a name of /api/history: moon_phase"
      })
  void saysWhatIsWrong(String path, int status, String message) throws Exception {
    HttpResponse<String> response = get(path, null);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(message.replace("\"", "\\\""));
  }

  @Test
  void aNarrowedTokenSeesItsOwnSeriesOnly() throws Exception {
    Issuer issuer = Issuer.in(dir.resolve("secret"));
    String narrow =
        issuer.token(
            new JWTClaimsSet.Builder()
                .subject("ada")
                .claim("scope", Issuer.ALL)
                .claim(
                    "visible",
                    Map.of(
                        "series",
                        List.of(
                            Map.of("metric", "request_rate", "labels", Map.of("service", "web")),
                            Map.of("metric", "colony_tokens", "labels", Map.of("colony_id", "c-2")),
                            Map.of(
                                "metric",
                                "agent_*",
                                "labels",
                                Map.of("colony_id", "c-2", "agent_id", "*")))))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    try (TestTransport secured =
        TestTransport.start(
            "--history.url",
            tables.url(),
            "--history.user",
            "push_server",
            "--auth.secret",
            dir.resolve("secret").toString())) {
      server.close();
      server = secured;
      String range = "from=%d&to=%d".formatted(UNTIL - 10 * FIVE, UNTIL);
      JsonNode any =
          new ObjectMapper().readTree(get("/request_rate?service=*&" + range, narrow).body());
      assertThat(any.get("series").findValuesAsText("service")).containsExactly("web");
      JsonNode total = new ObjectMapper().readTree(get("/request_rate?" + range, narrow).body());
      assertThat(total.get("series")).isEmpty();
      String spent = "from=%d&to=%d".formatted(SPENT, SPENT + 3 * FIVE);
      JsonNode colonies =
          new ObjectMapper().readTree(get("/colony_tokens?colony_id=*&" + spent, narrow).body());
      assertThat(colonies.get("series").findValuesAsText("colony_id")).containsExactly("c-2");
      assertThat(get("/colony_cpu_seconds?colony_id=c-2&" + spent, narrow).statusCode())
          .isEqualTo(404);
      for (String name : List.of("/agent_activity", "/agent_tokens", "/agent_cpu_seconds")) {
        JsonNode agents =
            new ObjectMapper()
                .readTree(get(name + "?colony_id=*&agent_id=*&" + spent, narrow).body());
        assertThat(agents.get("series").findValuesAsText("colony_id"))
            .containsExactly("c-2", "c-2");
        JsonNode others =
            new ObjectMapper()
                .readTree(get(name + "?colony_id=c-3&agent_id=*&" + spent, narrow).body());
        assertThat(others.get("series")).isEmpty();
      }
      assertThat(get("/active_users?" + range, narrow).statusCode()).isEqualTo(404);
      assertThat(get("/request_rate?" + range, null).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void anyTextIsAnsweredOrRefused() throws Exception {
    server.close();
    server =
        TestTransport.start(
            "--history.url",
            tables.url(),
            "--history.user",
            "push_server",
            "--limits.requests-per-second",
            "1000000");
    AnyText any = new AnyText(5);
    try (LoggedProblems problems = LoggedProblems.watch()) {
      for (int i = 0; i < 100; i++) {
        String in = percent(i == 0 ? "a\0b" : any.text());
        // Of ASCII, Jetty refuses some in a path before the history sees it.
        String name = in.replaceAll("%[0-7][0-9A-F]", "");
        for (String path :
            List.of(
                "/" + name,
                "/request_rate?service=" + in,
                "/request_rate?" + in + "=" + in,
                "/request_rate?from=" + in + "&to=" + in,
                "/active_users?platform=" + in + "&points=" + in + "&compare=" + in)) {
          assertThat(get(path, null).statusCode()).as(path).isIn(200, 400, 404);
        }
      }
      assertThat(problems.seen()).isEmpty();
    }
    assertThat(ok("/request_rate?service=api").get("series")).hasSize(1);
  }

  private static String percent(String text) {
    return URLEncoder.encode(text.length() > 200 ? text.substring(0, 200) : text, UTF_8)
        .replace("+", "%20");
  }

  @Test
  void aDatabaseThatIsAwayIsNamedAndNothingElseSuffers() throws Exception {
    try (TestTransport lonely =
        TestTransport.start("--history.url", "jdbc:postgresql://localhost:1/none")) {
      server.close();
      server = lonely;
      HttpResponse<String> response = get("/active_users", null);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(response.body()).contains("history_away", "does not answer");
      assertThat(
              HTTP.send(
                      HttpRequest.newBuilder(
                              URI.create("http://127.0.0.1:" + server.port() + "/api/metrics"))
                          .build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private JsonNode ok(String path) throws Exception {
    HttpResponse<String> response = get(path, null);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private static List<Long> times(JsonNode answer, String list) {
    List<Long> times = new ArrayList<>();
    answer.get("series").get(0).get(list).forEach(point -> times.add(point.get(0).asLong()));
    return times;
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + "/api/history" + path);
  }
}
