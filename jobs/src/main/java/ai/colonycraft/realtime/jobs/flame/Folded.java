package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Some traces on their way to a graph.
 *
 * @param key which graph
 * @param root of their stacks, with the number of traces as its count; owned by the receiver
 */
record Folded(GraphKey key, Frame root) {

  /** How Flink writes one; never in state. */
  static final ValueType<Folded> VALUE_TYPE = ValueType.of(Folded.class, new Serializer());

  /** Writes {@link Folded}. */
  public static final class Serializer extends ValueSerializer<Folded> {

    @Override
    public void serialize(Folded folded, DataOutputView out) throws IOException {
      folded.key.write(out);
      folded.root.write(out);
    }

    @Override
    public Folded deserialize(DataInputView in) throws IOException {
      return new Folded(GraphKey.read(in), Frame.read(in));
    }
  }
}
