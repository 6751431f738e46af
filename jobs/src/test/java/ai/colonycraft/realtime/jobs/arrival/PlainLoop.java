package ai.colonycraft.realtime.jobs.arrival;

import ai.colonycraft.realtime.jobs.types.AgentKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a plain loop over the records of a topic counts, with the default window, disorder and
 * lateness. An event is late if its own partition had passed its window before it, where the time
 * of a record counts no later than its arrival. An event more than an hour ahead of its arrival is
 * refused.
 */
final class PlainLoop {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long WINDOW = 300_000;
  private static final long DISORDER = 10_000;
  private static final long LATENESS = 60_000;
  private static final long AHEAD = 3_600_000;

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Set<String>> active = new TreeMap<>();
  private long accepted;
  private long late;

  /** Counts all records of a topic whose windows begin before {@code end}. */
  static PlainLoop over(List<ConsumerRecord<byte[], byte[]>> records, long end) {
    PlainLoop loop = new PlainLoop();
    List<ConsumerRecord<byte[], byte[]>> inOrder = new ArrayList<>(records);
    inOrder.sort(
        (a, b) ->
            a.partition() != b.partition()
                ? Integer.compare(a.partition(), b.partition())
                : Long.compare(a.offset(), b.offset()));
    Map<Integer, Long> progress = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : inOrder) {
      JsonNode event = json(record.value());
      long timestamp = event.get("timestamp").asLong();
      if (timestamp > record.timestamp() + AHEAD) {
        continue;
      }
      long before = progress.getOrDefault(record.partition(), Long.MIN_VALUE);
      progress.merge(record.partition(), Math.min(timestamp, record.timestamp()), Math::max);
      if (timestamp < end) {
        loop.add(event, timestamp, before);
      }
    }
    return loop;
  }

  private void add(JsonNode event, long timestamp, long progress) {
    accepted++;
    long start = timestamp - Math.floorMod(timestamp, WINDOW);
    if (progress > start + WINDOW - 1 + LATENESS + DISORDER) {
      late++;
      return;
    }
    String user = event.get("userId").asText();
    counts.merge("user/" + user + "@" + start, 1L, Long::sum);
    counts.merge("events@" + start, 1L, Long::sum);
    active.computeIfAbsent("activeUsers@" + start, k -> new HashSet<>()).add(user);
    long tokens = event.path("tokens").asLong();
    spend("summary", start, tokens);
    if (event.hasNonNull("colonyId")) {
      String colony = "colony/" + event.get("colonyId").asText();
      counts.merge(colony + "@" + start, 1L, Long::sum);
      active.computeIfAbsent("activeColonies@" + start, k -> new HashSet<>()).add(colony);
      spend(colony, start, tokens);
    }
    if (event.hasNonNull("agentId")) {
      String agent =
          "agent/"
              + new AgentKey(event.path("colonyId").asText(), event.get("agentId").asText()).text();
      counts.merge(agent + "@" + start, 1L, Long::sum);
      active.computeIfAbsent("activeAgents@" + start, k -> new HashSet<>()).add(agent);
      spend(agent, start, tokens);
    }
  }

  private void spend(String key, long start, long tokens) {
    if (tokens > 0) {
      counts.merge(tokensOf(key) + "@" + start, tokens, Long::sum);
    }
  }

  private static String tokensOf(String key) {
    return "tokens of " + key;
  }

  /** Every figure of every window, by name. */
  Map<String, Long> figures() {
    Map<String, Long> all = new TreeMap<>(counts);
    active.forEach((name, ids) -> all.put(name, (long) ids.size()));
    return all;
  }

  long accepted() {
    return accepted;
  }

  long late() {
    return late;
  }

  /** The same figures as the job published them, each window as it was published last. */
  static Map<String, Long> published(List<ConsumerRecord<byte[], byte[]>> windows, long end) {
    Map<String, Long> figures = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : windows) {
      JsonNode window = json(record.value());
      long start = window.get("start").asLong();
      if (start >= end - Math.floorMod(end, WINDOW)) {
        continue;
      }
      if (window.get("kind").asText().equals("sessions")) {
        continue;
      }
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (window.get("kind").asText().equals("summary")) {
        figures.put("events@" + start, window.get("events").asLong());
        figures.put("activeUsers@" + start, window.get("activeUsers").asLong());
        put(figures, "activeColonies", start, window.get("activeColonies").asLong());
        put(figures, "activeAgents", start, window.get("activeAgents").asLong());
      } else {
        figures.put(key + "@" + start, window.get("count").asLong());
      }
      put(figures, tokensOf(key), start, window.path("tokens").asLong());
    }
    return figures;
  }

  private static void put(Map<String, Long> figures, String name, long start, long figure) {
    if (figure > 0) {
      figures.put(name + "@" + start, figure);
    }
  }

  private static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
