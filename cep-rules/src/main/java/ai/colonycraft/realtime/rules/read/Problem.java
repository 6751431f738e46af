package ai.colonycraft.realtime.rules.read;

/**
 * Something wrong with a rule.
 *
 * @param file where it was read from
 * @param rule its id; empty as long as none is known
 * @param field the place in the rule, for example {@code steps[1].where}
 * @param line in the file, from 1
 * @param column in that line, from 1
 * @param message what was expected and what was found, or the mend
 */
public record Problem(
    String file, String rule, String field, int line, int column, String message) {

  @Override
  public String toString() {
    return "%s:%d:%d: %s%s%s"
        .formatted(
            file,
            line,
            column,
            rule.isEmpty() ? "" : "rule " + rule + ", ",
            field.isEmpty() ? "" : field + ": ",
            message);
  }
}
