package ai.colonycraft.realtime.push.reports;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import java.util.List;

/** A batch is refused as a whole. */
final class BadReportsException extends Exception {

  private final IntakeRefusal refusal;
  private final List<Problem> problems;

  /** Has no stack trace: it is the client's fault, and may be frequent. */
  BadReportsException(IntakeRefusal refusal, String message, List<Problem> problems) {
    super(message, null, false, false);
    this.refusal = refusal;
    this.problems = List.copyOf(problems);
  }

  IntakeRefusal refusal() {
    return refusal;
  }

  /** The first of them; empty if the body as a whole is the problem. */
  List<Problem> problems() {
    return problems;
  }
}
