package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.read.Problem;

/**
 * Something that was found in a rule.
 *
 * @param lint its kind
 * @param problem where it is, what it is, and the mend
 */
public record Finding(Lint lint, Problem problem) {

  /** Whether the rule must not be put in force. */
  public boolean isError() {
    return lint.level() == Lint.Level.ERROR;
  }
}
