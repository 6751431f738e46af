package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers finished sessions by platform between two flushes. Not thread-safe. */
final class SessionDurations {

  private static final double MILLIS_PER_MINUTE = 60_000;

  private static final class Gathered {
    final long[] counts = new long[ActivityMetrics.SESSIONS.buckets()];
    long millis;
  }

  private final Map<String, Gathered> byPlatform = new HashMap<>();

  /** Takes one session's duration, last less first event. */
  void add(String platform, long millis) {
    Gathered gathered = byPlatform.computeIfAbsent(platform, p -> new Gathered());
    gathered.counts[ActivityMetrics.SESSIONS.bucket(millis / MILLIS_PER_MINUTE)]++;
    gathered.millis += millis;
  }

  /** Emits what was buffered and clears the buffer. */
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
}
