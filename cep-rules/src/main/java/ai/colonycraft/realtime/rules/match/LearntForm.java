package ai.colonycraft.realtime.rules.match;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what is usual for a key. */
final class LearntForm {

  private LearntForm() {}

  static void write(Learnt learnt, DataOutputView out) throws IOException {
    out.writeLong(learnt.period);
    out.writeBoolean(learnt.leftOut);
    out.writeShort(learnt.size);
    for (int i = 0; i < learnt.size; i++) {
      out.writeLong(learnt.stretches[i]);
      out.writeDouble(learnt.sums[i]);
      out.writeInt(learnt.counts[i]);
    }
    out.writeShort(learnt.known);
    for (int i = 0; i < learnt.known; i++) {
      out.writeLong(learnt.hours[i]);
      out.writeFloat(learnt.medians[i]);
      out.writeFloat(learnt.spreads[i]);
    }
  }

  static Learnt read(DataInputView in) throws IOException {
    Learnt learnt = new Learnt();
    learnt.period = in.readLong();
    learnt.leftOut = in.readBoolean();
    learnt.size = in.readUnsignedShort();
    learnt.stretches = new long[Math.max(1, learnt.size)];
    learnt.sums = new double[learnt.stretches.length];
    learnt.counts = new int[learnt.stretches.length];
    for (int i = 0; i < learnt.size; i++) {
      learnt.stretches[i] = in.readLong();
      learnt.sums[i] = in.readDouble();
      learnt.counts[i] = in.readInt();
    }
    learnt.known = in.readUnsignedShort();
    learnt.hours = new long[learnt.known];
    learnt.medians = new float[learnt.known];
    learnt.spreads = new float[learnt.known];
    for (int i = 0; i < learnt.known; i++) {
      learnt.hours[i] = in.readLong();
      learnt.medians[i] = in.readFloat();
      learnt.spreads[i] = in.readFloat();
    }
    return learnt;
  }
}
