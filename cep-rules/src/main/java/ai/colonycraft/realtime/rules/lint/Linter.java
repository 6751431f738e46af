package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.read.Draft;
import ai.colonycraft.realtime.rules.read.Problem;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says of one rule all that is wrong or would hurt later. What the reader refuses is reported first
 * of all; the lints look at what could be read all the same. A rule's own comment {@code #
 * lint-ignore: not-sent} keeps lints of that kind silent.
 */
public final class Linter {

  /** Partial matches of a rule and key that the engine keeps by default. */
  public static final int KEPT = 1000;

  /** Events of one key a second that a rule is judged by by default. */
  public static final double RATE = 0.2;

  private static final Pattern IGNORE = Pattern.compile("#\\s*lint-ignore:?([^#\\n]*)");

  private Linter() {}

  /**
   * Everything found, in the order of the text.
   *
   * @param eventsPerSecond events of one key a second, by which it is judged what piles up
   */
  public static List<Finding> lint(Draft draft, double eventsPerSecond) {
    Notes notes = new Notes(draft);
    draft.problems().forEach(problem -> notes.add(Lint.INVALID, problem));
    Set<Lint> ignored = ignored(draft, notes);
    Optional<RuleLints> whole =
        draft.sketch().map(rule -> new RuleLints(rule, eventsPerSecond, notes));
    boolean cannotStart = whole.map(RuleLints::cannotStart).orElse(false);
    int starters = draft.sketch().map(rule -> rule.starters().size()).orElse(0);
    Optional<Key> key = draft.sketch().map(Rule::key);
    for (int i = 0; i < draft.steps().size(); i++) {
      Step step = draft.steps().get(i);
      new StepLints(i, step, StepFit.of(step, key), notes).lint(cannotStart && i < starters);
    }
    whole.ifPresent(RuleLints::lint);
    return notes.all().stream()
        .filter(finding -> !ignored.contains(finding.lint()))
        .sorted(
            Comparator.comparingInt((Finding f) -> f.problem().line())
                .thenComparingInt(f -> f.problem().column()))
        .toList();
  }

  /** Whether a rule keeps lints of a kind silent by a comment of its own. */
  public static boolean isIgnored(Draft draft, Lint lint) {
    return ignored(draft, new Notes(draft)).contains(lint);
  }

  private static Set<Lint> ignored(Draft draft, Notes notes) {
    Set<Lint> ignored = EnumSet.noneOf(Lint.class);
    Matcher comment = IGNORE.matcher(draft.text());
    while (comment.find()) {
      for (String word : comment.group(1).strip().split("[\\s,]+")) {
        Lint.named(word)
            .filter(lint -> lint != Lint.INVALID)
            .ifPresentOrElse(
                ignored::add, () -> notes.add(Lint.UNKNOWN_LINT, unknown(draft, word, comment)));
      }
    }
    return ignored;
  }

  private static Problem unknown(Draft draft, String word, Matcher comment) {
    String before = draft.text().substring(0, comment.start());
    return new Problem(
        draft.file(),
        draft.id(),
        "lint-ignore",
        (int) before.chars().filter(c -> c == '\n').count() + 1,
        comment.start() - before.lastIndexOf('\n'),
        "no lint is called \"%s\"; expected words such as %s"
            .formatted(word, Lint.NOT_SENT.word()));
  }
}
