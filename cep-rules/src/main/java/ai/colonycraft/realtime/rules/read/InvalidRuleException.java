package ai.colonycraft.realtime.rules.read;

import java.util.List;
import java.util.stream.Collectors;

/** A text that is no rule; its message lists every problem, one a line. */
public final class InvalidRuleException extends Exception {

  private final transient List<Problem> problems;

  /** Takes at least one problem. */
  public InvalidRuleException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order of the text. */
  public List<Problem> problems() {
    return problems;
  }
}
