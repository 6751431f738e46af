package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.types.AgentKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;

/** Waits until the recorded events are counted, and compares every figure. */
final class Replay {

  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LONG_AFTER = Duration.ofHours(12).toMillis();
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();

  private final List<String> recorded;
  private final JsonNode expected = Recorded.expected();

  Replay(List<String> recorded) {
    this.recorded = recorded;
  }

  /** Carries event time on until all windows and sessions are over, and compares. */
  void assertFigures(Pipeline pipeline) {
    assertFiguresFrom(pipeline, Long.MIN_VALUE);
  }

  /**
   * As {@link #assertFigures}, for a topic that lacks the windows which were over before.
   *
   * @param time only windows that ended after it are compared
   */
  void assertFiguresFrom(Pipeline pipeline, long time) {
    awaitEvents(pipeline, recorded.size());
    long last = timestamp(recorded.get(recorded.size() - 1));
    pipeline.advanceTo(last + LONG_AFTER);
    Map<String, List<Long>> amounts = amounts(time);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, JsonNode> windows = Outcome.windows(pipeline.read("activity-windows"));
              ArrayNode summaries = Outcome.summaries(windows, last + LONG_AFTER / 2);
              ObjectNode figures = expected.deepCopy();
              figures.set("windows_5m", after(time, expected.get("windows_5m")));
              Outcome.assertFigures(figures, after(time, summaries), pipeline.scrape());
              assertThat(amounts(windows, time)).isEqualTo(amounts);
            });
    assertThat(pipeline.scrape().sum("events_late_total")).isZero();
    if (time == Long.MIN_VALUE) {
      // Every recorded event has a colony, and none was late.
      assertThat(
              amounts.entrySet().stream()
                  .filter(amount -> amount.getKey().startsWith("colony/"))
                  .mapToLong(amount -> amount.getValue().get(1))
                  .sum())
          .isEqualTo(expected.get("llm_tokens_total").asLong());
    }
  }

  /**
   * Events, tokens and microseconds of CPU time by colony or agent and window, and how many agents
   * a window has, each under the key of its record.
   *
   * @param time only windows that began after it
   */
  private Map<String, List<Long>> amounts(long time) {
    Map<String, List<Long>> amounts = new HashMap<>();
    for (String line : recorded) {
      JsonNode event = Outcome.json(line.getBytes(StandardCharsets.UTF_8));
      long start = Math.floorDiv(event.get("timestamp").asLong(), WINDOW) * WINDOW;
      if (start <= time) {
        continue;
      }
      List<Long> amount =
          List.of(
              1L,
              event.path("tokens").asLong(),
              Math.round(event.path("cpuSeconds").asDouble() * 1e6));
      String colony = event.path("colonyId").asText();
      if (event.has("colonyId")) {
        amounts.merge("colony/" + colony + "@" + start, amount, Replay::plus);
      }
      if (event.has("agentId")) {
        String agent = new AgentKey(colony, event.get("agentId").asText()).text();
        if (amounts.merge("agent/" + agent + "@" + start, amount, Replay::plus) == amount) {
          amounts.merge("agents@" + start, List.of(1L), Replay::plus);
        }
      }
    }
    return amounts;
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }

  private static Map<String, List<Long>> amounts(Map<String, JsonNode> windows, long time) {
    Map<String, List<Long>> amounts = new HashMap<>();
    windows.forEach(
        (key, window) -> {
          if (window.get("start").asLong() <= time) {
            return;
          }
          if (key.startsWith("colony/") || key.startsWith("agent/")) {
            amounts.put(
                key,
                List.of(
                    window.get("count").asLong(),
                    window.path("tokens").asLong(),
                    window.path("cpuMicros").asLong()));
          } else if (window.path("activeAgents").asLong() > 0) {
            amounts.put(
                key.replace("summary", "agents"), List.of(window.get("activeAgents").asLong()));
          }
        });
    return amounts;
  }

  private static ArrayNode after(long time, JsonNode windows) {
    ArrayNode after = JsonNodeFactory.instance.arrayNode();
    windows.forEach(
        window -> {
          if (window.get("start").asLong() + WINDOW > time) {
            after.add(window);
          }
        });
    return after;
  }

  /** Until the job has counted so many; event time must not run ahead of what is still to come. */
  static void awaitEvents(Pipeline pipeline, int events) {
    await()
        .atMost(PATIENCE)
        .failFast("the job failed", () -> pipeline.status() == JobStatus.FAILED)
        .untilAsserted(
            () ->
                assertThat(pipeline.scrape().sum("user_activity_events_total")).isEqualTo(events));
  }

  static long timestamp(String line) {
    return Outcome.json(line.getBytes(StandardCharsets.UTF_8)).get("timestamp").asLong();
  }
}
