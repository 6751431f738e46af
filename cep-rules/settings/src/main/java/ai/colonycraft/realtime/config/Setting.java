package ai.colonycraft.realtime.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of a program's configuration: its name, the form of its values, its default, and what it
 * means to the person who sets it.
 *
 * @param <T> what a value is read as
 * @param name dotted lower-case name, for example {@code live.interval}
 * @param form the values that are accepted, in words that complete "expected …"
 * @param defaultText the default as a person would write it
 * @param help one line for {@code --help}, without a full stop
 * @param reader turns text into a value; throws {@link IllegalArgumentException} for anything else
 */
public record Setting<T>(
    String name, String form, String defaultText, String help, Reader<T> reader) {

  private static final Pattern DECIMAL =
      Pattern.compile("\\+?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DURATION =
      Pattern.compile("(\\d+)\\s*(ms|s|min|m|h|d)", Pattern.CASE_INSENSITIVE);

  /** Turns the text of a value into the value. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the text is not of the setting's form; the message is
     *     ignored, the form is shown instead
     * @throws InvalidConfigException for what needs words of its own, such as problems of a file
     */
    T read(String text);
  }

  public Setting {
    Objects.requireNonNull(reader, name);
    try {
      reader.read(defaultText);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": its own default is not " + form, e);
    }
  }

  /** Any text that is not blank. */
  public static Setting<String> text(String name, String defaultText, String help) {
    return new Setting<>(
        name,
        "text that is not blank",
        defaultText,
        help,
        text -> {
          if (text.isBlank()) {
            throw new IllegalArgumentException();
          }
          return text;
        });
  }

  /** A whole number between {@code least} and {@code most}, both included. */
  public static Setting<Integer> wholeNumber(
      String name, int least, int most, int defaultValue, String help) {
    String form =
        most == Integer.MAX_VALUE
            ? "a whole number of at least " + least
            : "a whole number from " + least + " to " + most;
    return new Setting<>(
        name,
        form,
        Integer.toString(defaultValue),
        help,
        text -> {
          int value = Integer.parseInt(text.replace("_", ""));
          if (value < least || value > most) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** A TCP port; 0 lets the system choose. */
  public static Setting<Integer> port(String name, int defaultValue, String help) {
    return wholeNumber(name, 0, 65_535, defaultValue, help);
  }

  /** A decimal number greater than zero. */
  public static Setting<Double> positive(String name, double defaultValue, String help) {
    return new Setting<>(
        name,
        "a number greater than 0",
        Double.toString(defaultValue),
        help,
        text -> {
          // Java's own reader would take 5d and 0x1p3 for numbers too.
          if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          double value = Double.parseDouble(text);
          if (value == 0 || Double.isInfinite(value)) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** A duration with its unit, {@code 200 ms}, {@code 5 min}, of at least {@code least}. */
  public static Setting<Duration> duration(
      String name, Duration least, String defaultText, String help) {
    return duration(name, "a duration", least, 1, defaultText, help);
  }

  /** A duration with its unit that whole seconds fill, at least one. */
  public static Setting<Duration> wholeSeconds(String name, String defaultText, String help) {
    return duration(
        name, "a duration of whole seconds", Duration.ofSeconds(1), 1000, defaultText, help);
  }

  private static Setting<Duration> duration(
      String name, String what, Duration least, long ofMillis, String defaultText, String help) {
    String form =
        what
            + " with its unit (ms, s, min, h, d)"
            + (least.isZero() ? "" : " of at least " + words(least));
    return new Setting<>(
        name,
        form,
        defaultText,
        help,
        text -> {
          Duration value = readDuration(text);
          if (value.compareTo(least) < 0 || value.toMillis() % ofMillis != 0) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /** {@code true} or {@code false}; {@code on} and {@code off} are read too. */
  public static Setting<Boolean> flag(String name, boolean defaultValue, String help) {
    return new Setting<>(
        name,
        "true or false",
        Boolean.toString(defaultValue),
        help,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes" -> true;
              case "false", "off", "no" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, E defaultValue, String help) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Setting::word).toList();
    return new Setting<>(
        name,
        "one of " + String.join(", ", words),
        word(defaultValue),
        help,
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException();
          }
          return type.getEnumConstants()[index];
        });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration readDuration(String text) {
    Matcher m = DURATION.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException();
    }
    try {
      long amount = Long.parseLong(m.group(1));
      Duration duration =
          switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m", "min" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      // Every use of it is in milliseconds, of which a long holds 292 million years.
      return Duration.ofMillis(duration.toMillis());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String words(Duration d) {
    return d.toMillis() % 1000 == 0 ? d.toSeconds() + " s" : d.toMillis() + " ms";
  }
}
