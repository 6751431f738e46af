package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * Assigns clients to a fixed number of buckets, so that a table of them is never full, however many
 * addresses come: a few clients share a bucket instead. Which ones do can't be foreseen by them.
 * Any thread may use it.
 */
final class Buckets {

  /** Buckets at most. */
  static final int COUNT = 1 << 16;

  private final byte[] secret = new byte[16];

  Buckets() {
    new SecureRandom().nextBytes(secret);
  }

  /** The bucket of a client; always the same for the same client. */
  String of(String client) {
    MessageDigest digest = Sha256.begin();
    digest.update(secret);
    byte[] hash = digest.digest(client.getBytes(StandardCharsets.UTF_8));
    return Integer.toString(ByteBuffer.wrap(hash).getShort() & (COUNT - 1));
  }
}
