package ai.colonycraft.realtime.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bounds the length of texts that become labels and keys. What is cut off is replaced by a digest
 * of the whole, so that two texts stay two.
 */
final class ShortText {

  private static final int DIGEST_BYTES = 8;
  private static final String MARK = "~";

  private ShortText() {}

  /**
   * The text itself, or its beginning, {@code ~} and 16 hexadecimal digits of its SHA-256.
   *
   * @param text well-formed
   * @param most characters (code points) that the result has at most
   */
  static String of(String text, int most) {
    if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    int kept = most - MARK.length() - 2 * DIGEST_BYTES;
    return text.substring(0, text.offsetByCodePoints(0, kept)) + MARK + digest(text);
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
