package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.jobs.event.DeadLetter;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One record of {@code user-activity}: an event in the short form that {@link ActivityWriter} gave
 * it, or a record that was refused. The short form is all that the source's task touches of an
 * event: it is read where it stands, and no object is made of a part unless somebody asks. Of its
 * parts, in this order:
 *
 * <pre>
 * byte     flags: 2 if optional fields were ignored, 4 if it has CPU time, 8 if it belongs to an
 *          agent; 1 marks a record that was refused
 * int      hash of the user's id, as String has it
 * int      hash of the colony's id as it is written
 * int      hash of the colony's name as it is written, 0 if there is none
 * int      where the sighting ends
 * sighting as its serializer writes it
 * texts    type, colony's id, agent's id, colony's name, model, agent's name
 * int      of an 8: hash of the colony's and the agent's id as they are written
 * int      of an 8: hash of the agent's name as it is written, 0 if there is none
 * long     of a 4: CPU time, microseconds
 * long     of a 2: fields of the wrong type, a bit each
 * long     of a 2: fields out of range, a bit each
 * </pre>
 */
final class Activity {

  /** How Flink writes one, where the chain from the source is broken. */
  static final ValueType<Activity> VALUE_TYPE = ValueType.of(Activity.class, new Serializer());

  static final int REFUSED = 1;

  private static final int IGNORED = 2;
  private static final int CPU = 4;
  private static final int AGENT = 8;

  /** The hash of a name that is not there. */
  static final int NO_NAME = 0;

  static final int USER_HASH = 1;
  static final int COLONY_HASH = USER_HASH + Integer.BYTES;
  static final int COLONY_NAME_HASH = COLONY_HASH + Integer.BYTES;
  static final int SIGHTING_END = COLONY_NAME_HASH + Integer.BYTES;
  static final int SIGHTING = SIGHTING_END + Integer.BYTES;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] form;
  private final DeadLetter refused;

  /** Set once, before anybody else has the object. */
  private long progress = EventTimeExtractor.NONE;

  private Activity(byte[] form, DeadLetter refused) {
    this.form = form;
    this.refused = refused;
  }

  /** An event in its short form, which is not to be changed. */
  static Activity event(byte[] form) {
    return new Activity(form, null);
  }

  /** A record that is no event. */
  static Activity refused(DeadLetter letter) {
    return new Activity(null, letter);
  }

  /** The flags of an event. */
  static byte flags(boolean ignored, long cpuMicros, boolean agent) {
    return (byte) ((ignored ? IGNORED : 0) | (cpuMicros > 0 ? CPU : 0) | (agent ? AGENT : 0));
  }

  /** Sets how far its partition had come before it. */
  Activity after(long newest) {
    progress = newest;
    return this;
  }

  /**
   * The newest event time of its partition before it, bounded by arrival, epoch milliseconds, or
   * {@link EventTimeExtractor#NONE}.
   */
  long progress() {
    return progress;
  }

  /** Why it is no event; null if it is one. */
  DeadLetter refused() {
    return refused;
  }

  /** The short form. */
  byte[] form() {
    return form;
  }

  /** When it happened, epoch milliseconds. */
  long timestamp() {
    return SightingFormat.timestamp(form, SIGHTING);
  }

  /** Tokens spent, at least 0. */
  long tokens() {
    return SightingFormat.tokens(form, SIGHTING, sightingEnd());
  }

  /** CPU time spent, microseconds, at least 0. */
  long cpuMicros() {
    if ((form[0] & CPU) == 0) {
      return 0;
    }
    return (long) LONGS.get(form, cpuEnd() - Long.BYTES);
  }

  private int cpuEnd() {
    return (form[0] & IGNORED) == 0 ? form.length : ignoredAt();
  }

  private int ignoredAt() {
    return form.length - 2 * Long.BYTES;
  }

  /** Where the hashes of an agent stand in the form. */
  private int agentHashesAt() {
    return cpuEnd() - ((form[0] & CPU) == 0 ? 0 : Long.BYTES) - 2 * Integer.BYTES;
  }

  /** The optional fields that count as absent. */
  IgnoredFields ignored() {
    if ((form[0] & IGNORED) == 0) {
      return IgnoredFields.NONE;
    }
    int at = ignoredAt();
    return new IgnoredFields((long) LONGS.get(form, at), (long) LONGS.get(form, at + Long.BYTES));
  }

  /** The hash of the user's id. */
  int userHash() {
    return (int) INTS.get(form, USER_HASH);
  }

  /** The hash of the colony's id as it is written. */
  int colonyHash() {
    return (int) INTS.get(form, COLONY_HASH);
  }

  /** The hash of the colony's name as it is written, or {@link #NO_NAME}. */
  int colonyNameHash() {
    return (int) INTS.get(form, COLONY_NAME_HASH);
  }

  /** The hash of the colony's and the agent's id as they are written; only of an agent's event. */
  int agentHash() {
    return (int) INTS.get(form, agentHashesAt());
  }

  /**
   * The hash of the agent's name as it is written, or {@link #NO_NAME}; only of an agent's event.
   */
  int agentNameHash() {
    return (int) INTS.get(form, agentHashesAt() + Integer.BYTES);
  }

  /** Whether it belongs to an agent. */
  boolean hasAgent() {
    return (form[0] & AGENT) != 0;
  }

  /** Whether it belongs to a colony. */
  boolean hasColony() {
    return !WrittenTexts.isNull(form, colonyIdAt());
  }

  /** Where what the counts by user need ends, which begins at {@link #SIGHTING}. */
  int sightingEnd() {
    return (int) INTS.get(form, SIGHTING_END);
  }

  /** Where the region stands in the form. */
  int regionAt() {
    return SightingFormat.regionAt(form, SIGHTING);
  }

  /** Where the type stands in the form. */
  int typeAt() {
    return sightingEnd();
  }

  /** Where the colony's id stands in the form. */
  int colonyIdAt() {
    return WrittenTexts.end(form, typeAt());
  }

  /** Where the agent's id stands in the form, right behind the colony's. */
  int agentIdAt() {
    return WrittenTexts.end(form, colonyIdAt());
  }

  /** Where the colony's name stands in the form, right behind the agent's id. */
  int colonyNameAt() {
    return WrittenTexts.end(form, agentIdAt());
  }

  /** Where the model stands in the form. */
  int modelAt() {
    return WrittenTexts.end(form, colonyNameAt());
  }

  /** What happened. */
  String type() {
    return WrittenTexts.text(form, typeAt());
  }

  /** The colony's id, or null. */
  String colonyId() {
    return WrittenTexts.text(form, colonyIdAt());
  }

  /** The colony's name, or null. */
  String colonyName() {
    return WrittenTexts.text(form, colonyNameAt());
  }

  /** The agent's id, or null. */
  String agentId() {
    return WrittenTexts.text(form, agentIdAt());
  }

  /** The agent's name, or null. */
  String agentName() {
    return WrittenTexts.text(form, WrittenTexts.end(form, modelAt()));
  }

  /** The sighting of its user. */
  Sighting sighting() {
    try {
      return new Sighting.Serializer()
          .deserialize(new DataInputDeserializer(form, SIGHTING, sightingEnd() - SIGHTING));
    } catch (IOException e) {
      throw new UncheckedIOException("no sighting in an event", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Activity that
        && Arrays.equals(form, that.form)
        && Objects.equals(refused, that.refused);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(form) + Objects.hashCode(refused);
  }

  /** Writes {@link Activity}. */
  static final class Serializer extends ValueSerializer<Activity> {

    private static final Inbound.Serializer REFUSED = new Inbound.Serializer();

    public Serializer() {}

    @Override
    public void serialize(Activity activity, DataOutputView out) throws IOException {
      out.writeBoolean(activity.refused == null);
      if (activity.refused == null) {
        Bytes.writeLength(activity.form.length, out);
        out.write(activity.form);
        out.writeLong(activity.progress);
      } else {
        REFUSED.serialize(new Inbound(null, activity.refused), out);
      }
    }

    @Override
    public Activity deserialize(DataInputView in) throws IOException {
      if (!in.readBoolean()) {
        return refused(REFUSED.deserialize(in).refused());
      }
      byte[] form = new byte[Bytes.readLength(in)];
      in.readFully(form);
      return event(form).after(in.readLong());
    }
  }
}
