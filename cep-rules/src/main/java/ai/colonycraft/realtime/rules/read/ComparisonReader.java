package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.rules.Against;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Measure.Kind;
import ai.colonycraft.realtime.rules.Measure.Limit;
import ai.colonycraft.realtime.rules.Usual;
import ai.colonycraft.realtime.rules.Usual.Over;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads what the value of a counting step is compared with beside its limit. */
final class ComparisonReader {

  private static final Setting.Reader<Duration> DURATION =
      Setting.duration("over", Duration.ofMillis(1), "1 h", "a duration").reader();

  private static final Duration LONGEST = Duration.ofDays(31);
  private static final Duration LONGEST_PERIOD = Duration.ofHours(1);
  private static final int PERIODS = 4;

  private final Section section;
  private final Problems problems;
  private final Kind kind;
  private final Limit limit;
  private final Duration within;

  /** Takes the section of the measure, and what was read of it. */
  ComparisonReader(Section section, Problems problems, Kind kind, Limit limit, Duration within) {
    this.section = section;
    this.problems = problems;
    this.kind = kind;
    this.limit = limit;
    this.within = within;
  }

  /** What is usual, if the value is compared with it. */
  Optional<Usual> usual() {
    if (section.at("usual").isEmpty()) {
      return Optional.empty();
    }
    if (kind == Kind.DISTINCT || kind.isPercentile()) {
      problem(
          section,
          "usual",
          "is learnt of count, rate, sum, avg, max and share, not of %s%s"
              .formatted(
                  kind.word(),
                  kind.isPercentile()
                      ? "; write share with where: this.FIELD > LIMIT, which is learnt"
                      : ""));
      return Optional.empty();
    }
    Section usual =
        new Section(
            section.field("usual"),
            section.at("usual").get(),
            problems,
            "over",
            "times",
            "deviations");
    String form =
        "a duration, such as 1 h, or one of %s, %s".formatted(Over.DAY.word(), Over.WEEK.word());
    usual.require("over", form);
    Optional<Usual> span = usual.value("over", form, ComparisonReader::over);
    Optional<Double> times = times(usual);
    Optional<Double> deviations =
        usual.value("deviations", "a number above 0", text -> number(text, 0, Double.MAX_VALUE));
    if (usual.at("times").isEmpty() && usual.at("deviations").isEmpty()) {
      problems.add(
          usual.node(),
          section.field("usual"),
          "expected times, such as times: %s, or deviations, such as deviations: 4"
              .formatted(limit.comparison().isUpper() ? "3" : "0.5"));
    }
    return span.filter(read -> fits(usual, read))
        .map(read -> new Usual(read.over(), read.span(), optional(times), optional(deviations)));
  }

  private boolean fits(Section usual, Usual read) {
    String window = Durations.words(within);
    if (read.isSeasonal() && within.compareTo(LONGEST_PERIOD) > 0) {
      problem(
          usual, "over", "expected within of at most 1 h beside hours, found %s".formatted(window));
      return false;
    }
    if (!read.isSeasonal() && read.span().compareTo(within.multipliedBy(PERIODS)) < 0) {
      problem(
          usual,
          "over",
          "expected at least %s, %d times within, found %s"
              .formatted(
                  Durations.words(within.multipliedBy(PERIODS)),
                  PERIODS,
                  Durations.words(read.span())));
      return false;
    }
    if (!read.isSeasonal() && read.span().compareTo(LONGEST) > 0) {
      problem(usual, "over", "expected at most 31 d, found " + Durations.words(read.span()));
      return false;
    }
    return true;
  }

  /** Only its time is read here. */
  private static Usual over(String text) {
    Over over = Over.RECENT;
    for (Over each : Over.values()) {
      if (each.word().equals(text.strip())) {
        over = each;
      }
    }
    Duration span = over == Over.RECENT ? DURATION.read(text) : over.kept();
    return new Usual(over, span, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** Which groups are compared, if they are. */
  Optional<Against> against() {
    if (section.at("against").isEmpty()) {
      return Optional.empty();
    }
    if (kind != Kind.AVG && kind != Kind.SHARE) {
      problem(
          section,
          "against",
          "compares avg and share, not %s, which depends on the size of a group"
              .formatted(kind.word()));
      return Optional.empty();
    }
    if (section.at("usual").isPresent()) {
      problem(section, "against", "expected either usual or against, found both");
      return Optional.empty();
    }
    Section against =
        new Section(
            section.field("against"),
            section.at("against").get(),
            problems,
            "group",
            "with",
            "times");
    against.require("group", EventField.FORM);
    against.require("with", "before or rest");
    against.require("times", timesForm());
    Optional<EventField> group = against.value("group", EventField.FORM, EventField::read);
    Optional<Against.Others> others =
        against.value("with", "before or rest", ComparisonReader::others);
    Optional<Double> times = times(against);
    return group.isEmpty() || others.isEmpty() || times.isEmpty()
        ? Optional.empty()
        : Optional.of(new Against(group.get(), others.get(), times.get()));
  }

  private static Against.Others others(String text) {
    for (Against.Others each : Against.Others.values()) {
      if (each.word().equals(text.strip())) {
        return each;
      }
    }
    throw new IllegalArgumentException();
  }

  private Optional<Double> times(Section of) {
    boolean upper = limit.comparison().isUpper();
    return of.value(
        "times", timesForm(), text -> number(text, upper ? 1 : 0, upper ? Double.MAX_VALUE : 1));
  }

  private String timesForm() {
    return limit.comparison().isUpper()
        ? "a number of at least 1"
        : "a number above 0 and at most 1, since the limit is a lower one";
  }

  /** A number above the least, or the least itself if that is 1, and at most the largest. */
  private static double number(String text, double least, double most) {
    double number = Double.parseDouble(text.strip());
    if (!(number <= most) || !(number > least) && !(number == least && least > 0)) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private void problem(Section of, String key, String message) {
    problems.add(of.at(key).orElseThrow(), of.field(key), message);
  }
}
