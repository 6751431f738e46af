package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.ByteCache;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.event.PlainFields;
import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes events in the short form that {@link Activity} describes: a plain record from the
 * positions of its fields, without an object for any, and any other from an {@link Event}. {@code
 * ActivityDeserializerTest} compares the two. Not thread-safe.
 */
final class ActivityWriter {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final DataOutputSerializer out = new DataOutputSerializer(1024);
  private final ByteWriter bytes = new ByteWriter();

  /** The short form of an event and of what of it was ignored, an array of its own. */
  byte[] write(Event event, IgnoredFields ignored) throws IOException {
    long cpuMicros = Amounts.micros(event.decimal(Field.CPU_SECONDS, 0));
    out.clear();
    out.writeByte(Activity.flags(!ignored.isEmpty(), cpuMicros));
    out.writeInt(event.text(Field.USER_ID).hashCode());
    // These follow from what comes after them.
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(0);
    SightingFormat.write(Sighting.of(event), out);
    int sightingEnd = out.length();
    Bytes.writeText(event.type(), out);
    int colonyAt = out.length();
    Bytes.writeText(event.text(Field.COLONY_ID), out);
    int colonyEnd = out.length();
    Bytes.writeText(event.text(Field.COLONY_NAME), out);
    int colonyNameEnd = out.length();
    Bytes.writeText(event.text(Field.MODEL), out);
    Bytes.writeText(event.text(Field.AGENT_NAME), out);
    if (cpuMicros > 0) {
      out.writeLong(cpuMicros);
    }
    if (!ignored.isEmpty()) {
      out.writeLong(ignored.wrongType());
      out.writeLong(ignored.outOfRange());
    }
    byte[] form = out.getCopyOfBuffer();
    hashColony(form, colonyAt, colonyEnd, colonyNameEnd);
    INTS.set(form, Activity.SIGHTING_END, sightingEnd);
    return form;
  }

  /** The short form of a plain record, an array of its own. */
  byte[] write(byte[] in, PlainFields fields) {
    long cpuMicros = Amounts.micros(fields.decimal(Field.CPU_SECONDS, 0));
    byte[] form = new byte[size(fields) + (cpuMicros > 0 ? Long.BYTES : 0)];
    form[0] = Activity.flags(false, cpuMicros);
    INTS.set(form, Activity.USER_HASH, hash(in, fields, Field.USER_ID));
    bytes.begin(form, Activity.SIGHTING);
    SightingFormat.write(in, fields, bytes);
    INTS.set(form, Activity.SIGHTING_END, bytes.position());
    bytes.writeText(in, fields, Field.TYPE);
    int colonyAt = bytes.position();
    bytes.writeText(in, fields, Field.COLONY_ID);
    int colonyEnd = bytes.position();
    bytes.writeText(in, fields, Field.COLONY_NAME);
    hashColony(form, colonyAt, colonyEnd, bytes.position());
    bytes.writeText(in, fields, Field.MODEL);
    bytes.writeText(in, fields, Field.AGENT_NAME);
    if (cpuMicros > 0) {
      bytes.writeLong(cpuMicros);
    }
    return form;
  }

  private static void hashColony(byte[] form, int from, int end, int nameEnd) {
    INTS.set(form, Activity.COLONY_HASH, ByteCache.hash(form, from, end));
    if (!WrittenTexts.isNull(form, end)) {
      int hash = ByteCache.hash(form, end, nameEnd);
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

  /** How many bytes the form takes, but for CPU time. */
  private static int size(PlainFields fields) {
    return Activity.SIGHTING
        + SightingFormat.size(fields)
        + ByteWriter.size(fields, Field.TYPE)
        + ByteWriter.size(fields, Field.COLONY_ID)
        + ByteWriter.size(fields, Field.COLONY_NAME)
        + ByteWriter.size(fields, Field.MODEL)
        + ByteWriter.size(fields, Field.AGENT_NAME);
  }
}
