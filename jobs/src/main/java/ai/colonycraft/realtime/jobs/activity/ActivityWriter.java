package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.PlainFields;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Gives events the short form that {@link Activity} describes: mostly from where their fields stand
 * in the record, without an object for any, and from an {@link Event} else. Not thread-safe.
 */
final class ActivityWriter {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final byte[] SESSION_ENDED =
      Sighting.SESSION_ENDED.getBytes(StandardCharsets.US_ASCII);

  private final DataOutputSerializer out = new DataOutputSerializer(1024);
  private final Sighting.Serializer sightings = new Sighting.Serializer();

  private byte[] to;
  private int at;

  /** The short form of an event, an array of its own. */
  byte[] write(Event event) throws IOException {
    out.clear();
    out.writeByte(Activity.EVENT);
    out.writeInt(event.text(Field.USER_ID).hashCode());
    // These follow from what comes after them.
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(0);
    sightings.serialize(Sighting.of(event), out);
    int sightingEnd = out.length();
    Bytes.writeText(event.type(), out);
    int colonyAt = out.length();
    Bytes.writeText(event.text(Field.COLONY_ID), out);
    int colonyEnd = out.length();
    Bytes.writeText(event.text(Field.COLONY_NAME), out);
    int colonyNameEnd = out.length();
    Bytes.writeText(event.text(Field.MODEL), out);
    Bytes.writeText(event.text(Field.AGENT_NAME), out);
    byte[] form = out.getCopyOfBuffer();
    hashColony(form, colonyAt, colonyEnd, colonyNameEnd);
    INTS.set(form, Activity.SIGHTING_END, sightingEnd);
    return form;
  }

  /** The short form of a plain record, an array of its own. */
  byte[] write(byte[] in, PlainFields fields) {
    long tokens = Math.max(0, fields.integer(Field.TOKENS, 0));
    int placeSize =
        size(fields, Field.COUNTRY_CODE)
            + size(fields, Field.REGION)
            + size(fields, Field.PLATFORM);
    to = new byte[size(fields, placeSize, tokens)];
    INTS.set(to, Activity.USER_HASH, hash(in, fields, Field.USER_ID));
    at = Activity.SIGHTING;
    sighting(in, fields, placeSize, tokens);
    INTS.set(to, Activity.SIGHTING_END, at);
    text(in, fields, Field.TYPE);
    int colonyAt = at;
    text(in, fields, Field.COLONY_ID);
    int colonyEnd = at;
    text(in, fields, Field.COLONY_NAME);
    hashColony(to, colonyAt, colonyEnd, at);
    text(in, fields, Field.MODEL);
    text(in, fields, Field.AGENT_NAME);
    return to;
  }

  /** As the sighting's serializer writes it. */
  private void sighting(byte[] in, PlainFields fields, int placeSize, long tokens) {
    to[at++] = Sighting.Serializer.flags(false, isSessionEnd(in, fields), tokens);
    LONGS.set(to, at, fields.integer(Field.TIMESTAMP, 0));
    at += Long.BYTES;
    text(in, fields, Field.USER_ID);
    text(in, fields, Field.USERNAME);
    length(placeSize);
    textOrEmpty(in, fields, Field.COUNTRY_CODE);
    textOrEmpty(in, fields, Field.REGION);
    textOrEmpty(in, fields, Field.PLATFORM);
    if (tokens > 0) {
      LONGS.set(to, at, tokens);
      at += Long.BYTES;
    }
  }

  private static boolean isSessionEnd(byte[] in, PlainFields fields) {
    int from = fields.from(Field.TYPE);
    int end = from + fields.length(Field.TYPE);
    return Arrays.equals(in, from, end, SESSION_ENDED, 0, SESSION_ENDED.length);
  }

  private static void hashColony(byte[] form, int from, int end, int nameEnd) {
    INTS.set(form, Activity.COLONY_HASH, WrittenTexts.hash(form, from, end));
    if (!WrittenTexts.isNull(form, end)) {
      int hash = WrittenTexts.hash(form, end, nameEnd);
      INTS.set(form, Activity.COLONY_NAME_HASH, hash == Activity.NO_NAME ? 1 : hash);
    }
  }

  /** As String has it. */
  private static int hash(byte[] in, PlainFields fields, Field field) {
    int from = fields.from(field);
    int end = from + fields.length(field);
    int hash = 0;
    for (int i = from; i < end; i++) {
      hash = 31 * hash + in[i];
    }
    return hash;
  }

  /** How many bytes the whole form takes. */
  private static int size(PlainFields fields, int placeSize, long tokens) {
    return Activity.SIGHTING
        + 1
        + Long.BYTES
        + size(fields, Field.USER_ID)
        + size(fields, Field.USERNAME)
        + lengthSize(placeSize)
        + placeSize
        + (tokens > 0 ? Long.BYTES : 0)
        + size(fields, Field.TYPE)
        + size(fields, Field.COLONY_ID)
        + size(fields, Field.COLONY_NAME)
        + size(fields, Field.MODEL)
        + size(fields, Field.AGENT_NAME);
  }

  /** How many bytes a text takes with what stands before it. */
  private static int size(PlainFields fields, Field field) {
    if (!fields.has(field)) {
      return 1;
    }
    int length = fields.length(field);
    return lengthSize(1 + 2 * length) + length;
  }

  private static int lengthSize(int length) {
    int size = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  private void text(byte[] in, PlainFields fields, Field field) {
    if (fields.has(field)) {
      copy(in, fields.from(field), fields.length(field));
    } else {
      to[at++] = 0;
    }
  }

  /** A place has an empty text for what was not said. */
  private void textOrEmpty(byte[] in, PlainFields fields, Field field) {
    if (fields.has(field)) {
      copy(in, fields.from(field), fields.length(field));
    } else {
      to[at++] = 1;
    }
  }

  /** As {@link Bytes#writeText} writes a text of Latin-1. */
  private void copy(byte[] in, int from, int length) {
    length(1 + 2 * length);
    System.arraycopy(in, from, to, at, length);
    at += length;
  }

  /** As {@link Bytes#writeLength} writes it. */
  private void length(int length) {
    int rest = length;
    while ((rest & ~0x7F) != 0) {
      to[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
  }
}
