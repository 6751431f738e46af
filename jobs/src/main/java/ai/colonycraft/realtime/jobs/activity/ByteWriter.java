package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.PlainFields;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes fields of a plain record into an array of exactly the right size, as {@link Bytes} writes
 * them to Flink's outputs. {@code ActivityDeserializerTest} compares the two. Not thread-safe.
 */
final class ByteWriter {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] to;
  private int at;

  /** Begins with an array, at a position of it. */
  void begin(byte[] array, int position) {
    to = array;
    at = position;
  }

  /** Where the next byte goes. */
  int position() {
    return at;
  }

  void writeByte(byte value) {
    to[at++] = value;
  }

  void writeLong(long value) {
    LONGS.set(to, at, value);
    at += Long.BYTES;
  }

  /** As {@link Bytes#writeText} writes the field's text, or null if it has none. */
  void writeText(byte[] in, PlainFields fields, Field field) {
    if (fields.has(field)) {
      writeLatin(in, fields.from(field), fields.length(field));
    } else {
      to[at++] = 0;
    }
  }

  /** As {@link Bytes#writeText} writes the field's text, or an empty one if it has none. */
  void writeTextOrEmpty(byte[] in, PlainFields fields, Field field) {
    if (fields.has(field)) {
      writeLatin(in, fields.from(field), fields.length(field));
    } else {
      to[at++] = 1;
    }
  }

  private void writeLatin(byte[] in, int from, int length) {
    writeLength(1 + 2 * length);
    System.arraycopy(in, from, to, at, length);
    at += length;
  }

  /** As {@link Bytes#writeLength} writes it. */
  void writeLength(int length) {
    int rest = length;
    while ((rest & ~0x7F) != 0) {
      to[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
  }

  /** How many bytes {@link #writeText} writes. */
  static int size(PlainFields fields, Field field) {
    if (!fields.has(field)) {
      return 1;
    }
    int length = fields.length(field);
    return lengthSize(1 + 2 * length) + length;
  }

  /** How many bytes {@link #writeLength} writes. */
  static int lengthSize(int length) {
    int size = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }
}
