package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Resolve;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Issue;
import ai.colonycraft.realtime.rules.cel.Scope;
import ai.colonycraft.realtime.rules.cel.StepField;
import ai.colonycraft.realtime.rules.cel.Template;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks of a rule as a whole: its steps together, its key, its time and its notification. */
final class RuleLints {

  /** Events of a loop at most: at 200 an event costs about half a millisecond. */
  private static final int TIMES = 200;

  private final Rule rule;
  private final double rate;
  private final Notes notes;

  RuleLints(Rule rule, double rate, Notes notes) {
    this.rule = rule;
    this.rate = rate;
    this.notes = notes;
  }

  void lint() {
    neverSkips();
    endsOpen();
    keepsTooMany();
    grows();
    template("notification.title", rule.message().title());
    template("notification.message", rule.message().text());
    rule.message().context().forEach((k, t) -> template("notification.context." + k, t));
    rule.message().actionUrl().ifPresent(t -> template("notification.actionUrl", t));
    for (int i = 0; i < rule.lifecycle().identity().size(); i++) {
      StepField field = rule.lifecycle().identity().get(i);
      notSent(
          "identity[%d]".formatted(i),
          new Template.Read(field.step(), field.field().jsonName(), 1, field.column()),
          "so it separates no incidents");
    }
    rule.lifecycle().resolve().ifPresent(this::resolve);
  }

  private void resolve(Resolve resolve) {
    Step step = new Step.Absent("resolve", resolve.types(), resolve.where());
    StepFit fit = StepFit.of(step, Optional.of(rule.key()));
    if (fit.never().isEmpty() && fit.isInVain(step)) {
      Set<String> needed = new TreeSet<>();
      fit.notSent().values().forEach(needed::addAll);
      notes.add(
          Lint.NEVER_RESOLVES,
          "resolve.type",
          "no event can end an incident: the platform sends no %s with %s; %s"
              .formatted(
                  String.join(", ", needed),
                  String.join(", ", new TreeSet<>(resolve.types())),
                  Catalogue.senders(needed)));
      return;
    }
    StepLints.ofResolve(step, fit, notes).lint(false);
  }

  /** Whether no event that the platform sends can begin a match; says so, if it is news. */
  boolean cannotStart() {
    Optional<Key> key = Optional.of(rule.key());
    List<Step.Expected> starters = rule.starters();
    if (!starters.stream().allMatch(step -> StepFit.of(step, key).isInVain(step))) {
      return false;
    }
    if (starters.stream().anyMatch(step -> StepFit.of(step, key).never().isPresent())) {
      return true;
    }
    Set<String> types = new TreeSet<>();
    Set<String> needed = new TreeSet<>();
    for (Step.Expected step : starters) {
      types.addAll(step.types());
      StepFit.of(step, key).notSent().values().forEach(needed::addAll);
    }
    notes.add(
        Lint.CANNOT_START,
        "steps[0].type",
        "no event can begin a match: the platform sends no %s with %s; %s"
            .formatted(
                String.join(", ", needed), String.join(", ", types), Catalogue.senders(needed)));
    return true;
  }

  private void neverSkips() {
    if (!(rule.skip() instanceof Skip.None)) {
      return;
    }
    rule.expected()
        .filter(step -> step.quantifier().isMany())
        .filter(
            step ->
                !(step.quantifier() instanceof Quantifier.Exactly)
                    || step.inner() == Contiguity.FOLLOWED_BY_ANY)
        .findFirst()
        .ifPresent(
            step ->
                notes.add(
                    Lint.NEVER_SKIPS,
                    "skip",
                    ("%s comes %s, and without a skip each way to take it is a match of its own: n"
                            + " events make up to %s; write skip: pastLast, or toNext for one from"
                            + " each beginning")
                        .formatted(
                            step.name(),
                            step.quantifier().words(),
                            step.inner() == Contiguity.FOLLOWED_BY_ANY ? "2^n" : "n²/2")));
  }

  private void endsOpen() {
    int loop = rule.steps().size() - 2;
    if (!rule.endsOpen() || !(rule.steps().get(loop) instanceof Step.Expected step)) {
      return;
    }
    int least = step.quantifier().least();
    notes.add(
        Lint.ENDS_OPEN,
        "steps[%d].%s".formatted(loop, least == 1 ? "name" : "times"),
        ("%s comes %s before a last notFollowedBy: flink-cep ends such a loop only at a later event"
                + " of the key, so that silence right after it is missed; %s")
            .formatted(
                step.name(),
                step.quantifier().words(),
                least == 1
                    ? "leave out oneOrMore or times, since any event can be the one before the"
                        + " silence"
                    : "write times: %d, since any %d in a row can be those before the silence"
                        .formatted(least, least)));
  }

  private void keepsTooMany() {
    for (int i = 0; i < rule.steps().size(); i++) {
      if (rule.steps().get(i) instanceof Step.Expected step && step.quantifier().least() > TIMES) {
        notes.add(
            Lint.KEEPS_TOO_MANY,
            "steps[%d].times".formatted(i),
            ("%s keeps each of its %s events in every match that is under way, which costs their"
                    + " square in time and memory; write count: {at least: %d} in place of times,"
                    + " which keeps sums and no events")
                .formatted(
                    step.name(), count(step.quantifier().least()), step.quantifier().least()));
      }
    }
  }

  private void grows() {
    Growth growth = Growth.of(rule);
    double most = growth.partialMatches(rate);
    if (most <= Linter.KEPT) {
      return;
    }
    String field = growth.cause().orElse("within");
    notes.add(
        growth.subsets() ? Lint.EXPLODES : Lint.PILES_UP,
        field,
        ("at %s events a second a key can have %s partial matches within %s (their number %s), and"
                + " the engine keeps %,d; %s")
            .formatted(
                number(rate),
                count(most),
                Durations.words(rule.within()),
                growth.words(),
                Linter.KEPT,
                mend(field)));
  }

  private static String mend(String field) {
    return switch (field.substring(field.lastIndexOf('.') + 1)) {
      case "contiguity" -> "write followedBy, or shorten within";
      case "inner" -> "write inner: followedBy, or shorten within";
      case "times" -> "write greedy: true or a fixed number of times, or shorten within";
      default -> "shorten within, or let the first step take fewer events";
    };
  }

  private void template(String field, Template template) {
    for (Template.Read read : template.reads()) {
      notSent(field, read, "so people read \"%s\"".formatted(Template.UNKNOWN));
    }
  }

  private void notSent(String field, Template.Read read, String consequence) {
    if (Set.of(Scope.MEASURED, Scope.USUAL).contains(read.field())) {
      return;
    }
    rule.steps().stream()
        .filter(step -> step.name().equals(read.step()) && !step.types().isEmpty())
        .filter(step -> step.types().stream().noneMatch(t -> Catalogue.sends(t, read.field())))
        .findFirst()
        .ifPresent(
            step ->
                notes.add(
                    Lint.NOT_SENT,
                    field,
                    new Issue(
                        read.line(), read.column(), neverThere(step, read.field(), consequence)),
                    ""));
  }

  private static String neverThere(Step step, String field, String consequence) {
    return "the platform sends no %s with events of type %s, %s; %s"
        .formatted(
            field,
            String.join(", ", new TreeSet<>(step.types())),
            consequence,
            Catalogue.senders(Set.of(field)));
  }

  /** A number as people write it. */
  static String number(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** A whole number, rounded by words where digits would say nothing. */
  static String count(double most) {
    return most < 1e9 ? String.format(Locale.ROOT, "%,.0f", most) : "more than a thousand million";
  }
}
