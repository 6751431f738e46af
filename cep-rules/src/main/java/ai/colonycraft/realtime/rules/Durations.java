package ai.colonycraft.realtime.rules;

import java.time.Duration;

/** Durations as rules have them. */
public final class Durations {

  private Durations() {}

  /** In the largest unit in which it is a whole number: {@code 90 s}, {@code 10 min}. */
  public static String words(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0 || millis % 1000 != 0) {
      return millis == 0 ? "0 s" : millis + " ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + " s";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + " min";
    }
    return seconds % 86_400 == 0 ? seconds / 86_400 + " d" : seconds / 3600 + " h";
  }
}
