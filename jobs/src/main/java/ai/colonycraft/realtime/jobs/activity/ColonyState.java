package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the job remembers of one colony or agent until its last window is over. Mutable, as
 * UserState is. Savepoints know its serializer by this name, which therefore stays.
 */
final class ColonyState {

  String name;

  /** The earliest timer that is set for it. */
  long wakeAt = UserState.NEVER;

  WindowCounts windows = new WindowCounts();

  /** Where the last minutes are counted; not written, since it is found again by its key. */
  SlidingCounts.Spender sliding;

  /** Writes {@link ColonyState}. */
  public static final class Serializer extends ValueSerializer<ColonyState> {

    /** Before it, without what was spent. */
    private static final int OLDEST = 1;

    private static final int FORMAT = 2;

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public ColonyState copy(ColonyState from) {
      ColonyState to = new ColonyState();
      to.name = from.name;
      to.wakeAt = from.wakeAt;
      to.windows = from.windows.copy();
      to.sliding = from.sliding;
      return to;
    }

    @Override
    public void serialize(ColonyState state, DataOutputView out) throws IOException {
      writeAtOnce(state, out, Serializer::write);
    }

    private static void write(ColonyState state, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(state.name, out);
      out.writeLong(state.wakeAt);
      state.windows.write(out);
      state.windows.writeSpent(out);
    }

    @Override
    public ColonyState deserialize(DataInputView in) throws IOException {
      int format = readFormat(OLDEST, FORMAT, "colony state", in);
      ColonyState state = new ColonyState();
      state.name = Bytes.readText(in);
      state.wakeAt = in.readLong();
      state.windows = WindowCounts.read(in);
      if (format > OLDEST) {
        state.windows.readSpent(in);
      }
      return state;
    }
  }
}
