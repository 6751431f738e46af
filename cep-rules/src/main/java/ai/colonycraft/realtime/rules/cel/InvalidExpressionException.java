package ai.colonycraft.realtime.rules.cel;

import java.util.List;

/** An expression that is not CEL, or not of the type that its place asks for. */
public final class InvalidExpressionException extends Exception {

  private final transient List<Issue> issues;

  /** Takes at least one fault. */
  public InvalidExpressionException(List<Issue> issues) {
    super(issues.toString());
    this.issues = List.copyOf(issues);
  }

  /** Every fault found. */
  public List<Issue> issues() {
    return issues;
  }
}
