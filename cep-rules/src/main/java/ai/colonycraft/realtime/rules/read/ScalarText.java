package ai.colonycraft.realtime.rules.read;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Where the characters of a scalar's value are in the text of the file: YAML folds lines, takes off
 * indentation, and resolves escapes.
 */
final class ScalarText {

  /**
   * A place in the file.
   *
   * @param line from 0
   * @param column in characters, from 0
   */
  record Place(int line, int column) {}

  private final ScalarNode node;
  private final String[] lines;
  private int line;
  private int column;

  /** Takes the lines of the file. */
  ScalarText(ScalarNode node, String[] lines) {
    this.node = node;
    this.lines = lines;
  }

  /**
   * The place of a character of the value, or if the value is not found again, of the scalar.
   *
   * @param valueLine line of the value, from 1
   * @param valueColumn column in that line in code points, from 0
   */
  Place place(int valueLine, int valueColumn) {
    String value = node.getValue();
    int to = offset(value, valueLine, valueColumn);
    begin();
    Place last = new Place(line, column);
    for (int i = 0; i <= to && i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isWhitespace(c) && !isEscape()) {
        // How much of it is folding shows at the next character that is none.
        if (i == to) {
          return last;
        }
        continue;
      }
      skipWhitespace();
      if (line >= lines.length) {
        return start();
      }
      last = new Place(line, column);
      int length = length(c);
      if (length == 0) {
        return start();
      }
      column += length;
      if (i < to) {
        last = new Place(line, column);
      }
    }
    return last;
  }

  private Place start() {
    return new Place(node.getStartMark().getLine(), node.getStartMark().getColumn());
  }

  /** Goes to where the value's first character may be. */
  private void begin() {
    line = node.getStartMark().getLine();
    column = node.getStartMark().getColumn();
    switch (node.getScalarStyle()) {
      case LITERAL, FOLDED -> {
        line++;
        column = 0;
        skipWhitespace();
      }
      case SINGLE_QUOTED, DOUBLE_QUOTED -> column++;
      default -> {}
    }
  }

  private static int offset(String value, int valueLine, int valueColumn) {
    int at = 0;
    for (int i = 1; i < valueLine && value.indexOf('\n', at) >= 0; i++) {
      at = value.indexOf('\n', at) + 1;
    }
    int rest = value.codePointCount(at, value.length());
    return value.offsetByCodePoints(at, Math.min(valueColumn, rest));
  }

  private void skipWhitespace() {
    while (line < lines.length) {
      String text = lines[line];
      while (column < text.length() && Character.isWhitespace(text.charAt(column))) {
        column++;
      }
      boolean continues =
          node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
              && text.startsWith("\\", column)
              && column == text.stripTrailing().length() - 1;
      if (column < text.length() && !continues) {
        return;
      }
      line++;
      column = 0;
    }
  }

  private boolean isEscape() {
    return node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
        && line < lines.length
        && lines[line].startsWith("\\", column)
        && column < lines[line].stripTrailing().length() - 1;
  }

  /** How many characters of the file stand for one of the value; 0 if it is another one. */
  private int length(char c) {
    String text = lines[line];
    char there = text.charAt(column);
    if (node.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED && there == '\\') {
      char kind = column + 1 < text.length() ? text.charAt(column + 1) : ' ';
      return switch (kind) {
        case 'x' -> 4;
        case 'u' -> 6;
        case 'U' -> 10;
        default -> 2;
      };
    }
    if (node.getScalarStyle() == ScalarStyle.SINGLE_QUOTED && there == '\'' && c == '\'') {
      return 2;
    }
    return there == c ? 1 : 0;
  }
}
