package ai.colonycraft.realtime.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A cache of objects that are read from bytes: it mostly returns one object for equal bytes without
 * reading it again. It is a fixed table in which a new entry replaces the one in its slot, so it
 * does not grow. Not thread-safe.
 *
 * @param <T> an immutable object
 */
public final class ByteCache<T> {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Odd and without a pattern, as Fibonacci hashing has it (Knuth, volume 3, 6.4). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Reads an object from bytes. */
  @FunctionalInterface
  public interface Reader<T> {
    /** The object that all of these bytes stand for; they are not to be changed. */
    T read(byte[] bytes);
  }

  private record Entry<T>(byte[] bytes, T value) {}

  private final Entry<T>[] slots;
  private final int shift;
  private final Reader<T> reader;

  /**
   * An empty cache.
   *
   * @param slots a power of two and more than one
   * @param reader reads what is not in the cache
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public ByteCache(int slots, Reader<T> reader) {
    this.slots = new Entry[slots];
    this.shift = Integer.numberOfLeadingZeros(slots) + 1;
    this.reader = reader;
  }

  /** The object of the bytes from {@code from} to {@code to}, exclusive. */
  public T get(byte[] in, int from, int to) {
    int slot = hash(in, from, to) >>> shift;
    Entry<T> entry = slots[slot];
    if (entry != null && Arrays.equals(entry.bytes, 0, entry.bytes.length, in, from, to)) {
      return entry.value;
    }
    byte[] own = Arrays.copyOfRange(in, from, to);
    T value = reader.read(own);
    slots[slot] = new Entry<>(own, value);
    return value;
  }

  /** A hash of the bytes from {@code from} to {@code to}, exclusive; its upper bits vary most. */
  public static int hash(byte[] in, int from, int to) {
    long hash = to - from;
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
}
