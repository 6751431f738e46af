package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.correlation.PlainMatches;
import ai.colonycraft.realtime.jobs.pipeline.Recorded;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Twelve recorded hours, which can be lived again two days later each time, and what must come out
 * of each time. Ids of events name their round.
 */
final class RecordedDay {

  static final int PARTITIONS = 3;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long ROUND = Duration.ofDays(2).toMillis();
  private static final long WINDOW = Duration.ofMinutes(5).toMillis();

  /** Longer than a session's gap and a window together. */
  private static final long LONG_AFTER = Duration.ofHours(1).toMillis();

  /**
   * One event on its way.
   *
   * @param partition of its topic
   * @param timestamp event time, epoch milliseconds
   * @param json the event
   */
  record Sending(int partition, long timestamp, String json) {}

  private final List<ObjectNode> events = new ArrayList<>();
  private final JsonNode expected = Recorded.expected();
  private final Set<String> matches = new TreeSet<>();

  RecordedDay() {
    List<String> lines = Recorded.withAgents(Recorded.userActivity());
    try {
      for (String line : lines) {
        events.add((ObjectNode) JSON.readTree(line));
      }
      matches.addAll(PlainMatches.edits(lines));
      matches.addAll(PlainMatches.otherHands(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The events of a round, in order of time. */
  List<Sending> round(int round) {
    List<Sending> sendings = new ArrayList<>();
    for (ObjectNode event : events) {
      long timestamp = in(round, event.get("timestamp").asLong());
      ObjectNode again = event.deepCopy();
      again.put("timestamp", timestamp);
      again.put("eventId", "r" + round + "-" + event.get("eventId").asText());
      int partition = Math.floorMod(event.get("userId").asText().hashCode(), PARTITIONS);
      sendings.add(new Sending(partition, timestamp, again.toString()));
    }
    return sendings;
  }

  /** A time at which all windows and sessions of a round are over. */
  long afterRound(int round) {
    return in(round, last()) + LONG_AFTER;
  }

  /** When the first event was recorded, epoch milliseconds. */
  long first() {
    return events.get(0).get("timestamp").asLong();
  }

  /** When the last event was recorded, epoch milliseconds. */
  long last() {
    return events.get(events.size() - 1).get("timestamp").asLong();
  }

  /** A recorded time when it is lived again. */
  long in(int round, long recorded) {
    return recorded + round * ROUND;
  }

  int size() {
    return events.size();
  }

  /** Events by type in one round. */
  Map<String, Long> byType() {
    Map<String, Long> byType = new HashMap<>();
    expected
        .get("by_type")
        .properties()
        .forEach(e -> byType.put(e.getKey(), e.getValue().asLong()));
    return byType;
  }

  /** Tokens spent in one round. */
  long tokens() {
    return expected.get("llm_tokens_total").asLong();
  }

  /** Finished sessions of one round. */
  long sessions() {
    return expected.at("/sessions_gap_30m/count").asLong();
  }

  /** The figures computed apart from this project, at the times of a round. */
  List<JsonNode> windows(int round) {
    List<JsonNode> windows = new ArrayList<>();
    for (JsonNode window : expected.get("windows_5m")) {
      ObjectNode shifted = window.deepCopy();
      shifted.put("start", in(round, window.get("start").asLong()));
      windows.add(shifted);
    }
    return windows;
  }

  /**
   * Events by window of each user, colony and agent, and of all, by key of its record and start.
   */
  Map<String, Long> counts(int round) {
    Map<String, Long> counts = new HashMap<>();
    for (ObjectNode event : events) {
      long timestamp = in(round, event.get("timestamp").asLong());
      String at = "@" + Math.floorDiv(timestamp, WINDOW) * WINDOW;
      counts.merge("user/" + event.get("userId").asText() + at, 1L, Long::sum);
      counts.merge("summary" + at, 1L, Long::sum);
      if (event.hasNonNull("colonyId")) {
        counts.merge("colony/" + event.get("colonyId").asText() + at, 1L, Long::sum);
      }
      if (event.hasNonNull("agentId")) {
        AgentKey agent =
            new AgentKey(event.path("colonyId").asText(), event.get("agentId").asText());
        counts.merge("agent/" + agent.text() + at, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** Ids of the notifications that a plain program finds in a round. */
  Set<String> notifications(int round) {
    Set<String> ids = new TreeSet<>();
    for (String id : matches) {
      int event = id.lastIndexOf('/') + 1;
      ids.add(id.substring(0, event) + "r" + round + "-" + id.substring(event));
    }
    return ids;
  }
}
