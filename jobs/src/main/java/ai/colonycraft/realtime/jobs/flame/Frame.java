package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A frame of a flame graph and those above it: what it weighs itself, and its children by label.
 * Mutable, and not thread-safe.
 */
final class Frame {

  /** The label of what was too small to be shown by itself. */
  static final String OTHER = "other";

  /** Deeper frames are added to one frame {@link #OTHER} at this depth. */
  static final int DEEPEST = 100;

  final Map<String, Frame> children = new TreeMap<>();
  long count;
  long micros;
  long cpuMicros;
  long tokens;

  /** The child of that label, made if it was not there. */
  Frame child(String label) {
    return children.computeIfAbsent(label, l -> new Frame());
  }

  /** Adds to what this frame weighs itself; all of them at least 0. */
  void add(long count, long micros, long cpuMicros, long tokens) {
    this.count += count;
    this.micros += micros;
    this.cpuMicros += cpuMicros;
    // An event may claim any number of them.
    this.tokens = Amounts.sum(this.tokens, tokens);
  }

  /** Adds another frame and all above it. */
  void merge(Frame other) {
    add(other.count, other.micros, other.cpuMicros, other.tokens);
    other.children.forEach((label, child) -> child(label).merge(child));
  }

  /** What this frame and all above it weigh, as a frame without children. */
  Frame total() {
    Frame total = new Frame();
    total.add(count, micros, cpuMicros, tokens);
    for (Frame child : children.values()) {
      Frame above = child.total();
      total.add(above.count, above.micros, above.cpuMicros, above.tokens);
    }
    return total;
  }

  /** How many frames there are, this one counted. */
  int size() {
    int size = 1;
    for (Frame child : children.values()) {
      size += child.size();
    }
    return size;
  }

  void write(DataOutputView out) throws IOException {
    out.writeLong(count);
    out.writeLong(micros);
    out.writeLong(cpuMicros);
    out.writeLong(tokens);
    Bytes.writeLength(children.size(), out);
    for (Map.Entry<String, Frame> child : children.entrySet()) {
      Bytes.writeText(child.getKey(), out);
      child.getValue().write(out);
    }
  }

  static Frame read(DataInputView in) throws IOException {
    Frame frame = new Frame();
    frame.add(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    for (int size = Bytes.readLength(in); size > 0; size--) {
      String label = Bytes.readText(in);
      frame.children.put(label, read(in));
    }
    return frame;
  }
}
