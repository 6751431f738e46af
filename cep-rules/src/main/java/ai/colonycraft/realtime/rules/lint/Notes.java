package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.cel.Issue;
import ai.colonycraft.realtime.rules.read.Draft;
import ai.colonycraft.realtime.rules.read.FieldPositions;
import ai.colonycraft.realtime.rules.read.Problem;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is found in one rule, each with its place. */
final class Notes {

  private final FieldPositions positions;
  private final List<Finding> findings = new ArrayList<>();

  Notes(Draft draft) {
    positions = new FieldPositions(draft);
  }

  void add(Lint lint, Problem problem) {
    findings.add(new Finding(lint, problem));
  }

  void add(Lint lint, String field, String message) {
    add(lint, positions.problem(field, message));
  }

  /** Adds what was found within a field's expression or template. */
  void add(Lint lint, String field, Issue issue, String consequence) {
    Issue whole = new Issue(issue.line(), issue.column(), issue.message() + consequence);
    add(lint, positions.problem(field, whole));
  }

  List<Finding> all() {
    return findings;
  }
}
