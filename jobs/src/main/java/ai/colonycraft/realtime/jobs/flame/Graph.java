package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** One flame graph in the making. Mutable, and not thread-safe. */
final class Graph {

  Frame root = new Frame();

  /** Whether its window is finished: it was published whole. */
  boolean complete;

  /** Whether it has changed since it was published. */
  boolean changed;

  /** Whether a processing-time timer is set to publish it. */
  boolean waiting;

  private Graph copy() {
    Graph copy = new Graph();
    copy.root.merge(root);
    copy.complete = complete;
    copy.changed = changed;
    copy.waiting = waiting;
    return copy;
  }

  /** Writes {@link Graph}. */
  public static final class Serializer extends ValueSerializer<Graph> {

    private static final int FORMAT = 1;

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public Graph copy(Graph from) {
      return from.copy();
    }

    @Override
    public void serialize(Graph graph, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeBoolean(graph.complete);
      out.writeBoolean(graph.changed);
      out.writeBoolean(graph.waiting);
      graph.root.write(out);
    }

    @Override
    public Graph deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a flame graph", in);
      Graph graph = new Graph();
      graph.complete = in.readBoolean();
      graph.changed = in.readBoolean();
      graph.waiting = in.readBoolean();
      graph.root = Frame.read(in);
      return graph;
    }
  }
}
