package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.lint.Lint;
import ai.colonycraft.realtime.rules.lint.Linter;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.ExampleReader;
import ai.colonycraft.realtime.rules.read.FieldPositions;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.cep.pattern.MalformedPatternException;

/** Everything that can be said of files of rules before they are put in force. */
final class Checker {

  private final double rate;
  private final Map<String, RuleFile> byId = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private Checker(double rate) {
    this.rate = rate;
  }

  /**
   * All findings, file by file, in the order of the texts.
   *
   * @param rate events of one key a second, by which it is judged what piles up
   */
  static List<Finding> check(List<RuleFile> files, double rate) {
    Checker checker = new Checker(rate);
    files.forEach(checker::check);
    return checker.findings;
  }

  private void check(RuleFile file) {
    findings.addAll(Linter.lint(file.draft(), rate));
    file.draft().rule().ifPresent(rule -> compile(file, rule));
    RuleFile other = file.draft().id().isEmpty() ? null : byId.putIfAbsent(file.id(), file);
    if (other != null) {
      add(Lint.DUPLICATE_ID, file, "id", "%s has the same id".formatted(other.path()));
    } else if (!file.draft().id().isEmpty() && !file.name().equals(file.id())) {
      add(
          Lint.FILE_NAME,
          file,
          "id",
          "the file is called %s; expected %s.yaml".formatted(file.name() + ".yaml", file.id()));
    }
    examples(file);
  }

  /** What flink-cep has to say, which the reader does not know. */
  private void compile(RuleFile file, Rule rule) {
    try {
      new RuleMatcher(rule);
    } catch (MalformedPatternException e) {
      add(Lint.INVALID, file, "steps", "flink-cep knows no such pattern: " + e.getMessage());
    }
  }

  private void examples(RuleFile file) {
    if (file.examplesText().isEmpty()) {
      String message =
          "expected examples in %s: events, and what they lead to"
              .formatted(file.examplesPath().getFileName());
      add(Lint.NO_EXAMPLES, file, "id", message);
      return;
    }
    try {
      String path = file.examplesPath().toString();
      List<Example> all =
          ExampleReader.read(path, file.draft().id(), file.examplesText().orElseThrow());
      expect(file, all, e -> !e.titles().isEmpty(), "an example that matches");
      expect(file, all, e -> e.titles().isEmpty(), "a near miss: an example with matches: []");
    } catch (InvalidRuleException e) {
      e.problems().forEach(problem -> findings.add(new Finding(Lint.INVALID, problem)));
    }
  }

  private void expect(RuleFile file, List<Example> all, Predicate<Example> one, String what) {
    if (all.stream().noneMatch(one) && !Linter.isIgnored(file.draft(), Lint.NO_EXAMPLES)) {
      findings.add(
          new Finding(
              Lint.NO_EXAMPLES,
              new Problem(
                  file.examplesPath().toString(),
                  file.draft().id(),
                  "",
                  1,
                  1,
                  "expected %s, found none".formatted(what))));
    }
  }

  private void add(Lint lint, RuleFile file, String field, String message) {
    if (!Linter.isIgnored(file.draft(), lint)) {
      findings.add(new Finding(lint, new FieldPositions(file.draft()).problem(field, message)));
    }
  }
}
