package ai.colonycraft.realtime.rules;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * That a counting step is taken only while its value is beyond what is usual for the key.
 *
 * <p>The past of a key is divided into periods as long as the measure's window. The value of each
 * period with events is learnt, except where an incident of the rule and key was open. What is
 * usual is the median of these values; their spread is 1.4826 times the median distance from it,
 * which for values of a normal distribution is the standard deviation.
 *
 * @param over which part of the past is compared with
 * @param span length of the past: of a season, how long an hour of it is kept
 * @param times the value must be beyond so many times the median
 * @param deviations the value must be beyond the median by so many times the spread
 */
public record Usual(Over over, Duration span, OptionalDouble times, OptionalDouble deviations) {

  /** An hour in milliseconds. */
  public static final long HOUR = 3_600_000;

  private static final int STRETCHES = 60;
  private static final int STRETCHES_OF_AN_HOUR = 12;
  private static final int LEAST = 3;

  /** Which part of the past. */
  public enum Over {
    /** The time just before. */
    RECENT("", 0, 0, 0),
    /** The same hour of the day before, in UTC. */
    DAY("same hour yesterday", 24, 1, 1),
    /** The same hour of the last four weeks, in UTC; two of them must be known. */
    WEEK("same hour of the week", 168, 4, 2);

    private final String word;
    private final int hours;
    private final int times;
    private final int least;

    Over(String word, int hours, int times, int least) {
      this.word = word;
      this.hours = hours;
      this.times = times;
      this.least = least;
    }

    /** As a rule's text has it; empty for a duration. */
    public String word() {
      return word;
    }

    /** Hours from one such hour to the next. */
    public int hours() {
      return hours;
    }

    /** How many such hours of the past are compared with. */
    public int times() {
      return times;
    }

    /** How many of them must be known. */
    public int least() {
      return least;
    }

    /** How long an hour is kept after its last event. */
    public Duration kept() {
      return Duration.ofHours((long) hours * times + 1);
    }
  }

  /**
   * What was learnt.
   *
   * @param median of the values
   * @param spread 1.4826 times the median of their distances from it
   */
  public record Level(double median, double spread) {}

  /** Whether hours are compared with the same hours of days before. */
  public boolean isSeasonal() {
    return over != Over.RECENT;
  }

  /**
   * How many periods make one stretch, whose value is their mean: one, unless the past, or an hour,
   * has more of them than are kept.
   */
  public long periodsOfStretch(long periodMillis) {
    long most = periodMillis * (isSeasonal() ? STRETCHES_OF_AN_HOUR : STRETCHES);
    return (pastMillis() + most - 1) / most;
  }

  /** How many stretches the past, or an hour, has. */
  public long stretches(long periodMillis) {
    return Math.max(1, pastMillis() / (periodMillis * periodsOfStretch(periodMillis)));
  }

  /** How many values of stretches must be known, of a season in one hour: half of them. */
  public long least(long periodMillis) {
    long half = (stretches(periodMillis) + 1) / 2;
    return isSeasonal() ? half : Math.max(LEAST, half);
  }

  private long pastMillis() {
    return isSeasonal() ? HOUR : span.toMillis();
  }

  /** Whether a value is beyond the usual, on the side of a limit. */
  public boolean isBeyond(Level level, double value, Measure.Comparison comparison) {
    double sign = comparison.isUpper() ? 1 : -1;
    double beyond = sign * value;
    return (times.isEmpty() || beyond > sign * level.median() * times.getAsDouble())
        && (deviations.isEmpty()
            || beyond > sign * level.median() + deviations.getAsDouble() * level.spread());
  }

  /** As {@code explain} has it, after the words of the measure. */
  public String words(Measure measure) {
    StringBuilder words = new StringBuilder();
    String side = measure.limit().comparison().isUpper() ? "more than " : "less than ";
    times.ifPresent(
        n -> words.append(side).append(Numbers.words(n)).append(" times the usual value"));
    deviations.ifPresent(
        n ->
            words
                .append(words.length() == 0 ? "" : " and ")
                .append(side)
                .append(Numbers.words(n))
                .append(" deviations beyond the usual value"));
    return words.append(", ").append(past(measure)).toString();
  }

  private String past(Measure measure) {
    String each = Durations.words(measure.within());
    return isSeasonal()
        ? "the median of periods of %s in the %s%s"
            .formatted(
                each,
                over.word(),
                over.least() > 1 ? ", in %d weeks at least".formatted(over.least()) : "")
        : "the median of periods of %s over %s, of which %d must be known"
            .formatted(each, Durations.words(span), least(measure.periodMillis()));
  }
}
