package ai.colonycraft.realtime.push.reach.people;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One tile of a {@link View}.
 *
 * @param kind how it is drawn
 * @param metric name of its metric
 * @param by label that splits it; empty for none
 * @param only labels that it is fixed to
 * @param warning value from which it is a warning, in the metric's unit
 * @param critical the same for critical; less than {@code warning} if small values are bad
 * @param width columns of a grid of 12; 0 for the usual number
 * @param height rows of the grid; 0 for the usual number
 */
public record ViewTile(
    String kind,
    String metric,
    String by,
    Map<String, String> only,
    OptionalDouble warning,
    OptionalDouble critical,
    int width,
    int height) {

  private static final Set<String> KINDS = Set.of("tile", "lines", "bars", "pie", "ranking");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
  private static final int MOST_LABELS = 16;
  private static final int MOST_LABEL = 300;
  private static final int MOST_WIDTH = 12;
  private static final int MOST_HEIGHT = 6;

  /**
   * Copies the labels.
   *
   * @throws IllegalArgumentException if a field is not of its form; the message names it
   */
  public ViewTile {
    if (kind == null || !KINDS.contains(kind)) {
      throw new IllegalArgumentException("tiles.kind: expected tile, lines, bars, pie or ranking");
    }
    metric = name("tiles.metric", metric);
    by = by == null || by.isEmpty() ? "" : name("tiles.by", by);
    Checks.size("tiles.only", only.keySet(), MOST_LABELS);
    only.forEach(
        (label, value) -> {
          name("tiles.only", label);
          Checks.text("tiles.only." + label, value, MOST_LABEL);
        });
    only = Map.copyOf(only);
    within("tiles.width", width, MOST_WIDTH);
    within("tiles.height", height, MOST_HEIGHT);
  }

  private static String name(String field, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(field + ": expected a name of letters, digits and _");
    }
    return name;
  }

  private static void within(String field, int size, int most) {
    if (size < 0 || size > most) {
      throw new IllegalArgumentException(field + ": expected a whole number from 0 to " + most);
    }
  }
}
