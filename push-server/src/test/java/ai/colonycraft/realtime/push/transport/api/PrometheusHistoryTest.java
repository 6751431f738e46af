package ai.colonycraft.realtime.push.transport.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.HistoryTables;
import ai.colonycraft.realtime.push.support.Monitoring;
import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus has beside the database of history. */
class PrometheusHistoryTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long MINUTE = 60;
  private static final long STEP = 10 * MINUTE;

  /** Epoch seconds; Prometheus has the hours before, but for one. */
  private static final long NOW =
      Math.floorDiv(System.currentTimeMillis() / 1000, STEP) * STEP - STEP;

  private static final long BEGIN = NOW - 6 * 3600;
  private static final long HOLE = NOW - 3 * 3600;

  @TempDir static Path dir;
  private static HistoryTables tables;
  private static RunningProcess prometheus;
  private static int port;

  private TestTransport server;

  @BeforeAll
  static void fill() throws Exception {
    String promtool = Needs.program("promtool");
    String program = Needs.program("prometheus");
    Path samples = Files.write(dir.resolve("samples"), samples());
    RunningProcess made =
        RunningProcess.start(
            promtool,
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            samples.toString(),
            dir.resolve("prometheus").toString());
    assertThat(made.waitForExit()).as(String.join("\n", made.lines())).isZero();
    port = FreePort.any();
    prometheus = Monitoring.prometheus(program, dir, "scrape_configs: []\n", port);
    prometheus.waitForLine("Server is ready to receive web requests");
    tables = HistoryTables.start(dir);
    tables.put("summaries", List.of(HistoryTables.summary((NOW - 3600) * 1000, 300, 4711, 7)));
  }

  private static List<String> samples() {
    List<String> lines = new ArrayList<>();
    lines.add("# TYPE active_users gauge");
    for (long time = BEGIN; time <= NOW + 7200; time += MINUTE) {
      if (time < HOLE || time >= HOLE + 3600) {
        lines.add("active_users{region=\"eu\",platform=\"web\"} %d %d".formatted(web(time), time));
        lines.add("active_users{region=\"eu\",platform=\"ios\"} 5 " + time);
        lines.add("active_users{region=\"u\\\"s\",platform=\"web\"} 3 " + time);
      }
    }
    lines.add("# TYPE event_delay_seconds counter");
    for (String le : List.of("5.0", "+Inf")) {
      for (long time = BEGIN; time <= NOW + 7200; time += MINUTE) {
        long ended = (time - BEGIN) / MINUTE * (le.equals("5.0") ? 1 : 3);
        lines.add("event_delay_seconds_bucket{le=\"%s\"} %d %d".formatted(le, ended, time));
      }
    }
    lines.add("# TYPE service_health gauge");
    lines.add("service_health{service=\"a\",region=\"eu\",state=\"healthy\"} +Inf " + NOW);
    lines.add("# TYPE up gauge");
    for (long time = BEGIN; time <= NOW + 7200; time += MINUTE) {
      lines.add("up 1 " + time);
    }
    lines.add("# EOF");
    return lines;
  }

  /** From 10 to 14, each for a minute. */
  private static long web(long time) {
    return 10 + time / MINUTE % 5;
  }

  @AfterAll
  static void stop() {
    if (tables != null) {
      tables.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        TestTransport.start(
            "--history.url",
            tables.url(),
            "--history.user",
            "push_server",
            "--history.prometheus",
            "http://127.0.0.1:" + port + "/");
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void hasMeanLeastAndMostOfTheSumOverOtherLabels() throws Exception {
    JsonNode answer = ok("/active_users?region=*&" + span(NOW - 3600, NOW));

    assertThat(answer.get("level").asText()).isEqualTo("prometheus");
    assertThat(answer.get("unit").asText()).isEqualTo("users");
    assertThat(answer.get("columns").toString()).isEqualTo("[\"time\",\"mean\",\"min\",\"max\"]");
    JsonNode points = series(answer).get("eu");
    assertThat(points).hasSize(6);
    for (int i = 0; i < 6; i++) {
      JsonNode point = points.get(i);
      assertThat(point.get(0).asLong()).isEqualTo((NOW - 3600 + i * STEP) * 1000);
      assertThat(point.get(1).asDouble()).isCloseTo(17, Percentage.withPercentage(2));
      assertThat(point.get(2).asLong()).isEqualTo(15);
      assertThat(point.get(3).asLong()).isEqualTo(19);
    }
    assertThat(series(answer).get("u\"s").get(0).get(1).asLong()).isEqualTo(3);
  }

  @Test
  void givesOneSeriesOfAValueThatNeedsEscaping() throws Exception {
    String us = URLEncoder.encode("u\"s", UTF_8);
    JsonNode answer = ok("/active_users?region=" + us + "&" + span(NOW - 3600, NOW));

    assertThat(series(answer)).containsOnlyKeys("u\"s");
  }

  @Test
  void leavesTheDatabaseWhatItHas() throws Exception {
    JsonNode answer =
        ok("/active_users?from=%d&to=%d".formatted((NOW - 3600) * 1000, (NOW - 3300) * 1000));

    assertThat(answer.get("level").asText()).isEqualTo("5m");
    assertThat(answer.at("/series/0/points/0/1").asLong()).isEqualTo(4711);
  }

  @Test
  void leavesAHoleWherePrometheusHasNothing() throws Exception {
    JsonNode points =
        series(ok("/active_users?region=eu&" + span(HOLE - 1800, HOLE + 5400))).get("eu");

    List<Long> times = new ArrayList<>();
    points.forEach(point -> times.add(point.get(0).asLong() / 1000));
    // A value is taken for the newest one for 5 minutes.
    assertThat(times)
        .contains(HOLE - STEP, HOLE + 3600)
        .doesNotContain(HOLE + STEP, HOLE + 2 * STEP, HOLE + 3600 - 2 * STEP);
  }

  @Test
  void saysWhatBucketsGrewByInEachStep() throws Exception {
    JsonNode answer = ok("/event_delay_seconds_bucket?le=*&" + span(NOW - 1200, NOW));

    assertThat(answer.get("columns").toString()).isEqualTo("[\"time\",\"count\"]");
    JsonNode least = series(answer).get("5.0");
    JsonNode all = series(answer).get("+Inf");
    assertThat(least).hasSize(2);
    assertThat(all).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(least.get(i).get(1).asDouble()).isCloseTo(10, Percentage.withPercentage(2));
      assertThat(all.get(i).get(1).asDouble()).isCloseTo(30, Percentage.withPercentage(2));
    }
  }

  @Test
  void endsWithAStepUpToNowWhereTheLiveLineBegins() throws Exception {
    long from = NOW - 3600;
    JsonNode answer =
        ok(
            "/active_users?region=eu&from=%d&to=%d&step=3600"
                .formatted(from * 1000, (NOW + 7200) * 1000));

    long until = answer.get("until").asLong() / 1000;
    assertThat(until).isBetween(NOW, System.currentTimeMillis() / 1000);
    JsonNode points = series(answer).get("eu");
    long last = points.get(points.size() - 1).get(0).asLong() / 1000;
    assertThat(last).isLessThan(until).isGreaterThanOrEqualTo(until - 3600);
  }

  @Test
  void saysHowFarBackItGoesAndWhichLabelsTheDatabaseLacks() throws Exception {
    JsonNode catalogue = ok("");

    List<String> levels = new ArrayList<>();
    long first = 0;
    for (JsonNode entry : catalogue.get("series")) {
      if (entry.get("name").asText().equals("active_users")) {
        levels.add(entry.get("labels") + " " + entry.get("levels").fieldNames().next());
        first = entry.at("/levels/prometheus/0").asLong() / 1000;
      }
    }
    assertThat(levels)
        .containsExactly(
            "[[]] 5m", "[[\"platform\"]] 5m", "[[\"region\"],[\"country_code\"]] prometheus");
    assertThat(first).isBetween(BEGIN, BEGIN + 300);
    assertThat(catalogue.get("series").toString())
        .as("a live series that Prometheus does not have")
        .doesNotContain("apdex");
  }

  @Test
  void refusesLabelsThatTheMetricCannotHave() throws Exception {
    for (String label : List.of("service", "re\"gion", "region}) or vector(1")) {
      HttpResponse<String> answer = get("/active_users?" + URLEncoder.encode(label, UTF_8) + "=x");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("labels: expected some of country_code, region, platform");
    }
  }

  @Test
  void refusesAnEmptyLabelWhichInPrometheusIsNone() throws Exception {
    assertThat(get("/active_users?region=").statusCode()).isEqualTo(400);
  }

  @Test
  void hasNoNumberWhereAValueIsInfinite() throws Exception {
    JsonNode answer = ok("/service_health?state=*&" + span(NOW - STEP, NOW + STEP));

    assertThat(series(answer).get("healthy").get(0).get(1).isNull()).isTrue();
  }

  @Test
  void hasAllThatItScrapesWithoutADatabase() throws Exception {
    try (TestTransport other =
        TestTransport.start("--history.prometheus", "http://127.0.0.1:" + port)) {
      server.close();
      server = other;
      JsonNode answer = ok("/active_users?" + span(NOW - 3600, NOW));
      assertThat(answer.at("/series/0/points/0/1").asDouble())
          .isCloseTo(20, Percentage.withPercentage(2));
      assertThat(get("/distinct_users").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void givesUpOnAPrometheusThatStallsInItsAnswer() throws Exception {
    try (ServerSocket stalled = new ServerSocket(0)) {
      Thread accept =
          new Thread(
              () -> {
                try {
                  while (true) {
                    OutputStream out = stalled.accept().getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".getBytes(UTF_8));
                    out.flush();
                  }
                } catch (IOException e) {
                  // The test is over.
                  return;
                }
              });
      accept.setDaemon(true);
      accept.start();
      try (TestTransport other =
          TestTransport.start(
              "--history.prometheus", "http://127.0.0.1:" + stalled.getLocalPort())) {
        server.close();
        server = other;
        HttpResponse<String> answer = get("/active_users?region=*");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("too_much");
      }
    }
  }

  @Test
  void saysThatPrometheusIsAwayAndServesTheDatabase() throws Exception {
    try (TestTransport other =
        TestTransport.start(
            "--history.url",
            tables.url(),
            "--history.user",
            "push_server",
            "--history.prometheus",
            "http://127.0.0.1:" + FreePort.any())) {
      server.close();
      server = other;
      await()
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = get("/active_users?region=*");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("history_away").contains("Prometheus");
              });
      assertThat(ok("").get("series").toString()).contains("distinct_users");
    }
  }

  private static String span(long from, long to) {
    return "from=%d&to=%d&step=%d&live=false".formatted(from * 1000, to * 1000, STEP);
  }

  /** Points by the only label. */
  private static Map<String, JsonNode> series(JsonNode answer) {
    Map<String, JsonNode> points = new TreeMap<>();
    answer
        .get("series")
        .forEach(
            one -> points.put(one.get("labels").elements().next().asText(), one.get("points")));
    return points;
  }

  private JsonNode ok(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/history" + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
