package ai.colonycraft.realtime.jobs.flame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a graph fit: keeps the frames with the largest share of time, CPU or tokens, and adds the
 * small ones of each parent up to one frame {@code other}. Which are kept follows from the weights
 * and labels alone.
 */
final class Narrowing {

  private record Ranked(Frame frame, double share, int depth, String path) {}

  private static final Comparator<Ranked> LARGEST_FIRST =
      Comparator.comparingDouble(Ranked::share)
          .reversed()
          // A child may weigh as much as its parent, which must be kept before it.
          .thenComparingInt(Ranked::depth)
          .thenComparing(Ranked::path);

  private Narrowing() {}

  /** Narrows a graph to at most {@code frames} frames, the root included. */
  static void narrow(Frame root, int frames) {
    if (root.size() <= frames) {
      return;
    }
    List<Ranked> all = new ArrayList<>();
    rank(root, root.total(), 0, "", all);
    all.sort(LARGEST_FIRST);
    Set<Frame> kept = new HashSet<>();
    // Each frame that is kept may need a frame for others beside its children.
    all.stream().limit(Math.max(1, frames / 2)).forEach(ranked -> kept.add(ranked.frame));
    fold(root, kept);
  }

  private static Frame rank(Frame frame, Frame whole, int depth, String path, List<Ranked> into) {
    Frame total = new Frame();
    total.add(frame.count, frame.micros, frame.cpuMicros, frame.tokens);
    frame.children.forEach(
        (label, child) -> {
          Frame above = rank(child, whole, depth + 1, path + '\u0000' + label, into);
          total.add(above.count, above.micros, above.cpuMicros, above.tokens);
        });
    double share =
        Math.max(
            share(total.micros, whole.micros),
            Math.max(share(total.cpuMicros, whole.cpuMicros), share(total.tokens, whole.tokens)));
    into.add(new Ranked(frame, share, depth, path));
    return total;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static void fold(Frame frame, Set<Frame> kept) {
    Frame rest = new Frame();
    for (Iterator<Map.Entry<String, Frame>> all = frame.children.entrySet().iterator();
        all.hasNext(); ) {
      Frame child = all.next().getValue();
      if (kept.contains(child)) {
        fold(child, kept);
      } else {
        all.remove();
        Frame total = child.total();
        rest.add(total.count, total.micros, total.cpuMicros, total.tokens);
      }
    }
    if (rest.count > 0) {
      frame.child(Frame.OTHER).merge(rest);
    }
  }
}
