package ai.colonycraft.realtime.push.pages;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.FastClock;
import ai.colonycraft.realtime.push.support.HistoryTables;
import ai.colonycraft.realtime.push.support.SteadyPlatform;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A page that stays open while the time runs many times as fast as usual, over a real PostgreSQL
 * that holds days of past and gets each window when it is finished: {@code OpenForADay HOURS SPEED
 * DAYS}, by default 24 hours at 60 times the speed over 30 days. Each hour another range is chosen.
 * Whatever the chart of requests is drawn from is walked over each time; the API's answers are
 * walked over second by second. Prints what it measured, and ends with 1 if a point was missing,
 * twice or wrong, the heap grew, or an answer or a chart took too long.
 */
public final class OpenForADay implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Over the end of a day, of a month and of a partition of each level. */
  private static final Instant BEGIN = Instant.parse("2026-05-31T18:00:00Z");

  /** After the end of a window, as the watermark and the job delay it. */
  private static final long DELAY_MS = 15_000;

  private static final long HOUR_MS = 3_600_000;
  private static final List<Integer> RANGES = List.of(1440, 60, 10_080, 180, 43_200, 720);
  private static final int ASKED = 40;
  private static final double MOST_ANSWER_MS = 100;
  private static final double MOST_DRAWN_MS = 300;
  private static final double MOST_GROWTH = 1.1;
  private static final int WEEK_MINUTES = 10_080;

  private final HistoryTables tables;
  private final FastClock clock;
  private final TestTransport server;
  private final Chromium chromium;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final int speed;
  private final List<String> faults = new ArrayList<>();
  private final List<Double> heaps = new ArrayList<>();
  private long published;
  private long written = BEGIN.toEpochMilli();
  private int seams;

  /** Ends of what was finished in the last answer, by name. */
  private final Map<String, Long> ends = new HashMap<>();

  /** Starts everything, with days of past. */
  OpenForADay(Path folder, int speed, int days) throws Exception {
    this.speed = speed;
    chromium = Chromium.start();
    tables = HistoryTables.start(folder);
    long start = System.nanoTime();
    SteadyPlatform.fill(tables, BEGIN, days);
    System.out.printf("%d days of past made in %d s%n", days, seconds(start));
    clock = new FastClock(BEGIN, speed);
    published = BEGIN.toEpochMilli();
    server =
        TestTransport.start(clock, "--history.url", tables.url(), "--history.user", "push_server");
  }

  public static void main(String[] args) throws Exception {
    int hours = args.length > 0 ? Integer.parseInt(args[0]) : 24;
    int speed = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    int days = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    boolean good;
    try (OpenForADay day = new OpenForADay(Files.createTempDirectory("history"), speed, days)) {
      boolean fast = day.answersAreFast();
      day.open();
      day.stayOpen(Duration.ofHours(hours), Duration.ofHours(1));
      good = day.isGood() & fast;
    }
    System.exit(good ? 0 : 1);
  }

  /** Prints how long questions take, and returns whether the median of each is short enough. */
  boolean answersAreFast() throws Exception {
    System.out.printf("%-66s %8s %8s %8s%n", "question", "median", "p95", "KB");
    boolean fast = true;
    for (String question :
        List.of(
            "request_rate?points=672|7",
            "request_rate?points=720|1",
            "request_rate?points=720|30",
            "request_rate?service=*&points=672|7",
            "request_rate?service=*&region=*&points=288|1",
            "error_rate?points=672&compare=7d|7",
            "active_users?points=672|7",
            "active_users?platform=*&points=672|7",
            "colony_activity?colony_id=c-7&points=288|1",
            "user_activity?user_id=u-7&points=672|7",
            "request_duration_seconds?points=168|7",
            "request_duration_seconds?service=*&points=48|1")) {
      String[] parts = question.split("\\|");
      List<Double> times = new ArrayList<>();
      int bytes = 0;
      for (int i = 0; i < ASKED; i++) {
        // Each is another question, so that none is answered from what was kept of the last.
        long to = BEGIN.toEpochMilli() - i * SteadyPlatform.FIVE_MS;
        long from = to - Long.parseLong(parts[1]) * 24 * HOUR_MS;
        long start = System.nanoTime();
        bytes = get("/api/history/%s&from=%d&to=%d".formatted(parts[0], from, to)).length();
        times.add((System.nanoTime() - start) / 1e6);
      }
      times.sort(null);
      System.out.printf(
          "%-66s %8.1f %8.1f %8d%n",
          parts[0] + " of " + parts[1] + " d",
          times.get(ASKED / 2),
          times.get(ASKED * 95 / 100),
          bytes / 1024);
      fast &= times.get(ASKED / 2) <= MOST_ANSWER_MS;
    }
    return fast;
  }

  /** Begins to publish and to write windows, and opens the page. */
  void open() throws Exception {
    clock.start();
    threads.scheduleAtFixedRate(guarded(this::publish), 0, 1000 / 60, TimeUnit.MILLISECONDS);
    threads.scheduleWithFixedDelay(guarded(this::write), 0, 200, TimeUnit.MILLISECONDS);
    chromium.show("dark", 1440, 900);
    chromium.beforeEachPage(
        """
        {
          const Real = Date;
          const begun = Real.now();
          globalThis.Date = class extends Real {
            constructor(...parts) {
              if (parts.length > 0) super(...parts);
              else super(Date.now());
            }
            static now() {
              return Math.round(%d + (Real.now() - begun) * %d);
            }
          };
        }
        """
            .formatted(clock.millis(), speed));
    chromium.open("http://127.0.0.1:%d/operations?minutes=1440".formatted(server.port()));
    waitFor("document.querySelector('.connection')?.dataset.state", "open");
    waitFor("document.querySelector('cc-lines[data-metric=request_rate] canvas') !== null", "true");
    String probe =
        new String(
            OpenForADay.class.getResourceAsStream("/seams.js").readAllBytes(),
            StandardCharsets.UTF_8);
    chromium.evaluateLater(probe.replace("{speed}", Integer.toString(speed)));
  }

  /** Lets the time go on, and looks at the API each second and at the page each hour. */
  void stayOpen(Duration time, Duration each) throws Exception {
    System.out.println("simulated         range  heap MB  walks    points  faults");
    long begin = clock.millis();
    for (int hour = 1; hour <= time.dividedBy(each); hour++) {
      long until = begin + hour * each.toMillis();
      while (clock.millis() < until) {
        try {
          walkAnswer("request_rate", SteadyPlatform.MINUTE_MS);
          walkAnswer("active_users", SteadyPlatform.FIVE_MS);
        } catch (IOException e) {
          faults.add(e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
      JsonNode page = page();
      heaps.add(chromium.heapAfterCollection() / 1e6);
      System.out.printf(
          "%s %7s %8.2f %6d %9d %7d%n",
          clock.instant().toString().substring(0, 16),
          chromium.evaluate("new URLSearchParams(location.search).get('minutes')"),
          heaps.get(heaps.size() - 1),
          page.get("walks").asLong(),
          page.get("points").asLong(),
          page.get("faults").size() + faults.size());
      page.get("faults").forEach(fault -> System.out.println("  page: " + fault.asText()));
      choose(RANGES.get(hour % RANGES.size()));
    }
  }

  /** Prints what was found, and returns whether it is as it should be. */
  boolean isGood() throws IOException {
    JsonNode page = page();
    faults.forEach(fault -> System.out.println("API: " + fault));
    problems().forEach(problem -> System.out.println("console: " + problem));
    Map<Integer, List<Double>> drawn = new TreeMap<>();
    page.get("drawn")
        .properties()
        .forEach(
            range -> {
              List<Double> times = new ArrayList<>();
              range.getValue().forEach(time -> times.add(time.asDouble()));
              times.sort(null);
              drawn
                  .computeIfAbsent(
                      nearest(Integer.parseInt(range.getKey())), r -> new ArrayList<>())
                  .addAll(times);
            });
    System.out.println("range, minutes   charts drawn   ms from answer to drawn: median, longest");
    drawn.forEach(
        (range, times) -> {
          times.sort(null);
          System.out.printf(
              "%14d %14d %34.0f %8.0f%n",
              range, times.size(), times.get(times.size() / 2), times.get(times.size() - 1));
        });
    System.out.printf(
        "seams: %d in answers of the API, %d in charts%n", seams, page.get("ends").asInt());
    return hasNoFaults() & heapIsFlat() & isDrawnFast(drawn.getOrDefault(WEEK_MINUTES, List.of()));
  }

  private static int nearest(int minutes) {
    return RANGES.stream()
        .min((a, b) -> Integer.compare(Math.abs(a - minutes), Math.abs(b - minutes)))
        .orElseThrow();
  }

  private static boolean isDrawnFast(List<Double> times) {
    return times.isEmpty() || times.get(times.size() / 2) <= MOST_DRAWN_MS;
  }

  /** Whether the least of the last quarter is at most a tenth above the least of the second. */
  private boolean heapIsFlat() {
    int quarter = heaps.size() / 4;
    if (quarter == 0) {
      return true;
    }
    double first = least(heaps.subList(quarter, 2 * quarter));
    double last = least(heaps.subList(heaps.size() - quarter, heaps.size()));
    System.out.printf(
        "least heap of the second quarter %.2f MB, of the last %.2f MB%n", first, last);
    return last <= first * MOST_GROWTH;
  }

  private static double least(List<Double> values) {
    return values.stream().min(Double::compare).orElseThrow();
  }

  /** Whether no point was missing, twice or wrong, in the page and in the API. */
  boolean hasNoFaults() throws IOException {
    return page().get("faults").isEmpty() && faults.isEmpty() && problems().isEmpty();
  }

  /** Errors of the page, but for its reports, which need a Kafka. */
  private List<String> problems() {
    return chromium.problems().stream().filter(p -> !p.contains("/api/reports")).toList();
  }

  /** What was found so far, for a message. */
  String faults() throws IOException {
    return page().get("faults") + " " + faults + " " + problems();
  }

  /** Ends of finished windows that answers were walked over. */
  int seams() {
    return seams;
  }

  JsonNode page() throws IOException {
    return JSON.readTree(chromium.evaluate("seams()"));
  }

  /** Chooses a range on the page. */
  void choose(int minutes) {
    chromium.evaluate(
        """
        (() => {
          const short = [5, 15, 30, 60].indexOf(%1$d);
          if (short >= 0) return document.querySelectorAll("cc-scope .segments button")[short].click();
          const select = document.querySelector("cc-scope select[aria-label=Longer]");
          select.value = "%1$d";
          select.dispatchEvent(new Event("change"));
        })()
        """
            .formatted(minutes));
    waitFor(
        "new URLSearchParams(location.search).get('minutes') ?? '15'", Integer.toString(minutes));
  }

  /** Each second from the last finished windows to now is either finished or live, and once. */
  private void walkAnswer(String name, long window) throws Exception {
    long to = clock.millis();
    // What is finished may lag behind where the machine is busy.
    long from = ends.getOrDefault(name, to) - 6 * window;
    JsonNode answer =
        JSON.readTree(
            get("/api/history/%s?from=%d&to=%d&step=%d".formatted(name, from, to, window / 1000)));
    long until = answer.get("until").asLong();
    long end = 0;
    for (JsonNode point : answer.get("series").get(0).get("points")) {
      long start = point.get(0).asLong();
      if (end > 0 && start != end) {
        faults.add("%s: a window of %d begins at %d".formatted(name, end, start));
      }
      end = start + window;
    }
    if (end != until) {
      faults.add("%s: finished until %d, but windows end at %d".formatted(name, until, end));
    }
    long second = until - 1000;
    for (JsonNode point : answer.get("series").get(0).get("live")) {
      long time = point.get(0).asLong() / 1000 * 1000;
      if (time != second + 1000) {
        faults.add("%s: %d after %d, finished until %d".formatted(name, time, second, until));
      }
      second = time;
    }
    Long before = ends.put(name, until);
    if (before != null && before != until) {
      seams++;
    }
  }

  /** What the jobs publish of each second that is over. */
  private void publish() {
    long now = clock.millis();
    for (; published <= now; published += 1000) {
      server.publish(SteadyPlatform.live(published));
    }
    server.forget();
  }

  /** What HistoryJob writes of each window that is over. */
  private void write() throws SQLException {
    long now = clock.millis();
    List<String> services = new ArrayList<>();
    List<String> summaries = new ArrayList<>();
    for (;
        written + SteadyPlatform.MINUTE_MS + DELAY_MS <= now;
        written += SteadyPlatform.MINUTE_MS) {
      services.addAll(SteadyPlatform.services(written));
      long end = written + SteadyPlatform.MINUTE_MS;
      if (end % SteadyPlatform.FIVE_MS == 0) {
        summaries.add(SteadyPlatform.summary(end - SteadyPlatform.FIVE_MS));
      }
    }
    if (!services.isEmpty()) {
      tables.put("services", services);
    }
    if (!summaries.isEmpty()) {
      tables.put("summaries", summaries);
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private Runnable guarded(Work work) {
    return () -> {
      try {
        work.run();
      } catch (Exception e) {
        faults.add(e.toString());
        throw new IllegalStateException(e);
      }
    };
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private void waitFor(String expression, String expected) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsMatching(Chromium::isNavigation)
        .until(() -> chromium.evaluate(expression).equals(expected));
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    chromium.close();
    server.close();
    tables.close();
  }
}
