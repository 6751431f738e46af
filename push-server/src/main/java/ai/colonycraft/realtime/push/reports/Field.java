package ai.colonycraft.realtime.push.reports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a field of a report may hold: the fields of the platform's event that a browser can know.
 *
 * @param most characters of a text; 0 for a number
 */
record Field(int most) {

  private static final Field NUMBER = new Field(0);
  private static final Map<String, Field> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("type", new Field(32));
    KNOWN.put("sessionId", new Field(100));
    KNOWN.put("timestamp", NUMBER);
    KNOWN.put("eventId", new Field(100));
    KNOWN.put("userId", new Field(100));
    KNOWN.put("platform", new Field(32));
    KNOWN.put("region", new Field(64));
    KNOWN.put("countryCode", new Field(8));
    KNOWN.put("colonyId", new Field(100));
    KNOWN.put("agentId", new Field(100));
    KNOWN.put("page", new Field(300));
    KNOWN.put("name", new Field(100));
    KNOWN.put("value", NUMBER);
    KNOWN.put("durationMs", NUMBER);
    KNOWN.put("message", new Field(1_000));
    KNOWN.put("severity", new Field(16));
    KNOWN.put("version", new Field(64));
    KNOWN.put("traceId", new Field(64));
  }

  /** The field of that name; null if a report has none. */
  static Field of(String name) {
    return KNOWN.get(name);
  }

  static String names() {
    return String.join(", ", KNOWN.keySet());
  }

  /** What was expected, if the value is something else. */
  Optional<String> problem(JsonNode value) {
    boolean fits =
        most == 0
            ? value.isNumber() && Double.isFinite(value.doubleValue())
            : value.isTextual() && !value.textValue().isBlank() && length(value) <= most;
    return fits
        ? Optional.empty()
        : Optional.of(
            most == 0
                ? "expected a number"
                : "expected text of 1 to %d characters%s"
                    .formatted(most, value.isTextual() ? ", found " + length(value) : ""));
  }

  private static int length(JsonNode text) {
    return text.textValue().length();
  }
}
