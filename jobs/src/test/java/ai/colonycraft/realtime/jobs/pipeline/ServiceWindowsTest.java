package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finished windows of services are those of a plain loop, whatever happens to the job. */
class ServiceWindowsTest {

  private static final long MINUTE = 60_000;

  /** What a plain loop over the events counts, a line for each figure of each window. */
  private static Map<String, Long> plainLoop(List<String> lines) {
    Map<String, Long> figures = new TreeMap<>();
    for (String line : lines) {
      JsonNode event = Outcome.json(line.getBytes(StandardCharsets.UTF_8));
      long timestamp = event.get("timestamp").asLong();
      String window =
          "%s/%s@%d "
              .formatted(
                  event.get("service").asText(),
                  event.path("region").asText("unknown"),
                  timestamp - timestamp % MINUTE);
      figures.merge(window + "events", 1L, Long::sum);
      switch (event.get("type").asText()) {
        case "http_request" -> {
          figures.merge(window + "requests", 1L, Long::sum);
          figures.merge(window + event.get("statusCode").asLong() / 100 + "xx", 1L, Long::sum);
          if (event.has("durationMs")) {
            figures.merge(window + "timed", 1L, Long::sum);
            figures.merge(
                window + "micros",
                Math.round(event.get("durationMs").asDouble() * 1000),
                Long::sum);
          }
        }
        case "error" -> figures.merge(window + event.get("severity").asText(), 1L, Long::sum);
        case "resource_usage" -> {
          figures.merge(
              window + "cpu", Math.round(event.get("cpuSeconds").asDouble() * 1e6), Long::sum);
          figures.merge(window + "memory", event.get("memoryBytes").asLong(), Math::max);
        }
        default -> {}
      }
    }
    figures.values().removeIf(amount -> amount == 0);
    return figures;
  }

  /** The same figures as the job published them, each window as it was published last. */
  private static Map<String, Long> published(Pipeline pipeline) throws Exception {
    Map<String, JsonNode> windows = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.read("service-windows")) {
      JsonNode window = Outcome.json(record.value());
      windows.put(
          new String(record.key(), StandardCharsets.UTF_8) + "@" + window.get("start").asLong(),
          window);
    }
    Map<String, Long> figures = new TreeMap<>();
    windows.forEach(
        (name, window) -> {
          if (!name.startsWith("clock/")) {
            figures.put(name + " events", window.get("events").asLong());
            put(figures, name + " requests", window.get("requests"));
            window
                .get("responses")
                .properties()
                .forEach(e -> put(figures, name + " " + e.getKey(), e.getValue()));
            window
                .get("errors")
                .properties()
                .forEach(e -> put(figures, name + " " + e.getKey(), e.getValue()));
            put(figures, name + " timed", window.get("latency").get("count"));
            put(figures, name + " micros", window.get("latency").get("sumMicros"));
            put(figures, name + " cpu", window.get("cpuMicros"));
            put(figures, name + " memory", window.get("memory").get("maxBytes"));
          }
        });
    return figures;
  }

  private static void put(Map<String, Long> figures, String name, JsonNode value) {
    if (value.asLong() > 0) {
      figures.put(name, value.asLong());
    }
  }

  private static void send(Pipeline pipeline, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      pipeline.send(
          "service-events", i % Pipeline.PARTITIONS, lines.get(i).getBytes(StandardCharsets.UTF_8));
    }
    pipeline.flush();
  }

  /** Carries event time on until all windows of the lines are over, and compares. */
  private static void assertWindows(Pipeline pipeline, List<String> lines) {
    long last = lines.stream().mapToLong(Replay::timestamp).max().orElseThrow();
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pipeline.scrape().sum("service_events_total")).isEqualTo(lines.size()));
    for (int partition = 0; partition < Pipeline.PARTITIONS; partition++) {
      String clock =
          "{\"type\":\"clock\",\"timestamp\":%d,\"service\":\"clock\"}"
              .formatted(last + 10 * MINUTE);
      pipeline.send("service-events", partition, clock.getBytes(StandardCharsets.UTF_8));
    }
    pipeline.flush();
    Map<String, Long> expected = plainLoop(lines);
    await()
        .atMost(Replay.PATIENCE)
        .untilAsserted(() -> assertThat(published(pipeline)).isEqualTo(expected));
    // Accepted is in windows or late.
    assertThat(pipeline.scrape().sum("events_late_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void areThoseOfAPlainLoopOverTheRecording(int parallelism) throws Exception {
    List<String> recorded = Recorded.serviceEvents();
    try (Pipeline pipeline = Pipeline.start(parallelism).runServiceHealth()) {
      send(pipeline, recorded);
      assertWindows(pipeline, recorded);
    }
  }

  @Test
  void areThoseOfAPlainLoopOverEventsOfAllTypesWhenATaskManagerIsLost() throws Exception {
    List<String> lines = madeUp(6_000);
    int half = lines.size() / 2;
    try (Pipeline pipeline = Pipeline.start(2).runServiceHealth()) {
      send(pipeline, lines.subList(0, half));
      long before = pipeline.completedCheckpoints();
      await().atMost(Replay.PATIENCE).until(() -> pipeline.completedCheckpoints() > before);
      // What comes now is in no checkpoint for sure: it must be counted again.
      send(pipeline, lines.subList(half, half + 600));
      pipeline.loseTaskManager();
      send(pipeline, lines.subList(half + 600, lines.size()));
      assertWindows(pipeline, lines);
      assertPercentiles(pipeline, lines);
    }
  }

  private static List<String> madeUp(int events) {
    Random random = new Random(5);
    long begin = 1_750_000_020_000L;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      String more =
          switch (random.nextInt(8)) {
            case 0 -> "\"type\":\"error\",\"severity\":\"critical\"";
            case 1 ->
                "\"type\":\"resource_usage\",\"cpuSeconds\":%s,\"memoryBytes\":%d"
                    .formatted(random.nextInt(1000) / 1000.0, random.nextInt(1_000_000));
            case 2 -> "\"type\":\"deployment_started\",\"version\":\"1\"";
            default ->
                "\"type\":\"http_request\",\"statusCode\":%d,\"durationMs\":%s"
                    .formatted(200 + 100 * random.nextInt(4), duration(random));
          };
      // 10 events a second, out of order by less than the bound.
      long timestamp = begin + 100L * i - random.nextInt(8_000);
      lines.add(
          "{%s,\"timestamp\":%d,\"service\":\"s-%d\",\"region\":\"r-%d\"}"
              .formatted(more, timestamp, random.nextInt(3), random.nextInt(2)));
    }
    return lines;
  }

  private static String duration(Random random) {
    return Double.toString(Math.round(40_000 * Math.exp(random.nextGaussian())) / 1000.0);
  }

  /** Percentiles over all windows together, from the sum of their histograms. */
  private static void assertPercentiles(Pipeline pipeline, List<String> lines) throws Exception {
    double[] millis =
        lines.stream()
            .map(line -> Outcome.json(line.getBytes(StandardCharsets.UTF_8)))
            .filter(event -> event.has("durationMs"))
            .mapToDouble(event -> event.get("durationMs").asDouble())
            .sorted()
            .toArray();
    Map<String, JsonNode> windows = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.read("service-windows")) {
      JsonNode window = Outcome.json(record.value());
      windows.put(new String(record.key(), StandardCharsets.UTF_8) + window.get("start"), window);
    }
    TreeMap<Integer, Long> buckets = new TreeMap<>();
    windows
        .values()
        .forEach(
            window ->
                window
                    .get("latency")
                    .get("buckets")
                    .forEach(
                        bucket ->
                            buckets.merge(
                                bucket.get(0).asInt(), bucket.get(1).asLong(), Long::sum)));
    for (double share : new double[] {0.5, 0.95, 0.99}) {
      long rank = (long) Math.ceil(share * millis.length);
      double exact = millis[(int) rank - 1];
      int index = 0;
      for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
        index = bucket.getKey();
        rank -= bucket.getValue();
        if (rank <= 0) {
          break;
        }
      }
      assertThat(2 * Math.pow(1.02, index) / 2.02)
          .as("p%s of %s", share, Arrays.stream(millis).max())
          .isCloseTo(exact, Percentage.withPercentage(2));
    }
  }
}
