package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What one subtask of the engine did with one rule since its last report of the rule.
 *
 * @param subtask the sender
 * @param rule the rule's id
 * @param matches how many were found
 * @param partial partial matches that the subtask holds now; -1 if their number did not change
 * @param nanos time that the rule took
 * @param suspended whether the rule is suspended now
 * @param failure the last failure in words; empty if there was none
 */
record RuleReport(
    int subtask,
    String rule,
    long matches,
    long partial,
    long nanos,
    boolean suspended,
    String failure) {

  /** How Flink writes one. */
  static final ValueType<RuleReport> VALUE_TYPE = ValueType.of(RuleReport.class, new Serializer());

  /** Writes {@link RuleReport}. */
  public static final class Serializer extends ValueSerializer<RuleReport> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(RuleReport report, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeInt(report.subtask);
      Bytes.writeText(report.rule, out);
      out.writeLong(report.matches);
      out.writeLong(report.partial);
      out.writeLong(report.nanos);
      out.writeBoolean(report.suspended);
      Bytes.writeText(report.failure, out);
    }

    @Override
    public RuleReport deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a report of a rule", in);
      return new RuleReport(
          in.readInt(),
          Bytes.readText(in),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readBoolean(),
          Bytes.readText(in));
    }
  }
}
