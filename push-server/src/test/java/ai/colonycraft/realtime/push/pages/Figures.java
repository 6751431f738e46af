package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Prints what the pages cost in a real Chromium, from a server in this process: the first load, the
 * time to the first live number, frames at 50 updates a second to each of 20 tiles, the heap over
 * minutes of that, and bytes and CPU a minute at each pace. {@code Figures SECONDS} sets how long
 * frames and heap are looked at, 60 by default.
 */
public final class Figures {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int TILES = 20;
  private static final int UPDATES_A_SECOND = 50;

  /** Notes when the first live number stands on the page. */
  private static final String FIRST_NUMBER =
      """
      const look = () => {
        const shown = [...document.querySelectorAll("cc-tile .value")].some((n) => /\\d/.test(n.textContent));
        if (shown) globalThis.firstNumber = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
      """;

  private static final String FRAMES =
      """
      (globalThis.frames_ = [], (function next(before) {
        requestAnimationFrame((time) => { if (before) frames_.push(time - before); next(time); });
      })(0))
      """;

  private final TestTransport server;
  private final Chromium chromium;

  private Figures(TestTransport server, Chromium chromium) {
    this.server = server;
    this.chromium = chromium;
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
    try (TestTransport server = TestTransport.start();
        Chromium chromium = Chromium.start()) {
      Platform platform = new Platform(server, "Reef").begin();
      Figures figures = new Figures(server, chromium);
      chromium.show("dark", 1440, 900);
      source.scheduleAtFixedRate(platform::tellNow, 0, 1, TimeUnit.SECONDS);
      figures.firstLoad();
      figures.paces(seconds);
      source.shutdownNow();
      figures.frames(seconds);
    } finally {
      source.shutdownNow();
    }
  }

  private void firstLoad() {
    String script = chromium.beforeEachPage(FIRST_NUMBER);
    open("/");
    await()
        .atMost(PATIENCE)
        .until(() -> !chromium.evaluate("globalThis.firstNumber").equals("undefined"));
    chromium.evaluateLater("new Promise(done => setTimeout(done, 1000))");
    print("first load, compressed, KB", kilobytes("true"));
    print("  of it pages, libraries, styles, KB", kilobytes("e.name.includes('/pages/')"));
    print("first live number after navigation, ms", number("firstNumber"));
    chromium.noLongerBeforeEachPage(script);
  }

  private double kilobytes(String which) {
    return number(
            "performance.getEntries().filter(e => e.transferSize && "
                + which
                + ").reduce((sum, e) => sum + e.transferSize, 0)")
        / 1024;
  }

  /** Bytes that came through the socket, and CPU of the page, a minute. */
  private void paces(int seconds) {
    String count =
        """
        const Real = WebSocket;
        globalThis.bytes = 0;
        globalThis.WebSocket = class extends Real {
          constructor(...all) {
            super(...all);
            this.addEventListener("message", (event) => (globalThis.bytes += event.data.length));
          }
        };
        """;
    String script = chromium.beforeEachPage(count);
    for (String pace : List.of("live", "saver", "background")) {
      open("/settings");
      chromium.evaluate(
          "localStorage['colonycraft.settings'] = JSON.stringify({pace: '%s'})".formatted(pace));
      open("/");
      chromium.evaluateLater("new Promise(done => setTimeout(done, 5000))");
      double bytes = number("bytes");
      double cpu = chromium.metrics().get("TaskDuration");
      chromium.evaluateLater("new Promise(done => setTimeout(done, %d))".formatted(seconds * 1000));
      print(pace + ": KB a minute", (number("bytes") - bytes) / 1024 * 60 / seconds);
      print(
          pace + ": CPU ms a minute",
          (chromium.metrics().get("TaskDuration") - cpu) * 1000 * 60 / seconds);
    }
    chromium.noLongerBeforeEachPage(script);
    chromium.evaluate("localStorage.clear()");
  }

  private void frames(int seconds) throws Exception {
    AtomicLong value = new AtomicLong();
    ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
    Runnable tell =
        () -> {
          long next = value.incrementAndGet();
          List<LiveRecord> all = new ArrayList<>();
          IntStream.range(0, TILES)
              .forEach(i -> all.add(now("m" + (char) ('a' + i), Map.of(), 1000 + next % 97 + i)));
          server.publish(all.toArray(LiveRecord[]::new));
        };
    tell.run();
    source.scheduleAtFixedRate(tell, 0, 1000 / UPDATES_A_SECOND, TimeUnit.MILLISECONDS);
    try {
      open("/settings");
      String view =
          IntStream.range(0, TILES)
              .mapToObj(i -> "{kind: 'tile', metric: 'm" + (char) ('a' + i) + "'}")
              .reduce((a, b) -> a + "," + b)
              .orElseThrow();
      chromium.evaluate(
          "localStorage['colonycraft.views'] = JSON.stringify([{id: 'v', name: 'v', tiles: [%s]}])"
              .formatted(view));
      open("/custom");
      String all = "document.querySelectorAll('.custom .value').length";
      await().atMost(PATIENCE).until(() -> chromium.evaluate(all).equals("" + TILES));
      chromium.evaluateLater("new Promise(done => setTimeout(done, 5000))");
      double heap = chromium.heapAfterCollection();
      double cpu = chromium.metrics().get("TaskDuration");
      chromium.evaluate(FRAMES);
      chromium.evaluateLater("new Promise(done => setTimeout(done, %d))".formatted(seconds * 1000));
      print("frames drawn", number("frames_.length"));
      print(
          "frames over 16.7 ms, counted from the one before, with 1 ms of grace",
          number("frames_.filter(f => f > 17.7).length"));
      print("frames over 33 ms", number("frames_.filter(f => f > 33.4).length"));
      print(
          "99th percentile of frames, ms",
          number("[...frames_].sort((a, b) => a - b)[Math.floor(frames_.length * 0.99)]"));
      print(
          "CPU of the page, % of a core",
          (chromium.metrics().get("TaskDuration") - cpu) / seconds * 100);
      print("heap after 5 s, MB", heap / 1e6);
      print("heap after " + seconds + " s more, MB", chromium.heapAfterCollection() / 1e6);
      chromium.evaluate("localStorage.clear()");
    } finally {
      source.shutdownNow();
    }
  }

  private void open(String path) {
    chromium.open("http://127.0.0.1:" + server.port() + path);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                chromium
                    .evaluate("document.querySelector('.connection')?.dataset.state")
                    .equals("open"));
  }

  private double number(String expression) {
    return Double.parseDouble(chromium.evaluate(expression));
  }

  private static void print(String what, double value) {
    System.out.printf("%-70s %10.1f%n", what, value);
  }
}
