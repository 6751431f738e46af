package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Flame graphs of several windows as one, with one weight, and as rows in the order of a nested
 * set: each frame is followed by those above it, one level higher. Not thread-safe.
 */
public final class FlameTree {

  /**
   * A frame as Grafana's flame graph panel reads it.
   *
   * @param value what it weighs with all frames above it
   * @param self what it weighs itself
   */
  public record Row(int level, long value, long self, String label) {}

  private final Map<String, FlameTree> children = new TreeMap<>();
  private long self;

  private FlameTree() {}

  /** Adds graphs up. */
  public static FlameTree of(List<FlameGraph> graphs, ToLongFunction<FlameGraph.Frame> weight) {
    FlameTree root = new FlameTree();
    for (FlameGraph graph : graphs) {
      List<FlameTree> path = new ArrayList<>(List.of(root));
      for (FlameGraph.Frame frame : graph.frames()) {
        path.subList(frame.level(), path.size()).clear();
        FlameTree parent = path.get(frame.level() - 1);
        FlameTree child = parent.children.computeIfAbsent(frame.label(), l -> new FlameTree());
        child.self += weight.applyAsLong(frame);
        path.add(child);
      }
    }
    return root;
  }

  /**
   * What each frame weighs more than it did, where it does.
   *
   * @param before the same frames of an earlier time
   * @param scale how many times more there was to do now: what grew only with it did not grow
   */
  public FlameTree growthSince(FlameTree before, double scale) {
    FlameTree growth = new FlameTree();
    growth.self = Math.max(0, self - Math.round(before.self * scale));
    FlameTree none = new FlameTree();
    children.forEach(
        (label, child) ->
            growth.children.put(
                label, child.growthSince(before.children.getOrDefault(label, none), scale)));
    return growth;
  }

  /**
   * The frames that weigh something, the root first at level 0; none if nothing weighs anything.
   *
   * @param rootLabel what the root is called
   */
  public List<Row> rows(String rootLabel) {
    List<Row> rows = new ArrayList<>();
    rows(rootLabel, 0, rows);
    return rows;
  }

  private long rows(String label, int level, List<Row> into) {
    int at = into.size();
    into.add(null);
    long value = self;
    for (Map.Entry<String, FlameTree> child : children.entrySet()) {
      value += child.getValue().rows(child.getKey(), level + 1, into);
    }
    if (value == 0) {
      into.subList(at, into.size()).clear();
    } else {
      into.set(at, new Row(level, value, self, label));
    }
    return value;
  }
}
