package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Events of one colony or agent by second and what they spent, added up before they cross the
 * network. Savepoints know its serializer by this name, which therefore stays.
 *
 * @param key which colony or agent, as {@link SpenderKind} says
 * @param name of the colony or agent, or null
 * @param tooLate whether their windows are closed for good
 * @param counts how many in which second; not to be changed any more
 */
public record ColonyPart(String key, String name, boolean tooLate, SecondCounts counts) {

  /** How Flink writes one. */
  public static final ValueType<ColonyPart> VALUE_TYPE =
      ValueType.of(ColonyPart.class, new Serializer());

  /** Writes {@link ColonyPart}. */
  public static final class Serializer extends ValueSerializer<ColonyPart> {

    private static final int FORMAT = 4;
    private static final int TOO_LATE = 1;
    private static final int SPENT = 2;

    @Override
    public void serialize(ColonyPart part, DataOutputView out) throws IOException {
      boolean hasSpent = part.counts.hasSpent();
      out.writeByte(FORMAT | (part.tooLate ? TOO_LATE : 0) | (hasSpent ? SPENT : 0));
      Bytes.writeText(part.key, out);
      Bytes.writeText(part.name, out);
      part.counts.write(out);
    }

    @Override
    public ColonyPart deserialize(DataInputView in) throws IOException {
      int format = in.readByte();
      if ((format & ~(TOO_LATE | SPENT)) != FORMAT) {
        throw new IOException("a colony's part has format " + format + ", expected " + FORMAT);
      }
      return new ColonyPart(
          Bytes.readText(in),
          Bytes.readText(in),
          (format & TOO_LATE) != 0,
          SecondCounts.read((format & SPENT) != 0, in));
    }
  }
}
