package ai.colonycraft.realtime.push.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes damaged input out of good: the same for the same seed. */
public final class Damage {

  private static final int TEXT = 1;

  private final Random random;

  public Damage(long seed) {
    this.random = new Random(seed);
  }

  /** One of several. */
  @SafeVarargs
  public final <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** True in this many of a hundred cases. */
  public boolean percent(int cases) {
    return random.nextInt(100) < cases;
  }

  /** One to four changes: a byte replaced, taken out, or doubled, or the end cut off. */
  public byte[] damaged(byte[] whole) {
    byte[] bytes = whole;
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 1);
      out.write(bytes, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          // Taken out.
        }
        case 2 -> {
          out.write(bytes[at]);
          out.write(bytes[at]);
        }
        default -> {
          bytes = out.toByteArray();
          continue;
        }
      }
      out.write(bytes, at + 1, bytes.length - at - 1);
      bytes = out.toByteArray();
    }
    return bytes;
  }

  /** The same of a text whose characters are single bytes. */
  public String damaged(String whole) {
    return new String(
        damaged(whole.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
  }

  /** A frame that is as it should be. */
  public byte[] frame(byte[] text) {
    return frame(0x80 | TEXT, true, text.length, text);
  }

  /**
   * A WebSocket frame that may be wrong in each of its parts (RFC 6455, section 5.2): reserved bits
   * and opcodes, fragments without a beginning, control frames that are long or in parts, no mask,
   * a length that is not that of the payload.
   */
  public byte[] anyFrame(byte[] good) {
    byte[] payload = percent(40) ? damaged(good) : percent(50) ? good : bytes(random.nextInt(300));
    int opcode = percent(50) ? TEXT : one(0, 0, 2, 8, 9, 9, 10, random.nextInt(16));
    int first = (percent(80) ? 0x80 : 0) | (percent(3) ? random.nextInt(8) << 4 : 0) | opcode;
    long length = percent(92) ? payload.length : random.nextLong() >> random.nextInt(64);
    return frame(first, percent(95), length, payload);
  }

  private byte[] frame(int first, boolean masked, long length, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    int maskBit = masked ? 0x80 : 0;
    if (length >= 0 && length < 126) {
      frame.put((byte) (maskBit | length));
    } else if (length >= 0 && length < 1 << 16) {
      frame.put((byte) (maskBit | 126)).putShort((short) length);
    } else {
      frame.put((byte) (maskBit | 127)).putLong(length);
    }
    byte[] mask = masked ? bytes(4) : new byte[4];
    if (masked) {
      frame.put(mask);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    byte[] made = new byte[frame.flip().remaining()];
    frame.get(made);
    return made;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
