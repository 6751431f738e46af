package ai.colonycraft.realtime.config;

import java.util.List;

/** A configuration that can't be started with; its message lists every problem, one a line. */
public final class InvalidConfigException extends RuntimeException {

  private final List<String> problems;

  /** Takes the problems, each of the form {@code key: expected …, found "…"}. */
  public InvalidConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, in the order the settings stand; never empty. */
  public List<String> problems() {
    return problems;
  }
}
