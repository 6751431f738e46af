package ai.colonycraft.realtime.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Gives one String object for equal texts most of the time, without making a new one first. A fixed
 * table in which a newcomer takes the place of whoever had its slot, so it can't grow. Not
 * thread-safe.
 */
final class TextCache {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Odd and without a pattern, as Fibonacci hashing has it (Knuth, volume 3, 6.4). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private record Known(byte[] ascii, String text) {}

  private final Known[] slots;
  private final int shift;

  /** Takes the number of slots, a power of two and more than one. */
  TextCache(int slots) {
    this.slots = new Known[slots];
    this.shift = Long.numberOfLeadingZeros(slots) + 1;
  }

  /** The text of these bytes, which are ASCII. */
  String text(byte[] ascii, int offset, int length) {
    int slot = (int) (hash(ascii, offset, length) >>> shift);
    Known known = slots[slot];
    if (known != null
        && Arrays.equals(known.ascii, 0, known.ascii.length, ascii, offset, offset + length)) {
      return known.text;
    }
    byte[] own = Arrays.copyOfRange(ascii, offset, offset + length);
    String text = new String(own, StandardCharsets.ISO_8859_1);
    slots[slot] = new Known(own, text);
    return text;
  }

  private static long hash(byte[] ascii, int offset, int length) {
    long hash = length;
    int i = offset;
    for (int end = offset + length - Long.BYTES; i <= end; i += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(ascii, i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    for (; i < offset + length; i++) {
      hash = 31 * hash + ascii[i];
    }
    return hash * GOLDEN;
  }
}
