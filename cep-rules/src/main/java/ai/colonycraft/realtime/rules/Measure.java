package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.cel.Condition;
import java.time.Duration;
import java.util.Optional;

/**
 * What a counting step computes over the events of its key within a sliding time, and the limit at
 * which it is taken. It keeps sums of short stretches of time and no events.
 *
 * <p>The time is divided into {@link #slots} equal stretches, aligned to the epoch. At a time
 * {@code t} the window holds the stretch of {@code t} and those before it, so many in all: it is
 * never longer than {@code within}, and shorter by at most one stretch. What is computed is exact
 * for this window. The window of {@code distinct} is exactly {@code within}.
 *
 * @param kind what is computed
 * @param of the field whose values are used; empty for kinds that use none
 * @param limit when the step is taken
 * @param where which events of the step are counted; for a share, out of all events of the step
 * @param within length of the window
 * @param from the step is not taken while the window holds fewer events
 * @param usual what is usual for the key, if the value must be beyond that too
 * @param against the groups of which one is compared with others, if it must be beyond these too
 */
public record Measure(
    Kind kind,
    Optional<EventField> of,
    Limit limit,
    Condition where,
    Duration within,
    long from,
    Optional<Usual> usual,
    Optional<Against> against) {

  private static final int SLOTS = 60;

  /** What can be computed. */
  public enum Kind {
    /** How many events. */
    COUNT("count"),
    /** How many values of a field. */
    DISTINCT("distinct"),
    /** The sum of a field. */
    SUM("sum"),
    /** The mean of a field. */
    AVG("avg"),
    /** The largest value of a field. */
    MAX("max"),
    /** A percentile of a field. */
    P50("p50", 500),
    P90("p90", 900),
    P95("p95", 950),
    P99("p99", 990),
    /** Events a second. */
    RATE("rate"),
    /** The part of the step's events that fit, from 0 to 1. */
    SHARE("share");

    private final String word;
    private final int perMille;

    Kind(String word) {
      this(word, 0);
    }

    Kind(String word, int perMille) {
      this.word = word;
      this.perMille = perMille;
    }

    /** As a rule's text has it. */
    public String word() {
      return word;
    }

    /** Whether it is a percentile. */
    public boolean isPercentile() {
      return perMille > 0;
    }

    /** Whether it is of a field. */
    public boolean isOfField() {
      return this == DISTINCT || this == SUM || this == AVG || this == MAX || isPercentile();
    }

    /** Whether it can only be less of fewer events. */
    public boolean isMonotone() {
      return this == COUNT || this == DISTINCT || this == MAX || this == RATE;
    }

    /** Whether it compares events with others, so that a few say nothing. */
    public boolean isRelative() {
      return this == AVG || this == SHARE || isPercentile();
    }
  }

  /** How a value is compared. */
  public enum Comparison {
    AT_LEAST("at least"),
    ABOVE("above"),
    AT_MOST("at most"),
    BELOW("below");

    private final String word;

    Comparison(String word) {
      this.word = word;
    }

    /** As a rule's text has it. */
    public String word() {
      return word;
    }

    /** Whether values above the limit are on its side. */
    public boolean isUpper() {
      return this == AT_LEAST || this == ABOVE;
    }

    /** Whether a value is on this side of a limit. */
    public boolean holds(double value, double limit) {
      return switch (this) {
        case AT_LEAST -> value >= limit;
        case ABOVE -> value > limit;
        case AT_MOST -> value <= limit;
        case BELOW -> value < limit;
      };
    }
  }

  /**
   * A limit.
   *
   * @param comparison on which side of the value the step is taken
   * @param value of a share from 0 to 1
   * @param text as it was written
   */
  public record Limit(Comparison comparison, double value, String text) {

    @Override
    public String toString() {
      return comparison.word() + " " + text;
    }
  }

  /** Into how many stretches the window is divided. */
  public int slots() {
    return (int) Math.min(SLOTS, within.toMillis());
  }

  /** Milliseconds of all stretches together: {@code within}, but for up to 60 ms. */
  public long periodMillis() {
    return slots() * slotMillis();
  }

  /** Whether it remembers more of a key than its window. */
  public boolean learns() {
    return usual.isPresent() || against.isPresent();
  }

  /** Milliseconds of one stretch. */
  public long slotMillis() {
    return within.toMillis() / slots();
  }

  /**
   * While the limit is reached, a rule's first step is taken again by an event that comes so many
   * milliseconds after the one that took it: a tenth of the window, or a second if that is longer;
   * never longer than the window.
   */
  public long againMillis() {
    return Math.min(within.toMillis(), Math.max(1000, within.toMillis() / 10));
  }

  /** Whether an event that the step looks at belongs to one of the groups, if there are groups. */
  public boolean isGrouped(Event event) {
    return against.isEmpty() || against.get().group().value(event) != null;
  }

  /** Whether an event that the step looks at is counted. */
  public boolean counts(Event event) {
    return where.mayHold(event) && (of.isEmpty() || hasValue(event));
  }

  private boolean hasValue(Event event) {
    return kind == Kind.DISTINCT
        ? of.orElseThrow().value(event) != null
        : of.orElseThrow().number(event) != null;
  }

  /**
   * Whether sums of a window reach the limit.
   *
   * @param events events that were counted; of a share, all events of the step
   * @param value the sum, the largest value, or, of a share or a percentile, how many of the events
   *     fit or are beyond the limit
   */
  public boolean isReached(long events, double value) {
    if (events == 0 || events < from) {
      return false;
    }
    if (kind.isPercentile()) {
      // The percentile is beyond the limit just if more than the rest of the events are.
      return value * 1000 > (double) (1000 - kind.perMille) * events;
    }
    if (kind == Kind.SHARE) {
      // Multiplied and rounded to parts of a million, so that 7 of 100 are 7 %.
      return limit.comparison().holds(value * 1e6, Math.rint(limit.value() * 1e6) * events);
    }
    return limit.comparison().holds(result(events, value), limit.value());
  }

  /**
   * The value that people read: of a share in percent; of a percentile, how many percent of the
   * events are beyond the limit.
   */
  public double result(long events, double value) {
    return switch (kind) {
      case COUNT -> events;
      case RATE -> events * 1000.0 / within.toMillis();
      case AVG -> value / events;
      case SHARE, P50, P90, P95, P99 -> 100 * value / events;
      default -> value;
    };
  }

  /** As a rule's text has it, in one line. */
  public String words() {
    String field = of.map(f -> " of " + f.word()).orElse("");
    String least = from > 1 ? ", of at least %d events".formatted(from) : "";
    String unit = kind == Kind.RATE ? " a second" : "";
    return "%s%s %s%s within %s%s"
        .formatted(kind.word(), field, limit, unit, Durations.words(within), least);
  }
}
