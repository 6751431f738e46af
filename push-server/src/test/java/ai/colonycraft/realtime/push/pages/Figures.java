package ai.colonycraft.realtime.push.pages;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints what the pages cost in a real Chromium, from a server in this process: {@code Figures
 * SECONDS PART…}. Parts are {@code load}, the first load and the time to the first live number;
 * {@code paces}, bytes and CPU a minute at each pace; {@code frames}, at 50 updates a second to
 * each of 20 tiles; and, when asked for, {@code heap}, at 20 times the usual rate, which ends with
 * 1 if it grew. By default 60 seconds of the first three.
 */
public final class Figures {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LOADS = 5;
  private static final int HEAP_TIMES_AS_OFTEN = 20;

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

  private final TestTransport server;
  private final Chromium chromium;

  private Figures(TestTransport server, Chromium chromium) {
    this.server = server;
    this.chromium = chromium;
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    List<String> parts =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("load", "paces", "frames");
    boolean flat = true;
    ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
    try (TestTransport server = TestTransport.start();
        Chromium chromium = Chromium.start()) {
      Platform platform = new Platform(server, "Reef").begin();
      Figures figures = new Figures(server, chromium);
      chromium.show("dark", 1440, 900);
      if (parts.contains("heap")) {
        figures.open("/activity");
        flat =
            new HeapFigures(server, platform, chromium).stayFlat(seconds / 60, HEAP_TIMES_AS_OFTEN);
      }
      source.scheduleAtFixedRate(platform::publishNow, 0, 1, TimeUnit.SECONDS);
      if (parts.contains("load")) {
        figures.firstLoad();
      }
      if (parts.contains("paces")) {
        figures.paces(seconds);
      }
      source.shutdownNow();
      if (parts.contains("frames")) {
        new FrameFigures(server, chromium).print(seconds);
      }
    } finally {
      source.shutdownNow();
    }
    System.exit(flat ? 0 : 1);
  }

  /** Each time as on a first visit. */
  private void firstLoad() {
    String script = chromium.beforeEachPage(FIRST_NUMBER);
    List<Double> times = new ArrayList<>();
    for (int load = 0; load < LOADS; load++) {
      chromium.open("about:blank");
      chromium.forgetFiles();
      open("/");
      await()
          .atMost(PATIENCE)
          .until(() -> !chromium.evaluate("globalThis.firstNumber").equals("undefined"));
      times.add(number("firstNumber"));
    }
    chromium.evaluateLater("new Promise(done => setTimeout(done, 1000))");
    print("first load, compressed, KB", kilobytes("true"));
    print("  of it pages, libraries, styles, KB", kilobytes("e.name.includes('/pages/')"));
    times.sort(null);
    print("first live number after navigation, median of " + LOADS + ", ms", times.get(LOADS / 2));
    print("  the longest of them, ms", times.get(LOADS - 1));
    chromium.noLongerBeforeEachPage(script);
  }

  private double kilobytes(String which) {
    return number(
            "performance.getEntries().filter(e => e.transferSize && "
                + which
                + ").reduce((sum, e) => sum + e.transferSize, 0)")
        / 1024;
  }

  /**
   * Bytes that came through the sockets, and CPU of the page's thread, a minute; the page in the
   * background is really hidden by another tab.
   */
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
          "localStorage['colonycraft.settings'] = JSON.stringify({pace: '%s'})"
              .formatted(pace.equals("background") ? "auto" : pace));
      open("/");
      chromium.evaluateLater("new Promise(done => setTimeout(done, 5000))");
      String tab = pace.equals("background") ? chromium.hide() : "";
      double bytes = number("bytes");
      double cpu = chromium.metrics().get("TaskDuration");
      chromium.evaluateLater(
          "new Promise(done => setTimeout(done, %d))".formatted(seconds * 1000),
          Duration.ofSeconds(seconds + 60));
      print(pace + ": KB a minute", (number("bytes") - bytes) / 1024 * 60 / seconds);
      print(
          pace + ": CPU ms a minute",
          (chromium.metrics().get("TaskDuration") - cpu) * 1000 * 60 / seconds);
      if (!tab.isEmpty()) {
        chromium.reveal(tab);
      }
    }
    chromium.noLongerBeforeEachPage(script);
    chromium.evaluate("localStorage.clear()");
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
