package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Lifecycle;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Resolve;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Condition;
import ai.colonycraft.realtime.rules.lint.Growth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A rule in plain words. */
public final class Words {

  private Words() {}

  /**
   * A rule as a short text of lines.
   *
   * @param eventsPerSecond events of one key a second, by which it is said what is kept
   */
  public static String of(Rule rule, double eventsPerSecond) {
    List<String> lines = new ArrayList<>();
    lines.add("%s (%s)".formatted(rule.id(), rule.severity().word()));
    if (!rule.description().isEmpty()) {
      lines.add(rule.description());
    }
    if (!rule.enabled()) {
      lines.add("It rests: enabled is false.");
    }
    lines.add("");
    lines.add("%s, within %s:".formatted(ofOneKey(rule.key()), Durations.words(rule.within())));
    for (int i = 0; i < rule.steps().size(); i++) {
      step(i, rule, lines);
    }
    lines.add("");
    lines.add("Then people are notified, %s".formatted(notice(rule)));
    if (rule.isOfIncidents()) {
      incident(rule, lines);
    } else if (!rule.cooldown().isZero()) {
      lines.add(
          "and %s not again for %s."
              .formatted(sameKey(rule.key()), Durations.words(rule.cooldown())));
    }
    lines.add(skip(rule));
    lines.add(kept(rule, eventsPerSecond));
    return String.join("\n", lines) + "\n";
  }

  private static void step(int index, Rule rule, List<String> lines) {
    Step step = rule.steps().get(index);
    boolean last = index == rule.steps().size() - 1;
    String lead = "  %d. %s: ".formatted(index + 1, step.name());
    List<String> event = event(step);
    if (step instanceof Step.Absent) {
      String until =
          last ? "before the time is up" : "before " + rule.steps().get(index + 1).name();
      lines.add(lead + "no " + event.get(0) + " " + until);
    } else {
      Step.Expected expected = (Step.Expected) step;
      String optional = expected.optional() ? ", or none" : "";
      lines.add(lead + event.get(0) + optional + (index == 0 ? "" : gap(expected)));
      loop(expected).forEach(line -> lines.add("     " + line));
    }
    event.stream().skip(1).forEach(line -> lines.add("     " + line));
  }

  private static String gap(Step.Expected step) {
    return switch (step.contiguity()) {
      case NEXT -> ", the very next of the rule's types";
      case FOLLOWED_BY ->
          step.quantifier().isMany() ? ", the next that fit" : ", the next that fits";
      case FOLLOWED_BY_ANY -> ", each that fits in a match of its own";
    };
  }

  private static List<String> loop(Step.Expected step) {
    List<String> lines = new ArrayList<>();
    if (step.quantifier().isMany() && step.inner() == Contiguity.NEXT) {
      lines.add("one right after the other, none of the rule's types between");
    }
    if (step.quantifier().isMany() && step.inner() == Contiguity.FOLLOWED_BY_ANY) {
      lines.add("in any choice of those that fit");
    }
    if (step.greedy()) {
      lines.add("as many as there are, before the next step");
    }
    step.until().ifPresent(until -> lines.add("until " + until.source()));
    return lines;
  }

  /** How often, what types, and then one line for each part of the condition. */
  static List<String> event(Step step) {
    List<String> lines = new ArrayList<>();
    String times = step instanceof Step.Expected expected ? times(expected.quantifier()) : "";
    if (step instanceof Step.Expected any && !any.allOf().isEmpty()) {
      lines.add("in any order, one each of " + options(any.allOf()));
    } else {
      lines.add(times + types(step));
    }
    lines.addAll(conditions(step.where()));
    if (step instanceof Step.Expected expected) {
      lines.addAll(gap(expected.gap()));
      expected.measure().ifPresent(measure -> lines.addAll(measure(measure)));
    }
    return lines;
  }

  private static String options(List<Step.Option> options) {
    List<String> words = new ArrayList<>();
    for (Step.Option option : options) {
      String type =
          option.types().isEmpty()
              ? "any event"
              : String.join(" or ", new TreeSet<>(option.types()));
      String where = String.join(" and ", option.where().parts());
      words.add(type + (where.isEmpty() ? "" : " where " + where));
    }
    return String.join("; ", words);
  }

  private static List<String> gap(Step.Gap gap) {
    List<String> lines = new ArrayList<>();
    gap.after()
        .ifPresent(time -> lines.add(Durations.words(time) + " or more after the event before"));
    gap.within()
        .ifPresent(time -> lines.add("within " + Durations.words(time) + " of the event before"));
    return lines;
  }

  private static List<String> measure(Measure measure) {
    List<String> lines = new ArrayList<>();
    lines.add("when the " + measure.words());
    for (String part : measure.where().parts()) {
      lines.add((lines.size() == 1 ? "counted where " : "and           ") + part);
    }
    measure.usual().ifPresent(usual -> lines.add("and " + usual.words(measure)));
    measure.against().ifPresent(against -> lines.add("and " + against.words(measure)));
    return lines;
  }

  private static String times(Quantifier quantifier) {
    if (quantifier instanceof Quantifier.Once) {
      return "";
    }
    return quantifier instanceof Quantifier.Exactly exactly
        ? exactly.times() + " × "
        : quantifier.words().replace(" times", "") + " ";
  }

  private static List<String> conditions(Condition condition) {
    List<String> lines = new ArrayList<>();
    for (String part : condition.parts()) {
      lines.add((lines.isEmpty() ? "where " : "and   ") + part);
    }
    return lines;
  }

  static String types(Step step) {
    return step.types().isEmpty() ? "any event" : String.join(" or ", new TreeSet<>(step.types()));
  }

  /** What has come when a step is taken. */
  static String taken(Step.Expected step) {
    String times =
        step.quantifier() instanceof Quantifier.Once ? "" : ": " + times(step.quantifier()).strip();
    return step.name() + times + (step.optional() ? ", or none" : "");
  }

  static String notice(Rule rule) {
    return "%s: \"%s\"".formatted(rule.severity().word(), rule.message().title().source());
  }

  private static String ofOneKey(Key key) {
    return key == Key.NONE ? "Of the whole platform" : "Of one " + key.word();
  }

  private static String sameKey(Key key) {
    return key == Key.NONE
        ? "people are notified"
        : "of the same " + key.word() + " people are notified";
  }

  private static void incident(Rule rule, List<String> lines) {
    Lifecycle lifecycle = rule.lifecycle();
    lines.add("Matches of %s are one incident. It ends".formatted(identity(rule)));
    lifecycle
        .resolve()
        .ifPresent(
            resolve -> {
              List<String> event = recovery(resolve);
              lines.add("  with " + event.get(0));
              event.stream().skip(1).forEach(line -> lines.add("       " + line));
            });
    lines.add(
        "  %swhen no match was added for %s."
            .formatted(
                lifecycle.resolve().isPresent() ? "or " : "",
                Durations.words(lifecycle.expires())));
  }

  private static String identity(Rule rule) {
    List<String> parts = new ArrayList<>();
    rule.key().fields().forEach(field -> parts.add(field.word()));
    rule.lifecycle().identity().forEach(field -> parts.add(field.source()));
    return parts.isEmpty() ? "the whole platform" : "the same " + list(parts);
  }

  /** The event that ends an incident: its types, and then one line for each condition. */
  static List<String> recovery(Resolve resolve) {
    List<String> lines = new ArrayList<>();
    String same =
        resolve.same().isEmpty()
            ? ""
            : " of the same " + list(resolve.same().stream().map(Field::jsonName).toList());
    lines.add(String.join(" or ", new TreeSet<>(resolve.types())) + same);
    lines.addAll(conditions(resolve.where()));
    return lines;
  }

  private static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  private static String skip(Rule rule) {
    Skip skip = rule.skip();
    String others =
        rule.key() == Key.NONE ? "other matches" : "others of the same " + rule.key().word();
    if (skip instanceof Skip.None) {
      return "A match ends no others: they may share events.";
    } else if (skip instanceof Skip.ToNext) {
      return "A match ends " + others + " that began with the same event.";
    } else if (skip instanceof Skip.ToFirst first) {
      return "A match ends %s that began before its first %s.".formatted(others, first.step());
    } else if (skip instanceof Skip.ToLast last) {
      return "A match ends %s that began before its last %s.".formatted(others, last.step());
    }
    return "A match ends " + others + " that are under way: no two share an event.";
  }

  private static String kept(Rule rule, double rate) {
    Growth growth = Growth.of(rule);
    return String.format(
        Locale.ROOT,
        "At %s fitting events a second of one key, up to %,.0f partial matches are kept; their"
            + " number %s.",
        BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString(),
        growth.partialMatches(rate),
        growth.words());
  }
}
