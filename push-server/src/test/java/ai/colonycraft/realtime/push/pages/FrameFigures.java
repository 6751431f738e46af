package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Frames at 50 updates a second to each of 20 tiles, beside those of an empty page on the same
 * machine: what an empty page misses too is the machine's doing. Beside them the tasks of the
 * page's own thread, by the clock and by CPU, since a task that had to wait for a core is long by
 * the clock alone.
 */
final class FrameFigures {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int TILES = 20;
  private static final int UPDATES_A_SECOND = 50;
  private static final int FRAME_MICROS = 16_000;
  private static final int LONGEST_SHOWN = 5;

  /** Two of them never come closer, so what is over one and a grace was late. */
  private static final double FRAME_MS = 1000.0 / 60;

  private static final String FRAMES =
      """
      (globalThis.frames_ = [], (function next(frames, before) {
        requestAnimationFrame((time) => { if (before) frames.push(time - before); next(frames, time); });
      })(frames_, 0))
      """;

  private final TestTransport server;
  private final Chromium chromium;

  FrameFigures(TestTransport server, Chromium chromium) {
    this.server = server;
    this.chromium = chromium;
  }

  void print(int seconds) {
    chromium.open("about:blank");
    look("empty page", seconds);
    ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
    AtomicLong value = new AtomicLong();
    publish(value);
    source.scheduleAtFixedRate(
        () -> publish(value), 0, 1000 / UPDATES_A_SECOND, TimeUnit.MILLISECONDS);
    try {
      openTiles();
      look(TILES + " tiles", seconds);
    } finally {
      source.shutdownNow();
      chromium.evaluate("localStorage.clear()");
    }
  }

  private void publish(AtomicLong value) {
    long next = value.incrementAndGet();
    server.publish(
        IntStream.range(0, TILES)
            .mapToObj(i -> now(metric(i), Map.of(), 1000 + next % 97 + i))
            .toArray(LiveRecord[]::new));
  }

  private static String metric(int tile) {
    return "m" + (char) ('a' + tile);
  }

  private void openTiles() {
    String origin = "http://127.0.0.1:" + server.port();
    chromium.open(origin + "/settings");
    String view =
        IntStream.range(0, TILES)
            .mapToObj(i -> "{kind: 'tile', metric: '" + metric(i) + "'}")
            .collect(Collectors.joining(","));
    chromium.evaluate(
        "localStorage['colonycraft.views'] = JSON.stringify([{id: 'v', name: 'v', tiles: [%s]}])"
            .formatted(view));
    chromium.open(origin + "/custom");
    String shown =
        "[...document.querySelectorAll('.custom .value')].filter(n => /\\d/.test(n.textContent)).length";
    await().atMost(PATIENCE).until(() -> chromium.evaluate(shown).equals("" + TILES));
    // The start is over then; the service worker has read its files.
    pause(8);
  }

  private void look(String what, int seconds) {
    double cpu = chromium.metrics().get("TaskDuration");
    List<JsonNode> events =
        chromium.trace(
            () -> {
              chromium.evaluate(FRAMES);
              pause(seconds);
              // Bringing the trace home keeps the machine busy, which is none of the page's doing.
              chromium.evaluate("frames_ = [...frames_]");
            });
    double busy = (chromium.metrics().get("TaskDuration") - cpu) / seconds * 100;
    List<JsonNode> tasks = tasks(events);
    System.out.printf(
        "%-11s %5s frames, %4s over 16.7 ms, %3s over 33 ms, 99th percentile %s ms, CPU %.0f %% of a core%n",
        what,
        chromium.evaluate("frames_.length"),
        over(FRAME_MS),
        over(2 * FRAME_MS),
        chromium.evaluate(
            "[...frames_].sort((a, b) => a - b)[Math.floor(frames_.length * 0.99)].toFixed(1)"),
        busy);
    System.out.printf(
        "            %5d tasks, %4d over 16 ms by the clock, %3d over 16 ms of CPU%n",
        tasks.size(),
        tasks.stream().filter(t -> t.path("dur").asInt() > FRAME_MICROS).count(),
        tasks.stream().filter(t -> t.path("tdur").asInt() > FRAME_MICROS).count());
    tasks.stream()
        .sorted(Comparator.comparingInt((JsonNode t) -> t.path("dur").asInt()).reversed())
        .limit(LONGEST_SHOWN)
        .forEach(task -> print(task, events));
  }

  /** With 1 ms of grace, since the clock of frames is no finer. */
  private String over(double ms) {
    return chromium.evaluate("frames_.filter(f => f > %s).length".formatted(ms + 1));
  }

  private void pause(int seconds) {
    chromium.evaluateLater(
        "new Promise(done => setTimeout(done, %d))".formatted(seconds * 1000),
        Duration.ofSeconds(seconds + 60));
  }

  /** Those of the busiest thread that runs pages, which is the page's. */
  private static List<JsonNode> tasks(List<JsonNode> events) {
    List<String> mains =
        events.stream()
            .filter(e -> e.path("args").path("name").asText().equals("CrRendererMain"))
            .map(FrameFigures::thread)
            .toList();
    Map<String, List<JsonNode>> byThread = new HashMap<>();
    for (JsonNode event : events) {
      if (event.path("name").asText().endsWith("RunTask") && mains.contains(thread(event))) {
        byThread.computeIfAbsent(thread(event), t -> new ArrayList<>()).add(event);
      }
    }
    return byThread.values().stream()
        .max(
            Comparator.comparingLong(
                all -> all.stream().mapToLong(e -> e.path("dur").asLong()).sum()))
        .orElse(List.of());
  }

  private static String thread(JsonNode event) {
    return event.path("pid").asText() + ' ' + event.path("tid").asText();
  }

  /** A task and the largest things in it. */
  private static void print(JsonNode task, List<JsonNode> events) {
    long from = task.path("ts").asLong();
    long to = from + task.path("dur").asLong();
    String parts =
        events.stream()
            .filter(
                e -> e != task && thread(e).equals(thread(task)) && e.path("dur").asLong() > 500)
            .filter(e -> e.path("ts").asLong() >= from && e.path("ts").asLong() < to)
            .sorted(Comparator.comparingLong((JsonNode e) -> e.path("dur").asLong()).reversed())
            .limit(4)
            .map(e -> "%s %.1f".formatted(e.path("name").asText(), e.path("dur").asLong() / 1e3))
            .collect(Collectors.joining(", "));
    System.out.printf(
        "            longest: %.1f ms, %.1f of CPU: %s%n",
        task.path("dur").asLong() / 1e3, task.path("tdur").asLong() / 1e3, parts);
  }
}
