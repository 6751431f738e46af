package ai.colonycraft.realtime.push.pages;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the heap of a page stays flat when all values of the platform are published many times as
 * often as the once a second that is usual. Looked at once a minute, after a collection.
 */
final class HeapFigures {

  /** Until then the lines of a page fill: their first five minutes are finer than the rest. */
  private static final int FILLING_MINUTES = 6;

  private static final int COMPARED = 5;

  /**
   * The browser's own code warms up; one byte kept of each value would double the heap in minutes.
   */
  private static final double GROWN = 1.1;

  private static final int WIDEST_BAR = 50;

  private final TestTransport server;
  private final Platform platform;
  private final Chromium chromium;

  HeapFigures(TestTransport server, Platform platform, Chromium chromium) {
    this.server = server;
    this.platform = platform;
    this.chromium = chromium;
  }

  /**
   * Prints the heap of the page that is open, each minute.
   *
   * @param minutes at least those in which lines fill, and ten more to compare
   * @param times as often as usual
   * @return whether the least of the last minutes is at most a tenth above the least of the first
   *     after the lines were full; more is what came between a collection and the look
   */
  boolean stayFlat(int minutes, int times) {
    if (minutes < FILLING_MINUTES + 2 * COMPARED) {
      throw new IllegalArgumentException(
          "the heap needs at least " + (FILLING_MINUTES + 2 * COMPARED) + " minutes");
    }
    List<Double> heaps = new ArrayList<>();
    AtomicInteger published = new AtomicInteger();
    ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
    source.scheduleAtFixedRate(
        () -> platform.publishNow(published.incrementAndGet() / (30.0 * times)),
        0,
        1000 / times,
        TimeUnit.MILLISECONDS);
    try {
      double cpu = cpuSeconds();
      int before = 0;
      System.out.println(
          "minute  heap MB  nodes  listeners  updates/s  CPU of the page, % of a core");
      for (int minute = 1; minute <= minutes; minute++) {
        chromium.evaluateLater("new Promise(done => setTimeout(done, 60000))");
        server.forget();
        double now = cpuSeconds();
        int soFar = published.get();
        heaps.add(chromium.heapAfterCollection() / 1e6);
        print(minute, heaps.get(minute - 1), (soFar - before) / 60.0, (now - cpu) / 60);
        cpu = now;
        before = soFar;
      }
    } finally {
      source.shutdownNow();
    }
    double first = least(heaps.subList(FILLING_MINUTES, FILLING_MINUTES + COMPARED));
    double last = least(heaps.subList(heaps.size() - COMPARED, heaps.size()));
    System.out.printf(
        "least heap of the first minutes %.2f MB, of the last %.2f MB%n", first, last);
    return last <= first * GROWN;
  }

  private void print(int minute, double heap, double rate, double cpu) {
    System.out.printf(
        "%6d %8.2f %6.0f %10.0f %7.1f %7.0f  %s%n",
        minute,
        heap,
        chromium.metrics().get("Nodes"),
        chromium.metrics().get("JSEventListeners"),
        rate,
        cpu * 100,
        "#".repeat((int) Math.min(WIDEST_BAR, Math.round(heap * 4))));
  }

  private double cpuSeconds() {
    return chromium.metrics().get("TaskDuration");
  }

  private static double least(List<Double> values) {
    return values.stream().min(Double::compare).orElseThrow();
  }
}
