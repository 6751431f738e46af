package ai.colonycraft.realtime.push.history;

import java.time.Duration;
import java.util.List;

/**
 * A width of the rows that the database keeps.
 *
 * @param name suffix of its tables
 * @param seconds that a row covers
 */
record Level(String name, long seconds) {

  static final Level MINUTE = of("1m", Duration.ofMinutes(1));
  static final Level FIVE_MINUTES = of("5m", Duration.ofMinutes(5));
  static final Level HOUR = of("1h", Duration.ofHours(1));
  static final Level DAY = of("1d", Duration.ofDays(1));

  /** Steps of an answer that read well on an axis, seconds. */
  private static final List<Long> STEPS =
      List.of(
          60L, 300L, 600L, 900L, 1800L, 3600L, 7200L, 10_800L, 21_600L, 43_200L, 86_400L, 604_800L);

  private static Level of(String name, Duration width) {
    return new Level(name, width.toSeconds());
  }

  /** The least step that cuts a time into no more than so many points, seconds. */
  static long step(long rangeSeconds, long points) {
    return STEPS.stream()
        .filter(step -> (rangeSeconds + step - 1) / step <= points)
        .findFirst()
        .orElse(STEPS.get(STEPS.size() - 1));
  }
}
