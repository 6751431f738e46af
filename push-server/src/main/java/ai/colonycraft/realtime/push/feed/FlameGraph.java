package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import java.util.List;

/**
 * The stacks of one window, as {@code flamegraphs} has them.
 *
 * @param key the record's key: a later graph with the same key replaces this one
 * @param view {@code calls} or {@code resources}
 * @param service whose graph; {@code *} for that of all
 * @param start of the window, included, epoch milliseconds
 * @param end of the window, excluded, epoch milliseconds
 * @param traces that it has stacks of
 * @param frames in the order of a walk, parents first
 */
public record FlameGraph(
    String key,
    String view,
    String service,
    long start,
    long end,
    long traces,
    List<Frame> frames) {

  /**
   * A frame with what it weighs itself.
   *
   * @param level 1 for the first of a stack
   * @param timeMicros microseconds
   * @param cpuMicros microseconds
   */
  public record Frame(
      int level, String label, long count, long timeMicros, long cpuMicros, long tokens) {
    public Frame {
      label = Text.wellFormed(label);
    }
  }

  public FlameGraph {
    view = Text.wellFormed(view);
    service = Text.wellFormed(service);
    frames = List.copyOf(frames);
  }
}
