package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;

/**
 * Texts that {@link Bytes#writeText} wrote into an array, read where they stand. Of those that
 * repeat it gives one String object most of the time, without making a new one first: a fixed table
 * in which a newcomer takes the place of whoever had its slot. Not thread-safe.
 */
public final class WrittenTexts {

  private static final int SLOTS = 1024;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Odd and without a pattern, as Fibonacci hashing has it (Knuth, volume 3, 6.4). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private record Known(byte[] written, String text) {}

  private final Known[] slots = new Known[SLOTS];

  /** The text at a place, or null; an equal one was mostly given before. */
  public String known(byte[] in, int at) {
    if (isNull(in, at)) {
      return null;
    }
    int end = end(in, at);
    int slot = hash(in, at, end) & SLOTS - 1;
    Known known = slots[slot];
    if (known != null && Arrays.equals(known.written, 0, known.written.length, in, at, end)) {
      return known.text;
    }
    String text = text(in, at);
    slots[slot] = new Known(Arrays.copyOfRange(in, at, end), text);
    return text;
  }

  /** A hash of what was written from one place to another. */
  public static int hash(byte[] in, int from, int to) {
    long hash = 0;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(in, i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    for (; i < to; i++) {
      hash = 31 * hash + in[i];
    }
    return (int) (hash * GOLDEN >>> Integer.SIZE);
  }

  /** The text at a place, or null. */
  public static String text(byte[] in, int at) {
    try {
      return Bytes.readText(new DataInputDeserializer(in, at, in.length - at));
    } catch (IOException e) {
      throw new UncheckedIOException("no text at byte " + at, e);
    }
  }

  /** Whether null was written at a place. */
  public static boolean isNull(byte[] in, int at) {
    return in[at] == Bytes.NULL;
  }

  /** The place after the text at a place. */
  public static int end(byte[] in, int at) {
    int i = at;
    int header = in[i] & 0x7F;
    for (int shift = 7; in[i++] < 0; shift += 7) {
      header |= (in[i] & 0x7F) << shift;
    }
    return header == Bytes.NULL ? i : i + Bytes.textLength(header);
  }
}
