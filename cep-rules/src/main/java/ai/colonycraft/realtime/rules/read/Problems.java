package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.cel.InvalidExpressionException;
import ai.colonycraft.realtime.rules.cel.Issue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Gathers the problems of one text, and knows where in it each of them is. */
final class Problems {

  private final String file;
  private final String[] lines;
  private final List<Problem> all = new ArrayList<>();
  private String rule = "";
  private boolean ofForm;

  Problems(String file, String text) {
    this.file = file;
    this.lines = text.split("\n", -1);
  }

  /** From now on problems are of this rule. */
  void of(String ruleId) {
    rule = ruleId;
  }

  /** A problem with a node of the text. */
  void add(Node node, String field, String message) {
    add(node.getStartMark(), field, message);
  }

  void add(Mark mark, String field, String message) {
    ofForm = true;
    int line = mark == null ? 0 : mark.getLine();
    int column = mark == null ? 0 : mark.getColumn();
    all.add(new Problem(file, rule, field, line + 1, column + 1, message));
  }

  /** The faults of an expression that a scalar holds. */
  void add(ScalarNode node, String field, InvalidExpressionException faults) {
    ScalarText scalar = new ScalarText(node, lines);
    for (Issue issue : faults.issues()) {
      ScalarText.Place at = scalar.place(issue.line(), issue.column());
      all.add(new Problem(file, rule, field, at.line() + 1, at.column() + 1, issue.message()));
    }
  }

  /** Whether all of them are within expressions, so that the form of the rule is as it is meant. */
  boolean areOfExpressions() {
    return !ofForm;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** All of them, in the order of the text. */
  List<Problem> all() {
    return all.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
