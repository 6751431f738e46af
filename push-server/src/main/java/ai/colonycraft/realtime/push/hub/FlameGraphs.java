package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.FlameGraphListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The flame graphs of the last hours. Bounded by the number of frames: beyond it the oldest windows
 * go. One thread publishes, any may read.
 */
public final class FlameGraphs implements FlameGraphListener {

  /** Frames kept; at some 150 bytes each that is 75 MB at most, and a sixteenth of the heap. */
  static final int MAX_FRAMES =
      (int) Math.min(500_000, Runtime.getRuntime().maxMemory() / 16 / 150);

  private final int limit;
  private final Map<String, FlameGraph> byKey = new HashMap<>();
  private final TreeMap<Long, Map<String, FlameGraph>> byStart = new TreeMap<>();
  private int frames;
  private long changes;

  /**
   * Says which windows are in a time: while it is equal, so is what {@link #in} finds.
   *
   * @param changes of any graph until then
   * @param first start of the first window, in epoch milliseconds; null if there is none
   * @param last start of the last window
   */
  public record Windows(long changes, Long first, Long last) {}

  FlameGraphs() {
    this(MAX_FRAMES);
  }

  /** Takes how many frames are kept. */
  FlameGraphs(int limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void accept(FlameGraph graph) {
    changes++;
    remove(graph.key());
    byKey.put(graph.key(), graph);
    byStart.computeIfAbsent(graph.start(), s -> new HashMap<>()).put(graph.key(), graph);
    frames += weight(graph);
    while (frames > limit && byStart.size() > 1) {
      List.copyOf(byStart.firstEntry().getValue().keySet()).forEach(this::remove);
    }
  }

  @Override
  public synchronized void remove(String key) {
    FlameGraph gone = byKey.remove(key);
    if (gone != null) {
      changes++;
      frames -= weight(gone);
      Map<String, FlameGraph> window = byStart.get(gone.start());
      window.remove(key);
      if (window.isEmpty()) {
        byStart.remove(gone.start());
      }
    }
  }

  /** Even a graph without frames takes room. */
  private static int weight(FlameGraph graph) {
    return graph.frames().size() + 1;
  }

  /** The windows that begin in a time, as {@link #in} takes it. */
  public synchronized Windows windows(long from, long to) {
    Long first = byStart.ceilingKey(from);
    boolean some = first != null && first < to;
    return new Windows(changes, some ? first : null, some ? byStart.lowerKey(to) : null);
  }

  /**
   * The graphs of one view and service whose window begins in a time.
   *
   * @param from epoch milliseconds, included
   * @param to epoch milliseconds, excluded
   */
  public synchronized List<FlameGraph> in(String view, String service, long from, long to) {
    return from >= to
        ? List.of()
        : byStart.subMap(from, to).values().stream()
            .flatMap(window -> window.values().stream())
            .filter(graph -> graph.view().equals(view) && graph.service().equals(service))
            .toList();
  }
}
