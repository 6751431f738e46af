package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.history.HistoryRecord.Section;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns records of Kafka into what is written to the database. What passes can be written: numbers
 * are whole, required fields are there, and texts hold no character that PostgreSQL refuses.
 */
final class RecordReader {

  private static final long FIVE_MINUTES = 300_000;
  private static final long MINUTE = 60_000;
  private static final String USER = "user";
  private static final String COLONY = "colony";
  private static final Set<String> COUNTED = Set.of(USER, COLONY, TopOfWindow.AGENT);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A record that the database could not take. */
  static final class BadRecordException extends Exception {
    BadRecordException(String message) {
      super(message);
    }
  }

  private RecordReader() {}

  /**
   * A record of {@code activity-windows}: a count, sessions, or a summary and how many counts it
   * stands for.
   *
   * @throws BadRecordException if it is none; the message names the field
   */
  static List<HistoryRecord> activityWindow(byte[] value) throws BadRecordException {
    JsonNode window = object(value);
    long start = start(window, FIVE_MINUTES);
    String kind = text(window, "kind");
    if (kind.equals("summary")) {
      count(window, "events");
      count(window, "activeUsers");
      count(window, "activeColonies");
      if (window.has("tokens")) {
        count(window, "tokens");
      }
      for (Map.Entry<String, JsonNode> field : fields(window, "activeUsersBy")) {
        counts(window.get("activeUsersBy"), field.getKey());
      }
      long end = start + FIVE_MINUTES;
      List<HistoryRecord> records = new ArrayList<>();
      records.add(HistoryRecord.of(Section.SUMMARIES, Long.toString(start), end, clean(window)));
      records.add(HistoryRecord.expected(USER, start, end, count(window, "activeUsers")));
      records.add(HistoryRecord.expected(COLONY, start, end, count(window, "activeColonies")));
      // Earlier versions counted no agents.
      if (window.has("activeAgents")) {
        records.add(
            HistoryRecord.expected(TopOfWindow.AGENT, start, end, count(window, "activeAgents")));
      }
      return records;
    }
    if (kind.equals("sessions")) {
      checkSessions(window);
      return List.of(
          HistoryRecord.of(
              Section.SESSIONS, Long.toString(start), start + FIVE_MINUTES, clean(window)));
    }
    if (!COUNTED.contains(kind)) {
      throw new BadRecordException(
          "kind: expected user, colony, agent, summary or sessions, found " + kind);
    }
    JsonNode name = window.get("name");
    HistoryRecord count =
        HistoryRecord.count(
            kind,
            start,
            start + FIVE_MINUTES,
            id(kind, window),
            name == null || !name.isTextual() ? null : clean(name.textValue()),
            count(window, "count"));
    return List.of(
        kind.equals(USER)
            ? count
            : count.spending(amount(window, "tokens"), amount(window, "cpuMicros")));
  }

  /**
   * What names one of a kind within its window. Events may have an id that is empty, and the window
   * would not be whole without it.
   */
  private static String id(String kind, JsonNode window) throws BadRecordException {
    if (!window.path("id").isTextual()) {
      throw new BadRecordException("id: expected a text");
    }
    String id = window.get("id").textValue();
    return kind.equals(TopOfWindow.AGENT)
        ? new AgentKey(window.path("colonyId").asText(), id).text()
        : id;
  }

  /** What was spent, which is not written if it is nothing. */
  private static long amount(JsonNode window, String field) throws BadRecordException {
    return window.has(field) ? count(window, field) : 0;
  }

  /** Counts by field, value and bound; the empty value stands for all of them in the tables. */
  private static void checkSessions(JsonNode window) throws BadRecordException {
    for (Map.Entry<String, JsonNode> field : fields(window, "sessionsBy")) {
      for (Map.Entry<String, JsonNode> named : fields(window.get("sessionsBy"), field.getKey())) {
        if (named.getKey().isEmpty()) {
          throw new BadRecordException(
              "sessionsBy." + field.getKey() + ": expected names that are not empty");
        }
        counts(field.getValue(), named.getKey());
      }
    }
  }

  /**
   * A record of {@code service-windows}.
   *
   * @throws BadRecordException if it is none; the message names the field
   */
  static List<HistoryRecord> serviceWindow(byte[] value) throws BadRecordException {
    JsonNode window = object(value);
    long start = start(window, MINUTE);
    String service = clean(text(window, "service"));
    String region = clean(text(window, "region"));
    for (String field : new String[] {"events", "requests", "cpuMicros"}) {
      count(window, field);
    }
    counts(window, "responses");
    counts(window, "errors");
    JsonNode latency = window.path("latency");
    count(latency, "count");
    count(latency, "sumMicros");
    if (!latency.path("buckets").isArray()) {
      throw new BadRecordException("latency.buckets: expected an array");
    }
    for (JsonNode bucket : latency.get("buckets")) {
      if (!bucket.path(0).canConvertToInt()
          || !bucket.path(0).isIntegralNumber()
          || !bucket.path(1).isIntegralNumber()
          || !bucket.path(1).canConvertToLong()) {
        throw new BadRecordException("latency.buckets: expected pairs of whole numbers");
      }
    }
    JsonNode memory = window.path("memory");
    for (String field : new String[] {"readings", "sumBytes", "maxBytes"}) {
      count(memory, field);
    }
    return List.of(
        HistoryRecord.of(
            Section.SERVICES,
            start + " " + service.length() + " " + service + region,
            start + MINUTE,
            clean(window)));
  }

  /**
   * A record of {@code notifications}.
   *
   * @return empty for one that is no incident: an acknowledgement, or of type info
   * @throws BadRecordException if it lacks a field; the message names it
   */
  static List<HistoryRecord> incident(byte[] value) throws BadRecordException {
    JsonNode incident = object(value);
    String type = incident.path("type").asText();
    if (incident.has("acknowledges") || type.equals("info")) {
      return List.of();
    }
    if (!type.equals("warning") && !type.equals("critical")) {
      throw new BadRecordException("type: expected info, warning or critical, found " + type);
    }
    text(incident, "title");
    text(incident, "source");
    for (String field : new String[] {"count", "lastSeenAt", "resolvedAt"}) {
      if (incident.has(field)) {
        count(incident, field);
      }
    }
    return List.of(
        HistoryRecord.of(
            Section.INCIDENTS,
            clean(text(incident, "id")),
            count(incident, "timestamp"),
            clean(incident)));
  }

  private static JsonNode object(byte[] value) throws BadRecordException {
    try {
      JsonNode node = value == null ? null : JSON.readTree(value);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new BadRecordException("expected a JSON object: " + e.getMessage());
    }
    throw new BadRecordException("expected a JSON object");
  }

  private static long start(JsonNode window, long length) throws BadRecordException {
    long start = count(window, "start");
    if (start % length != 0 || count(window, "end") != start + length) {
      throw new BadRecordException(
          "start: expected a window of %d ms, aligned to the epoch, found %d to %s"
              .formatted(length, start, window.get("end")));
    }
    return start;
  }

  private static long count(JsonNode node, String field) throws BadRecordException {
    JsonNode number = node.path(field);
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
      throw new BadRecordException(field + ": expected a whole number of at least 0");
    }
    return number.longValue();
  }

  private static void counts(JsonNode node, String field) throws BadRecordException {
    for (Map.Entry<String, JsonNode> entry : fields(node, field)) {
      count(node.get(field), entry.getKey());
    }
  }

  private static Iterable<Map.Entry<String, JsonNode>> fields(JsonNode node, String field)
      throws BadRecordException {
    if (!node.path(field).isObject()) {
      throw new BadRecordException(field + ": expected an object");
    }
    return node.get(field).properties();
  }

  private static String text(JsonNode node, String field) throws BadRecordException {
    JsonNode text = node.path(field);
    if (!text.isTextual() || text.textValue().isEmpty()) {
      throw new BadRecordException(field + ": expected a text that is not empty");
    }
    return text.textValue();
  }

  private static String clean(JsonNode node) {
    try {
      return JSON.writeValueAsString(cleaned(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory", e);
    }
  }

  private static JsonNode cleaned(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(clean(node.textValue()));
    }
    if (node.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      node.forEach(element -> array.add(cleaned(element)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      node.properties()
          .forEach(entry -> object.set(clean(entry.getKey()), cleaned(entry.getValue())));
      return object;
    }
    return node;
  }

  /** Without U+0000 and halves of characters, which PostgreSQL does not store. */
  static String clean(String text) {
    boolean good = true;
    for (int i = 0; i < text.length() && good; i++) {
      char c = text.charAt(i);
      good = c != 0 && !Character.isSurrogate(c);
    }
    if (good) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
