package ai.colonycraft.realtime.push.text;

/**
 * What every door does to text from outside, whoever sent it: clients, webhooks, tokens and topics.
 *
 * <p>A Java string may hold half a character (an unpaired surrogate), which JSON allows as an
 * escape. UTF-8 can't hold it, and so one such text can make a whole answer impossible to write.
 */
public final class Text {

  /** Stands for what can't be shown, as Unicode recommends (section 3.9). */
  private static final char REPLACEMENT = '\ufffd';

  private static final String ELLIPSIS = "…";

  private Text() {}

  /**
   * The same text with U+FFFD for each unpaired surrogate. Returns the argument itself if there is
   * nothing to replace.
   *
   * @param text may be null, and then null is returned
   */
  public static String wellFormed(String text) {
    int at = text == null ? -1 : firstBad(text, 0);
    if (at < 0) {
      return text;
    }
    StringBuilder good = new StringBuilder(text);
    for (; at >= 0; at = firstBad(text, at + 1)) {
      good.setCharAt(at, REPLACEMENT);
    }
    return good.toString();
  }

  /**
   * The beginning of a text, whole characters of it, with an ellipsis where something was left out.
   *
   * @param most length of the result at most, as {@link String#length} counts; at least 1
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (end > 0 && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
      end--;
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /**
   * The text as it may stand in one line of a log: cut, and with an escape for each character that
   * ends a line, moves the cursor, or changes the direction of what follows it.
   *
   * @param most length at most before the escapes
   */
  public static String printable(String text, int most) {
    StringBuilder line = new StringBuilder();
    cut(text, most)
        .codePoints()
        .forEach(
            c -> {
              if (isPrintable(c)) {
                line.appendCodePoint(c);
              } else {
                line.append("\\u%04x".formatted(c));
              }
            });
    return line.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Index of the first unpaired surrogate; -1 if there is none. */
  private static int firstBad(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (i + 1 == text.length()
          || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
        return i;
      }
      i++;
    }
    return -1;
  }
}
