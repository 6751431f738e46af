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

  /** Where in the form that is being written each of these texts stands. */
  private int colonyIdAt;

  private int agentIdAt;
  private int colonyNameAt;
  private int modelAt;
  private int agentNameAt;

  /** Where the texts end. */
  private int textsEnd;

  /** The short form of an event and of what of it was ignored, an array of its own. */
  byte[] write(Event event, IgnoredFields ignored) throws IOException {
    long cpuMicros = Amounts.micros(event.decimal(Field.CPU_SECONDS, 0));
    String agentId = event.text(Field.AGENT_ID);
    boolean agent = agentId != null && !agentId.isEmpty();
    out.clear();
    out.writeByte(Activity.flags(!ignored.isEmpty(), cpuMicros, agent));
    out.writeInt(event.text(Field.USER_ID).hashCode());
    // These follow from what comes after them.
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(0);
    SightingFormat.write(Sighting.of(event), out);
    int sightingEnd = out.length();
    Bytes.writeText(event.type(), out);
    colonyIdAt = out.length();
    Bytes.writeText(event.text(Field.COLONY_ID), out);
    agentIdAt = out.length();
    Bytes.writeText(event.text(Field.AGENT_ID), out);
    colonyNameAt = out.length();
    Bytes.writeText(event.text(Field.COLONY_NAME), out);
    modelAt = out.length();
    Bytes.writeText(event.text(Field.MODEL), out);
    agentNameAt = out.length();
    Bytes.writeText(event.text(Field.AGENT_NAME), out);
    textsEnd = out.length();
    if (agent) {
      out.writeLong(0);
    }
    if (cpuMicros > 0) {
      out.writeLong(cpuMicros);
    }
    if (!ignored.isEmpty()) {
      out.writeLong(ignored.wrongType());
      out.writeLong(ignored.outOfRange());
    }
    byte[] form = out.getCopyOfBuffer();
    hash(form, agent);
    INTS.set(form, Activity.SIGHTING_END, sightingEnd);
    return form;
  }

  /** The short form of a plain record, an array of its own. */
  byte[] write(byte[] in, PlainFields fields) {
    long cpuMicros = Amounts.micros(fields.decimal(Field.CPU_SECONDS, 0));
    boolean agent = fields.has(Field.AGENT_ID) && fields.length(Field.AGENT_ID) > 0;
    byte[] form =
        new byte[size(fields) + (cpuMicros > 0 ? Long.BYTES : 0) + (agent ? Long.BYTES : 0)];
    form[0] = Activity.flags(false, cpuMicros, agent);
    INTS.set(form, Activity.USER_HASH, hash(in, fields, Field.USER_ID));
    bytes.begin(form, Activity.SIGHTING);
    SightingFormat.write(in, fields, bytes);
    INTS.set(form, Activity.SIGHTING_END, bytes.position());
    bytes.writeText(in, fields, Field.TYPE);
    colonyIdAt = bytes.position();
    bytes.writeText(in, fields, Field.COLONY_ID);
    agentIdAt = bytes.position();
    bytes.writeText(in, fields, Field.AGENT_ID);
    colonyNameAt = bytes.position();
    bytes.writeText(in, fields, Field.COLONY_NAME);
    modelAt = bytes.position();
    bytes.writeText(in, fields, Field.MODEL);
    agentNameAt = bytes.position();
    bytes.writeText(in, fields, Field.AGENT_NAME);
    textsEnd = bytes.position();
    hash(form, agent);
    if (agent) {
      bytes.begin(form, textsEnd + Long.BYTES);
    }
    if (cpuMicros > 0) {
      bytes.writeLong(cpuMicros);
    }
    return form;
  }

  /** Fills in the hashes of colony and agent. */
  private void hash(byte[] form, boolean agent) {
    INTS.set(form, Activity.COLONY_HASH, ByteCache.hash(form, colonyIdAt, agentIdAt));
    INTS.set(form, Activity.COLONY_NAME_HASH, nameHash(form, colonyNameAt, modelAt));
    if (agent) {
      INTS.set(form, textsEnd, ByteCache.hash(form, colonyIdAt, colonyNameAt));
      INTS.set(form, textsEnd + Integer.BYTES, nameHash(form, agentNameAt, textsEnd));
    }
  }

  private static int nameHash(byte[] form, int from, int end) {
    if (WrittenTexts.isNull(form, from)) {
      return Activity.NO_NAME;
    }
    int hash = ByteCache.hash(form, from, end);
    return hash == Activity.NO_NAME ? 1 : hash;
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

  /** How many bytes the form takes, but for CPU time and the hashes of an agent. */
  private static int size(PlainFields fields) {
    return Activity.SIGHTING
        + SightingFormat.size(fields)
        + ByteWriter.size(fields, Field.TYPE)
        + ByteWriter.size(fields, Field.COLONY_ID)
        + ByteWriter.size(fields, Field.AGENT_ID)
        + ByteWriter.size(fields, Field.COLONY_NAME)
        + ByteWriter.size(fields, Field.MODEL)
        + ByteWriter.size(fields, Field.AGENT_NAME);
  }
}
