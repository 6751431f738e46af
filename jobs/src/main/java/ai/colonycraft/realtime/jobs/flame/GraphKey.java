package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Which graph.
 *
 * @param view {@link #CALLS} or {@link #RESOURCES}
 * @param service whose graph, or {@link #ALL}
 * @param start of its window, epoch milliseconds
 */
record GraphKey(String view, String service, long start) {

  /** Frames are what called what; a service's graph begins where it is entered. */
  static final String CALLS = "calls";

  /** Frames are colony, agent, operation; a service's graph holds its own work. */
  static final String RESOURCES = "resources";

  /** In place of a service: the graph of all. */
  static final String ALL = "*";

  /** All windows of one view and service, as the key of state. */
  String name() {
    return view + "/" + service;
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeText(view, out);
    Bytes.writeText(service, out);
    out.writeLong(start);
  }

  static GraphKey read(DataInputView in) throws IOException {
    return new GraphKey(Bytes.readText(in), Bytes.readText(in), in.readLong());
  }
}
