package ai.colonycraft.realtime.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java has. */
public final class Sha256 {

  private Sha256() {}

  /** A digest that has seen nothing yet. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The 32 bytes of the hash of these. */
  public static byte[] of(byte[] bytes) {
    return begin().digest(bytes);
  }
}
