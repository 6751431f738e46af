package ai.colonycraft.realtime.event;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Makes texts well-formed, and bounds their length. */
public final class FieldText {

  private static final int DIGEST_BYTES = 8;
  private static final String MARK = "~";
  private static final int REPLACEMENT = 0xFFFD;

  private FieldText() {}

  /**
   * JSON can say half a pair of surrogates in a text, which UTF-8 can't: sent on, a key would be
   * another than the one by which it was sent. It becomes the replacement character.
   */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  /**
   * The text itself, or its beginning, {@code ~} and 16 hexadecimal digits of its SHA-256, so that
   * two texts stay two.
   *
   * @param text well-formed
   * @param most characters (code points) that the result has at most
   */
  static String shortened(String text, int most) {
    if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    int kept = most - MARK.length() - 2 * DIGEST_BYTES;
    return text.substring(0, text.offsetByCodePoints(0, kept)) + MARK + digest(text);
  }

  /**
   * The text itself, or its beginning, whole characters of it, and an ellipsis.
   *
   * @param text well-formed
   * @param most chars of the text that are kept at most
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int kept = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, kept) + "…";
  }

  private static String digest(String text) {
    byte[] sha = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha, 0, DIGEST_BYTES);
  }
}
