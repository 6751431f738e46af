package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Measure.Comparison;
import ai.colonycraft.realtime.rules.Measure.Kind;
import ai.colonycraft.realtime.rules.Measure.Limit;
import ai.colonycraft.realtime.rules.cel.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads what a counting step computes, and its limit. */
final class MeasureReader {

  /** The keys of a step that name what it computes. */
  static final List<String> KEYS = Arrays.stream(Kind.values()).map(Kind::word).toList();

  /** The keys of a step that mean nothing to one that counts. */
  private static final List<String> OF_OTHERS =
      List.of("times", "oneOrMore", "optional", "greedy", "inner", "until");

  private static final Duration LONGEST = Duration.ofDays(31);

  /** Events without which a share or a percentile says little. */
  private static final long FROM = 20;

  private final Section step;
  private final Problems problems;
  private final Optional<Duration> within;

  /**
   * Takes the step.
   *
   * @param within of the rule, if it is known, which is the step's if it has none of its own
   */
  MeasureReader(Section step, Problems problems, Optional<Duration> within) {
    this.step = step;
    this.problems = problems;
    this.within = within;
  }

  /** What the step computes; empty if it does not count. */
  Optional<Measure> read() {
    List<Kind> kinds =
        Arrays.stream(Kind.values()).filter(kind -> step.at(kind.word()).isPresent()).toList();
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    if (kinds.size() > 1) {
      add(kinds.get(1).word(), "expected one measure, found %s too".formatted(kinds.get(0).word()));
    }
    for (String key : OF_OTHERS) {
      if (step.at(key).isPresent()) {
        add(key, "means nothing to a step that counts");
      }
    }
    Kind kind = kinds.get(0);
    return measure(kind, step.at(kind.word()).orElseThrow());
  }

  private Optional<Measure> measure(Kind kind, Node node) {
    Section section =
        new Section(
            step.field(kind.word()),
            node,
            problems,
            "of",
            "at least",
            "above",
            "at most",
            "below",
            "where",
            "within",
            "from",
            "usual",
            "against");
    Optional<EventField> of = section.value("of", EventField.FORM, EventField::read);
    if (kind.isOfField()) {
      section.require("of", EventField.FORM);
      of.ifPresent(field -> number(kind, field, section));
    } else {
      section.at("of").ifPresent(n -> problems.add(n, section.field("of"), nothing(kind)));
    }
    if (kind == Kind.SHARE) {
      section.require("where", "the condition of the events whose share it is");
    }
    long from = from(kind, section);
    Optional<Limit> limit = limit(kind, section);
    Optional<Duration> time = time(section);
    if (limit.isEmpty() || time.isEmpty() || kind.isOfField() && of.isEmpty()) {
      return Optional.empty();
    }
    ComparisonReader comparison =
        new ComparisonReader(section, problems, kind, limit.get(), time.get());
    return Optional.of(
        new Measure(
            kind,
            of,
            limit.get(),
            section.condition("where", Scope.empty()),
            time.get(),
            from,
            comparison.usual(),
            comparison.against()));
  }

  private Optional<Duration> time(Section section) {
    Optional<Duration> own = section.duration("within");
    own.filter(time -> time.compareTo(LONGEST) > 0)
        .ifPresent(
            time ->
                problems.add(
                    section.at("within").orElseThrow(),
                    section.field("within"),
                    "expected at most 31 d, found more"));
    // Where the rule has none, that is said already.
    return own.or(() -> section.at("within").isPresent() ? Optional.empty() : within);
  }

  private void number(Kind kind, EventField field, Section section) {
    boolean text =
        field.known().isPresent()
            && field.known().get().kind() == ai.colonycraft.realtime.event.Field.Kind.TEXT;
    if (text && kind != Kind.DISTINCT) {
      problems.add(
          section.at("of").orElseThrow(),
          section.field("of"),
          "expected a field with a number, found %s, which is a text".formatted(field.word()));
    }
  }

  private long from(Kind kind, Section section) {
    if (!kind.isRelative()) {
      section.at("from").ifPresent(n -> problems.add(n, section.field("from"), nothing(kind)));
      return 1;
    }
    return section
        .value("from", "how many events there must be, at least 1", MeasureReader::whole)
        .orElse(kind == Kind.AVG ? 1 : FROM);
  }

  private static long whole(String text) {
    long number = Long.parseLong(text.strip());
    if (number < 1) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  private Optional<Limit> limit(Kind kind, Section section) {
    boolean both = kind == Kind.AVG || kind == Kind.SHARE;
    List<Comparison> possible =
        both ? List.of(Comparison.values()) : List.of(Comparison.AT_LEAST, Comparison.ABOVE);
    List<Comparison> given = new ArrayList<>();
    for (Comparison comparison : Comparison.values()) {
      if (section.at(comparison.word()).isPresent()) {
        given.add(comparison);
      }
    }
    if (given.isEmpty()) {
      problems.add(
          section.node(),
          step.field(kind.word()),
          "expected a limit, such as at least: %s".formatted(kind == Kind.SHARE ? "20 %" : "500"));
      return Optional.empty();
    }
    Comparison comparison = given.get(0);
    String word = comparison.word();
    if (given.size() > 1 || !possible.contains(comparison)) {
      String words = String.join(", ", possible.stream().map(Comparison::word).toList());
      Node node = section.at(given.get(given.size() - 1).word()).orElseThrow();
      problems.add(
          node, section.field(word), "expected one of %s for %s".formatted(words, kind.word()));
      return Optional.empty();
    }
    String form = form(kind);
    return section
        .value(word, form, text -> number(kind, text))
        .map(
            value ->
                new Limit(
                    comparison,
                    value,
                    section.scalar(word, form).orElseThrow().getValue().strip()));
  }

  private static String form(Kind kind) {
    return switch (kind) {
      case COUNT, DISTINCT -> "a whole number of at least 1";
      case RATE -> "events a second, more than 0";
      case SHARE -> "a part, such as 20 %, of more than 0 % and at most 100 %";
      default -> "a number";
    };
  }

  private static double number(Kind kind, String text) {
    String digits = text.strip();
    if (kind == Kind.COUNT || kind == Kind.DISTINCT) {
      return whole(digits);
    }
    boolean percent = kind == Kind.SHARE && digits.endsWith("%");
    double value =
        percent
            ? Double.parseDouble(digits.substring(0, digits.length() - 1).strip()) / 100
            : Double.parseDouble(digits);
    boolean low = (kind == Kind.RATE || kind == Kind.SHARE) && value <= 0;
    if (Double.isNaN(value) || Double.isInfinite(value) || low || kind == Kind.SHARE && value > 1) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static String nothing(Kind kind) {
    return "means nothing to " + kind.word();
  }

  private void add(String key, String message) {
    problems.add(step.at(key).orElseThrow(), step.field(key), message);
  }
}
