package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A record of the topic of rules.
 *
 * @param id the rule's id, which is the record's key; empty if it had none
 * @param text the rule as YAML; null deletes it
 * @param offset where it stands: of two with one id the later is in force
 */
public record RuleUpdate(String id, String text, long offset) {

  /** How Flink writes one. */
  public static final ValueType<RuleUpdate> VALUE_TYPE =
      ValueType.of(RuleUpdate.class, new Serializer());

  public RuleUpdate {
    Objects.requireNonNull(id, "id");
  }

  /** Writes {@link RuleUpdate}. */
  public static final class Serializer extends ValueSerializer<RuleUpdate> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(RuleUpdate update, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(update.id, out);
      Bytes.writeText(update.text, out);
      out.writeLong(update.offset);
    }

    @Override
    public RuleUpdate deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a rule", in);
      return new RuleUpdate(Bytes.readText(in), Bytes.readText(in), in.readLong());
    }
  }
}
