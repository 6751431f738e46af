package ai.colonycraft.realtime.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the field that a name in a record names. A sender writes its fields in the same order in
 * nearly all records, so the name that stood at a place in the last record is tried first, eight
 * bytes at a time. Not thread-safe.
 */
final class FieldNames {

  /** One field's name as bytes. */
  static final class Name {

    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final Field field;
    private final byte[] bytes;

    /** The first eight bytes, or as many as there are, and a mask of these. */
    private final long head;

    private final long mask;

    /** The last eight bytes of a name that is longer. */
    private final long tail;

    Name(Field field) {
      this.field = field;
      bytes = field.jsonName().getBytes(StandardCharsets.US_ASCII);
      int length = bytes.length;
      mask = length < Long.BYTES ? (1L << 8 * length) - 1 : -1L;
      head = (long) LONGS.get(Arrays.copyOf(bytes, Math.max(length, Long.BYTES)), 0);
      tail = length > Long.BYTES ? (long) LONGS.get(bytes, length - Long.BYTES) : 0;
    }

    int length() {
      return bytes.length;
    }

    /** Whether it stands here, with a quote after it. */
    private boolean isAt(byte[] in, int from, int limit) {
      int length = bytes.length;
      int end = from + length;
      return end + Long.BYTES <= limit
          && in[end] == '"'
          && ((long) LONGS.get(in, from) & mask) == head
          && (length <= Long.BYTES || (long) LONGS.get(in, end - Long.BYTES) == tail)
          && (length <= 2 * Long.BYTES || equals(in, from, length));
    }

    private boolean equals(byte[] in, int from, int length) {
      return Arrays.equals(bytes, 0, bytes.length, in, from, from + length);
    }
  }

  private static final int SLOTS = 256;

  /** Places in a record whose names are remembered. */
  private static final int PLACES = 64;

  private final Name[] names = new Name[SLOTS];
  private final Name[] last = new Name[PLACES];

  FieldNames() {
    for (Field field : Field.values()) {
      Name name = new Name(field);
      int slot = slot(Arrays.hashCode(name.bytes));
      while (names[slot] != null) {
        slot = slot + 1 & SLOTS - 1;
      }
      names[slot] = name;
    }
  }

  /**
   * The name that stood at this place in the last record, if it stands here too; or null.
   *
   * @param limit where the record ends
   */
  Name asBefore(int place, byte[] in, int from, int limit) {
    Name name = place < PLACES ? last[place] : null;
    return name != null && name.isAt(in, from, limit) ? name : null;
  }

  /**
   * The name that stands here, which is then expected at its place.
   *
   * @param hash of its bytes, as {@link Arrays#hashCode(byte[])} has it
   * @return null if it names none of the fields
   */
  Name find(int place, byte[] in, int from, int length, int hash) {
    int slot = slot(hash);
    while (names[slot] != null) {
      Name name = names[slot];
      if (name.equals(in, from, length)) {
        if (place < PLACES) {
          last[place] = name;
        }
        return name;
      }
      slot = slot + 1 & SLOTS - 1;
    }
    return null;
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 15) & SLOTS - 1;
  }
}
