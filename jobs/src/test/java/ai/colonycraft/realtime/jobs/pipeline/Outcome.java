package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What came out of a replay, in the form of the figures that were computed apart from us. */
public final class Outcome {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Outcome() {}

  /** The last record of each window, as a reader of the topic would keep it. */
  static Map<String, JsonNode> windows(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, JsonNode> windows = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      JsonNode window = json(record.value());
      windows.put(new String(record.key()) + "@" + window.get("start").asLong(), window);
    }
    return windows;
  }

  /** The windows that began before {@code end}, each with its top lists. */
  public static ArrayNode summaries(Map<String, JsonNode> windows, long end) {
    Map<Long, Map<String, Map<String, Long>>> counts = new TreeMap<>();
    TreeMap<Long, JsonNode> summaries = new TreeMap<>();
    for (JsonNode window : windows.values()) {
      long start = window.get("start").asLong();
      if (start < end && window.get("kind").asText().equals("summary")) {
        summaries.put(start, window);
      } else if (start < end && !window.get("kind").asText().equals("sessions")) {
        counts
            .computeIfAbsent(start, s -> new HashMap<>())
            .computeIfAbsent(window.get("kind").asText(), k -> new HashMap<>())
            .put(window.get("id").asText(), window.get("count").asLong());
      }
    }
    ArrayNode all = JSON.createArrayNode();
    summaries.forEach(
        (start, summary) -> {
          ObjectNode node = all.addObject();
          node.put("start", start);
          node.set("events", summary.get("events"));
          node.set("active_users", summary.get("activeUsers"));
          node.set("active_users_by_platform", summary.get("activeUsersBy").get("platform"));
          node.set("active_colonies", summary.get("activeColonies"));
          node.set("top_users", top(counts.get(start).getOrDefault("user", Map.of())));
          node.set("top_colonies", top(counts.get(start).getOrDefault("colony", Map.of())));
        });
    return all;
  }

  private static ArrayNode top(Map<String, Long> counts) {
    ArrayNode top = JSON.createArrayNode();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(10)
        .forEach(entry -> top.addArray().add(entry.getKey()).add(entry.getValue()));
    return top;
  }

  /** Compares windows and series with every figure of the expected ones. */
  static void assertFigures(JsonNode expected, ArrayNode summaries, Scrape scrape) {
    for (int i = 0; i < expected.get("windows_5m").size(); i++) {
      assertThat((Object) text(summaries.get(i)))
          .as("window %d", i)
          .isEqualTo(text(expected.get("windows_5m").get(i)));
    }
    assertThat(summaries).hasSameSizeAs(expected.get("windows_5m"));

    Map<String, Long> types = scrape.by("user_activity_events_total", "type");
    types.remove("clock");
    assertThat(types).isEqualTo(longs(expected.get("by_type")));
    assertThat(types.values().stream().mapToLong(n -> n).sum())
        .isEqualTo(expected.get("events").asLong());
    assertThat(scrape.sum("colony_created_total"))
        .isEqualTo(expected.get("by_type").path("colony_created").asLong());
    assertThat(scrape.sum("agent_deployed_total"))
        .isEqualTo(expected.get("by_type").path("agent_deployed").asLong());
    assertThat(scrape.sum("llm_tokens_total"))
        .isEqualTo(expected.get("llm_tokens_total").asDouble());
    assertThat(scrape.sum("user_token_usage_total"))
        .isEqualTo(expected.get("llm_tokens_total").asDouble());
    assertThat(text(top(tokens(scrape)))).isEqualTo(text(expected.get("top_users_by_tokens")));

    JsonNode sessions = expected.get("sessions_gap_30m");
    assertThat(scrape.sum("session_duration_minutes_count"))
        .isEqualTo(sessions.get("count").asDouble());
    assertThat(scrape.sum("session_duration_minutes_sum"))
        .isCloseTo(
            sessions.get("sum_minutes").asDouble(), org.assertj.core.data.Offset.offset(1e-5));
    Map<String, Long> buckets = scrape.by("session_duration_minutes_bucket", "le");
    buckets.remove("+Inf");
    assertThat(buckets).isEqualTo(longs(sessions.get("le")));
  }

  private static Map<String, Long> tokens(Scrape scrape) {
    Map<String, Long> tokens = scrape.by("user_token_usage_total", "user_id");
    tokens.remove("other");
    return tokens;
  }

  static Map<String, Long> longs(JsonNode node) {
    Map<String, Long> longs = new HashMap<>();
    node.properties().forEach(entry -> longs.put(entry.getKey(), entry.getValue().asLong()));
    return longs;
  }

  /** Text with sorted keys: figures are compared, not their order in an object. */
  private static String text(JsonNode node) {
    try {
      return JSON.writer(
              com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(JSON.treeToValue(node, Object.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
