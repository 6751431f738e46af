package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans through the whole job give, window by window, the time of each stack. */
class FlameGraphTest {

  private static final long WINDOW = 300_000;
  private static final long START = 1_750_000_200_000L;
  private static final int WINDOWS = 3;

  private record Span(String id, String parent, String operation, long millis) {}

  private final Random random = new Random(11);

  /** Own milliseconds by window start, and then by stack; walked up from each span. */
  private final Map<Long, Map<String, Long>> expected = new TreeMap<>();

  private final List<String> events = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  @BeforeEach
  void makeTraces() {
    for (int i = 0; i < 300; i++) {
      trace("t" + i, START + (long) i * WINDOWS * WINDOW / 300);
    }
    shuffleWithin(5_000);
  }

  @Test
  void foldsTheSpansOfEachWindowThoughTheyComeOutOfOrder() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth("--flame.refresh", "1 s")) {
      send(pipeline, 0, events.size());
      finish(pipeline);
    }
  }

  @Test
  void foldsTheSameWhenATaskManagerIsLostInTheMiddle() throws Exception {
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth("--flame.refresh", "1 s")) {
      int half = events.size() / 2;
      send(pipeline, 0, half);
      awaitSpans(pipeline, half);
      long before = pipeline.completedCheckpoints();
      await().atMost(Replay.PATIENCE).until(() -> pipeline.completedCheckpoints() > before);
      // What comes now is in no checkpoint for sure: it must be folded again.
      send(pipeline, half, half + 100);
      awaitSpans(pipeline, half + 100);

      pipeline.loseTaskManager();

      send(pipeline, half + 100, events.size());
      finish(pipeline);
    }
  }

  /** Carries event time on until all is folded, and compares. */
  private void finish(Pipeline pipeline) {
    awaitSpans(pipeline, events.size());
    for (int partition = 0; partition < Pipeline.PARTITIONS; partition++) {
      send(pipeline, partition, clock(START + (WINDOWS + 1) * WINDOW));
    }
    pipeline.flush();
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(complete(pipeline, "calls/*/")).isEqualTo(expected);
              assertThat(complete(pipeline, "resources/db/").keySet()).isEqualTo(expected.keySet());
            });
    assertThat(pipeline.scrape().by("trace_spans_total", "outcome"))
        .isEqualTo(Map.of("placed", (long) events.size() - 1, "no_id", 1L));
  }

  private static void awaitSpans(Pipeline pipeline, int spans) {
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pipeline.scrape().by("service_events_total", "type"))
                    .containsEntry("span", (long) spans));
  }

  private void send(Pipeline pipeline, int from, int to) {
    for (int i = from; i < to; i++) {
      send(pipeline, i % Pipeline.PARTITIONS, events.get(i));
    }
    pipeline.flush();
  }

  private void trace(String traceId, long at) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String parent = i == 0 ? null : spans.get(random.nextInt(i)).id;
      spans.add(
          new Span(
              "s" + i,
              parent,
              List.of("get", "put").get(random.nextInt(2)),
              1 + random.nextInt(90)));
    }
    Map<String, Span> byId = new HashMap<>();
    spans.forEach(span -> byId.put(span.id, span));
    long start = Math.floorDiv(at, WINDOW) * WINDOW;
    for (Span span : spans) {
      StringBuilder path = new StringBuilder();
      for (Span up = span; up != null; up = up.parent == null ? null : byId.get(up.parent)) {
        path.insert(0, "db: " + up.operation + (path.isEmpty() ? "" : ";"));
      }
      long caused =
          spans.stream().filter(s -> span.id.equals(s.parent)).mapToLong(Span::millis).sum();
      expected
          .computeIfAbsent(start, s -> new TreeMap<>())
          .merge(path.toString(), Math.max(0, span.millis - caused), Long::sum);
      events.add(
          """
          {"type":"span","service":"db","timestamp":%d,"traceId":"%s","spanId":"%s",%s\
          "operation":"%s","durationMs":%d}\
          """
              .formatted(
                  at,
                  traceId,
                  span.id,
                  span.parent == null ? "" : "\"parentSpanId\":\"" + span.parent + "\",",
                  span.operation,
                  span.millis));
      times.add(at);
    }
    if (traceId.equals("t7")) {
      events.add(
          "{\"type\":\"span\",\"service\":\"db\",\"timestamp\":%d,\"durationMs\":5}".formatted(at));
      times.add(at);
    }
  }

  private void shuffleWithin(int millis) {
    List<Integer> order = new ArrayList<>();
    Map<Integer, Long> moved = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      order.add(i);
      moved.put(i, times.get(i) + random.nextInt(millis));
    }
    order.sort(Comparator.comparingLong(moved::get));
    List<String> shuffled = order.stream().map(events::get).toList();
    events.clear();
    events.addAll(shuffled);
  }

  /** The last record of each whole graph whose key begins so: milliseconds by stack. */
  private static Map<Long, Map<String, Long>> complete(Pipeline pipeline, String prefix) {
    Map<Long, Map<String, Long>> graphs = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.read("flamegraphs")) {
      JsonNode graph = Outcome.json(record.value());
      if (new String(record.key()).startsWith(prefix) && graph.get("complete").asBoolean()) {
        graphs.put(graph.get("start").asLong(), stacks(graph.get("frames")));
      }
    }
    return graphs;
  }

  private static Map<String, Long> stacks(JsonNode frames) {
    Map<String, Long> stacks = new TreeMap<>();
    List<String> path = new ArrayList<>();
    for (JsonNode frame : frames) {
      path.subList(frame.get("level").asInt() - 1, path.size()).clear();
      path.add(frame.get("label").asText());
      if (frame.get("count").asLong() > 0) {
        stacks.merge(String.join(";", path), frame.get("timeMicros").asLong() / 1000, Long::sum);
      }
    }
    return stacks;
  }

  private static String clock(long timestamp) {
    return "{\"type\":\"clock\",\"service\":\"clock\",\"timestamp\":%d}".formatted(timestamp);
  }

  private static void send(Pipeline pipeline, int partition, String event) {
    pipeline.send("service-events", partition, event.getBytes(StandardCharsets.UTF_8));
  }
}
