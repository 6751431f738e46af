package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A word, or a time in its place: what {@code source.start} and {@code source.bounded} are set to.
 *
 * @param word the word; null where there is a time
 * @param time the time; null where there is a word
 */
record SourceTime(String word, Instant time) {

  private static final String FORM = " or a time as 2026-01-31T09:00:00Z";

  /** A setting that takes one of these words, or a time of ISO 8601. */
  static Setting<SourceTime> setting(String name, List<String> words, String first, String help) {
    return new Setting<>(
        name,
        "one of " + String.join(", ", words) + FORM,
        first,
        help,
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (words.contains(word)) {
            return new SourceTime(word, null);
          }
          try {
            return new SourceTime(null, Instant.parse(text));
          } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  /** The words of an enum's constants. */
  static List<String> words(Enum<?>... constants) {
    return Arrays.stream(constants).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
  }
}
