package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Gathers finished sessions by platform between two flushes: for the histogram, and by the window
 * in which they were over. Not thread-safe.
 */
final class SessionDurations {

  private static final double MILLIS_PER_MINUTE = 60_000;

  private static final class Gathered {
    final long[] counts = new long[ActivityMetrics.SESSIONS.buckets()];
    long millis;
  }

  private final Map<String, Gathered> byPlatform = new HashMap<>();
  private final Map<Long, SortedMap<String, long[]>> byWindow = new HashMap<>();

  /**
   * Takes one session.
   *
   * @param window start of the window in which it was over
   * @param millis its duration, last less first event
   */
  void add(long window, String platform, long millis) {
    int bucket = ActivityMetrics.SESSIONS.bucket(millis / MILLIS_PER_MINUTE);
    Gathered gathered = byPlatform.computeIfAbsent(platform, p -> new Gathered());
    gathered.counts[bucket]++;
    gathered.millis += millis;
    byWindow.computeIfAbsent(window, start -> new TreeMap<>())
        .computeIfAbsent(platform, p -> new long[ActivityMetrics.SESSIONS.buckets()])[bucket]++;
  }

  /** Emits the histogram of what was added since the last time. */
  void drain(Consumer<Sample> to) {
    byPlatform.forEach(
        (platform, gathered) ->
            to.accept(
                new Sample.Observations(
                    ActivityMetrics.SESSION_MINUTES,
                    List.of(platform),
                    gathered.counts,
                    gathered.millis / MILLIS_PER_MINUTE)));
    byPlatform.clear();
  }

  /** Emits parts of windows, of what was added since the last time. */
  void drainWindows(Consumer<WindowSessions> to) {
    byWindow.forEach((start, counts) -> to.accept(new WindowSessions(start, counts)));
    byWindow.clear();
  }
}
