package ai.colonycraft.realtime.rules.read;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import java.util.List;
import java.util.Optional;

/**
 * What could be read of a rule's text, so that more can be said of it than that it is no rule yet.
 *
 * @param file what problems call the place it comes from
 * @param text the text
 * @param id the rule's id; empty if it could not be read
 * @param steps its steps; what could not be read of one is as if it were not there
 * @param sketch the rule; where there are problems, but only with expressions, without these; empty
 *     where its form is not understood
 * @param problems what is wrong, in the order of the text
 */
public record Draft(
    String file,
    String text,
    String id,
    List<Step> steps,
    Optional<Rule> sketch,
    List<Problem> problems) {

  public Draft {
    steps = List.copyOf(steps);
    problems = List.copyOf(problems);
  }

  /** The rule; empty if there are problems. */
  public Optional<Rule> rule() {
    return problems.isEmpty() ? sketch : Optional.empty();
  }
}
