package ai.colonycraft.realtime.jobs.rules;

/** Texts of events on their way to a terminal, which obeys some characters. */
final class Printable {

  private Printable() {}

  /** The text with a replacement character for each that controls a terminal or its direction. */
  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(point -> out.appendCodePoint(isShown(point) ? point : '\ufffd'));
    return out.toString();
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
