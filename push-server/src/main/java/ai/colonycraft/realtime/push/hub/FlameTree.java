package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

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

  private final TreeMap<String, FlameTree> children = new TreeMap<>();
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
    record Three(FlameTree now, FlameTree before, FlameTree growth) {}
    FlameTree none = new FlameTree();
    Deque<Three> open = new ArrayDeque<>(List.of(new Three(this, before, new FlameTree())));
    FlameTree root = open.peek().growth();
    while (!open.isEmpty()) {
      Three next = open.pop();
      next.growth().self = Math.max(0, next.now().self - Math.round(next.before().self * scale));
      next.now()
          .children
          .forEach(
              (label, child) -> {
                FlameTree growth = new FlameTree();
                next.growth().children.put(label, growth);
                FlameTree its = next.before().children.getOrDefault(label, none);
                open.push(new Three(child, its, growth));
              });
    }
    return root;
  }

  /**
   * The frames that weigh something, the root first at level 0; none if nothing weighs anything.
   *
   * @param rootLabel what the root is called
   */
  public List<Row> rows(String rootLabel) {
    return heaviest(rootLabel, Integer.MAX_VALUE);
  }

  /**
   * The same, but the heaviest frames only. A frame weighs no more than the one below it, so what
   * is left out is above what stays; the weight of that includes it.
   *
   * @param most rows at most
   */
  public List<Row> heaviest(String rootLabel, int most) {
    List<Frame> frames = frames(rootLabel);
    // From the last on, so that each comes after all that are above it.
    for (int i = frames.size() - 1; i >= 0; i--) {
      Frame frame = frames.get(i);
      frame.value += frame.self;
      if (frame.below != null) {
        frame.below.value += frame.value;
      }
    }
    frames.removeIf(frame -> frame.value == 0);
    long[] heaviest = frames.stream().mapToLong(frame -> -frame.value).sorted().toArray();
    long least = frames.size() > most ? -heaviest[most - 1] : 0;
    // Of those that weigh the least of all that stay, the first ones: a frame is before those
    // above.
    int[] left = {(int) LongStream.of(heaviest).limit(most).filter(v -> -v == least).count()};
    return frames.stream()
        .filter(frame -> frame.value > least || frame.value == least && left[0]-- > 0)
        .map(frame -> new Row(frame.level, frame.value, frame.self, frame.label))
        .toList();
  }

  /** A frame of the tree in its place. */
  private static final class Frame {
    private final FlameTree tree;
    private final String label;
    private final Frame below;
    private final int level;
    private final long self;
    private long value;

    private Frame(FlameTree tree, String label, Frame below) {
      this.tree = tree;
      this.label = label;
      this.below = below;
      this.level = below == null ? 0 : below.level + 1;
      this.self = tree.self;
    }
  }

  /** All frames in order. Not by recursion, since graphs may be deep. */
  private List<Frame> frames(String rootLabel) {
    List<Frame> frames = new ArrayList<>();
    Deque<Frame> open = new ArrayDeque<>(List.of(new Frame(this, rootLabel, null)));
    while (!open.isEmpty()) {
      Frame frame = open.pop();
      frames.add(frame);
      frame
          .tree
          .children
          .descendingMap()
          .forEach((label, child) -> open.push(new Frame(child, label, frame)));
    }
    return frames;
  }
}
