package ai.colonycraft.realtime.jobs.flame;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Folds the spans of one trace, in whatever order they came, into stacks.
 *
 * <p>The time of a frame is that which its spans spent outside of the spans that they caused, and
 * not below zero: what runs in parallel adds up, so that a frame may be wider than its span was
 * long. CPU and tokens are a span's own. A trace is of the window in which its first span is.
 */
final class TraceFold {

  /** The frame below which spans stand whose parent never came. */
  static final String PARENT_MISSING = "(parent missing)";

  /** What became of a span. */
  enum Outcome {
    /** It stands where it belongs. */
    PLACED,
    /** It begins a stack since its parent never came. */
    PARENT_MISSING,
    /** It begins a stack since it is, in the end, its own parent. */
    CYCLE,
    /** There was another with its id. */
    DUPLICATE
  }

  private static final String NO_COLONY = "no colony";
  private static final String NO_AGENT = "no agent";

  private final Map<String, Span> spans = new TreeMap<>();
  private final Map<String, List<Span>> children = new HashMap<>();
  private final Set<String> placed = new HashSet<>();
  private final Map<Outcome, Long> outcomes = new HashMap<>();
  private final Map<GraphKey, Frame> graphs = new HashMap<>();
  private final long start;

  /** Where the walk through a trace is: what its frames hang below. */
  private record Position(
      Frame frame, int depth, Map<String, Frame> entered, String colony, String agent) {}

  private TraceFold(Collection<Span> all, long start) {
    this.start = start;
    for (Span span : all) {
      Span other = spans.get(span.spanId());
      if (other != null) {
        count(Outcome.DUPLICATE);
      }
      if (other == null || Span.ORDER.compare(span, other) < 0) {
        spans.put(span.spanId(), span);
      }
    }
    for (Span span : spans.values()) {
      if (span.parentId() != null && !span.parentId().equals(span.spanId())) {
        children.computeIfAbsent(span.parentId(), id -> new ArrayList<>()).add(span);
      }
    }
  }

  /**
   * Folds a trace.
   *
   * @param spans all that came, at least one
   * @param start of the window that the trace is of
   */
  static TraceFold of(Collection<Span> spans, long start) {
    TraceFold fold = new TraceFold(spans, start);
    fold.walk();
    return fold;
  }

  /** Graphs of this trace alone; each root counts how many traces it holds, which is one. */
  Map<GraphKey, Frame> graphs() {
    return graphs;
  }

  /** How many spans came to what. */
  Map<Outcome, Long> outcomes() {
    return outcomes;
  }

  private void walk() {
    for (Span span : spans.values()) {
      if (span.parentId() == null) {
        begin(span, root(GraphKey.ALL), 0, Outcome.PLACED);
      } else if (!spans.containsKey(span.parentId())) {
        begin(span, root(GraphKey.ALL).child(PARENT_MISSING), 1, Outcome.PARENT_MISSING);
      }
    }
    // What is left goes round in circles; the first by id breaks each, whoever came first.
    for (Span span : spans.values()) {
      if (!placed.contains(span.spanId())) {
        begin(span, root(GraphKey.ALL), 0, Outcome.CYCLE);
      }
    }
    graphs.values().forEach(root -> root.count = 1);
  }

  private Frame root(String service) {
    return graph(GraphKey.CALLS, service);
  }

  private Frame graph(String view, String service) {
    return graphs.computeIfAbsent(new GraphKey(view, service, start), key -> new Frame());
  }

  private void begin(Span span, Frame below, int depth, Outcome outcome) {
    place(span, new Position(below, depth, Map.of(), NO_COLONY, NO_AGENT), outcome);
  }

  private void place(Span span, Position at, Outcome outcome) {
    placed.add(span.spanId());
    count(outcome);
    List<Span> caused = children.getOrDefault(span.spanId(), List.of());
    long own = Math.max(0, span.micros() - caused.stream().mapToLong(Span::micros).sum());
    Map<String, Frame> entered = new HashMap<>(at.entered);
    entered.computeIfAbsent(span.service(), this::root);
    String label = span.service() + ": " + span.operation();
    entered.replaceAll((service, below) -> step(below, label, at.depth));
    entered.values().forEach(frame -> frame.add(1, own, span.cpuMicros(), span.tokens()));
    Frame above = step(at.frame, label, at.depth);
    above.add(1, own, span.cpuMicros(), span.tokens());
    Position here =
        new Position(
            above,
            at.depth + 1,
            entered,
            span.colony() == null ? at.colony : span.colony(),
            span.agent() == null ? at.agent : span.agent());
    consume(span, own, here.colony, here.agent);
    for (Span child : caused) {
      if (!placed.contains(child.spanId())) {
        place(child, here, Outcome.PLACED);
      }
    }
  }

  /** The frame above {@code below}; what is too deep shares one. */
  private static Frame step(Frame below, String label, int depth) {
    return depth < Frame.DEEPEST
        ? below.child(label)
        : depth == Frame.DEEPEST ? below.child(Frame.OTHER) : below;
  }

  private void consume(Span span, long own, String colony, String agent) {
    for (String service : List.of(GraphKey.ALL, span.service())) {
      graph(GraphKey.RESOURCES, service)
          .child(colony)
          .child(agent)
          .child(span.service() + ": " + span.operation())
          .add(1, own, span.cpuMicros(), span.tokens());
    }
  }

  private void count(Outcome outcome) {
    outcomes.merge(outcome, 1L, Long::sum);
  }
}
