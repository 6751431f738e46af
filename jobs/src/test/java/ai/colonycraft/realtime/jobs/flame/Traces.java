package ai.colonycraft.realtime.jobs.flame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random traces, and a plain fold of them that knows nothing of the one under test. */
final class Traces {

  static final List<String> SERVICES = List.of("gateway", "shop", "stock", "ledger");
  private static final List<String> OPERATIONS = List.of("get", "put", "query");
  private static final List<String> COLONIES = List.of("Reef", "Mill");

  private Traces() {}

  /** A tree of spans, parents before children; each hangs below a random earlier one. */
  static List<Span> random(String traceId, int size, long start, Random random) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Span parent = i == 0 ? null : spans.get(random.nextInt(i));
      spans.add(
          new Span(
              traceId,
              "s" + i,
              parent == null ? null : parent.spanId(),
              start + random.nextInt(1_000),
              SERVICES.get(random.nextInt(SERVICES.size())),
              OPERATIONS.get(random.nextInt(OPERATIONS.size())),
              random.nextInt(100_000),
              random.nextInt(1_000),
              random.nextInt(50),
              random.nextInt(3) == 0 ? COLONIES.get(random.nextInt(2)) : null,
              random.nextInt(3) == 0 ? "agent-" + random.nextInt(2) : null));
    }
    return spans;
  }

  /**
   * Stacks by "view/service" and then by their frames with semicolons between: count, time, CPU,
   * tokens. Walks up from each span on its own.
   */
  static Map<String, Map<String, List<Long>>> plainFold(List<Span> spans) {
    Map<String, Span> byId = new HashMap<>();
    Map<String, Long> caused = new HashMap<>();
    for (Span span : spans) {
      byId.put(span.spanId(), span);
      caused.merge(String.valueOf(span.parentId()), span.micros(), Long::sum);
    }
    Map<String, Map<String, List<Long>>> graphs = new TreeMap<>();
    for (Span span : spans) {
      List<Span> path = new ArrayList<>();
      Span at = span;
      for (; at != null; at = at.parentId() == null ? null : byId.get(at.parentId())) {
        path.add(0, at);
      }
      long own = Math.max(0, span.micros() - caused.getOrDefault(span.spanId(), 0L));
      List<Long> weights = List.of(1L, own, span.cpuMicros(), span.tokens());
      boolean orphan = path.get(0).parentId() != null;
      List<String> labels = new ArrayList<>(path.stream().map(Traces::label).toList());
      for (String service : path.stream().map(Span::service).distinct().toList()) {
        int entry = path.stream().map(Span::service).toList().indexOf(service);
        add(graphs, "calls/" + service, labels.subList(entry, labels.size()), weights);
      }
      if (orphan) {
        labels.add(0, "(parent missing)");
      }
      add(graphs, "calls/*", labels, weights);
      String colony = "no colony";
      String agent = "no agent";
      for (Span above : path) {
        colony = above.colony() == null ? colony : above.colony();
        agent = above.agent() == null ? agent : above.agent();
      }
      for (String service : List.of("*", span.service())) {
        add(graphs, "resources/" + service, List.of(colony, agent, label(span)), weights);
      }
    }
    return graphs;
  }

  private static String label(Span span) {
    return span.service() + ": " + span.operation();
  }

  private static void add(
      Map<String, Map<String, List<Long>>> graphs,
      String graph,
      List<String> labels,
      List<Long> weights) {
    graphs
        .computeIfAbsent(graph, g -> new TreeMap<>())
        .merge(String.join(";", labels), weights, Traces::plus);
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    return List.of(
        a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2), a.get(3) + b.get(3));
  }

  /** The stacks of many traces together. */
  static void addAll(
      Map<String, Map<String, List<Long>>> to, Map<String, Map<String, List<Long>>> more) {
    more.forEach(
        (graph, stacks) ->
            stacks.forEach(
                (stack, weights) ->
                    to.computeIfAbsent(graph, g -> new TreeMap<>())
                        .merge(stack, weights, Traces::plus)));
  }

  /** The stacks of a graph in the same form; frames that weigh nothing themselves are left out. */
  static Map<String, List<Long>> stacks(Frame root) {
    Map<String, List<Long>> stacks = new TreeMap<>();
    root.children.forEach((label, child) -> collect(label, child, stacks));
    return stacks;
  }

  private static void collect(String path, Frame frame, Map<String, List<Long>> into) {
    if (frame.count > 0) {
      into.put(path, List.of(frame.count, frame.micros, frame.cpuMicros, frame.tokens));
    }
    frame.children.forEach((label, child) -> collect(path + ";" + label, child, into));
  }
}
