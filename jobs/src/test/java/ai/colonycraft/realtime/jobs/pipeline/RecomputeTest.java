package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Windows of the past are counted again from what Kafka keeps. */
class RecomputeTest {

  private static final List<String> RECORDED = Recorded.withAgents(Recorded.userActivity());
  private static final long WINDOW = 300_000;

  /** The windows of a topic by key and start, each as it was published last. */
  private static Map<String, String> windows(Pipeline pipeline, String topic) {
    Map<String, String> windows = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.read(topic)) {
      JsonNode window = Outcome.json(record.value());
      windows.put(
          new String(record.key(), StandardCharsets.UTF_8) + "@" + window.get("start").asLong(),
          window.toString());
    }
    return windows;
  }

  private static long start(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('@') + 1));
  }

  @Test
  void publishesTheWindowsThatLieWholeInTheRangeAndNothingElse() throws Exception {
    long first = Replay.timestamp(RECORDED.get(0));
    long from = first - first % WINDOW + 3_600_000;
    long to = from + 2 * 3_600_000;
    try (Pipeline pipeline = Pipeline.start(2)) {
      pipeline.send(RECORDED);
      pipeline.run("--source.bounded", "true", "--source.live", "false").untilFinished();
      int live = pipeline.read("live-updates").size();
      int feed = pipeline.read("activity-feed").size();

      pipeline
          .run(
              "--source.start",
              Instant.ofEpochMilli(from).toString(),
              "--source.bounded",
              Instant.ofEpochMilli(to).toString(),
              "--topics.activity-windows",
              "service-windows")
          .untilFinished();

      Map<String, String> whole = windows(pipeline, "activity-windows");
      whole.keySet().removeIf(key -> start(key) < from || start(key) + WINDOW > to);
      // They may have begun before the range.
      whole.keySet().removeIf(key -> key.startsWith("sessions@"));
      assertThat(whole.values())
          .anyMatch(window -> window.contains("\"tokens\":") && window.contains("\"cpuMicros\":"));
      assertThat(whole.keySet()).anyMatch(key -> key.startsWith("agent/"));
      assertThat(windows(pipeline, "service-windows")).isEqualTo(whole);
      assertThat(pipeline.read("live-updates")).hasSize(live);
      assertThat(pipeline.read("activity-feed")).hasSize(feed);
    }
  }

  @Test
  void refusesARangeThatKafkaNoLongerKeepsOrThatIsOpenStill() throws Exception {
    try (Pipeline pipeline = Pipeline.start(1)) {
      pipeline.send(RECORDED.subList(0, 1000));
      Instant now = Instant.ofEpochMilli(System.currentTimeMillis() / WINDOW * WINDOW);

      assertThatThrownBy(() -> pipeline.run(range(now.minusSeconds(7200), now.plusSeconds(300))))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("source.bounded: expected at most ")
          .hasMessageContaining("since later windows are open still");

      pipeline.deleteBefore("user-activity", 0, 10);

      assertThatThrownBy(() -> pipeline.run(range(now.minusSeconds(7200), now.minusSeconds(3600))))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("source.start: expected at least ")
          .hasMessageContaining("since Kafka keeps user-activity-0 from ");
    }
  }

  private static String[] range(Instant from, Instant to) {
    return new String[] {"--source.start", from.toString(), "--source.bounded", to.toString()};
  }

  @Test
  void refusesARangeThatCutsAWindow() throws Exception {
    try (Pipeline pipeline = Pipeline.start(1)) {
      assertThatThrownBy(
              () ->
                  pipeline.run(
                      range(
                          Instant.parse("2026-01-01T10:02:30Z"),
                          Instant.parse("2026-01-01T12:09:00Z"))))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining(
              "source.start: expected a time between two windows, as 2026-01-01T10:00:00Z or"
                  + " 2026-01-01T10:05:00Z, found 2026-01-01T10:02:30Z")
          .hasMessageContaining(
              "source.bounded: expected a time between two windows, as 2026-01-01T12:05:00Z or"
                  + " 2026-01-01T12:10:00Z, found 2026-01-01T12:09:00Z");
    }
  }

  @Test
  void refusesAnEndWithoutABeginBeforeIt() {
    for (String[] args :
        new String[][] {
          {"--source.bounded", "2026-01-01T00:00:00Z"},
          {"--source.start", "2026-01-02T00:00:00Z", "--source.bounded", "2026-01-01T00:00:00Z"}
        }) {
      assertThatThrownBy(() -> UserActivityConfig.read(args))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("source.bounded: expected a time after that of source.start");
    }
    assertThatThrownBy(() -> UserActivityConfig.read("--source.start", "yesterday"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "source.start: expected one of earliest, latest, committed or a time as"
                + " 2026-01-31T09:00:00Z, found \"yesterday\"");
  }
}
