package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Severity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a record of the topic of notifications says about a rule.
 *
 * @param rule the rule's id
 * @param line what is printed
 */
record WatchedRecord(String rule, String line) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The source of what the job says about rules themselves: refused, suspended, limited. */
  private static final String ABOUT_RULES = "cep-rules";

  /** Reads a record; empty if it is of no rule, as an alert is. */
  static Optional<WatchedRecord> of(byte[] value) {
    JsonNode root;
    try {
      root = value == null ? null : JSON.readTree(value);
    } catch (IOException e) {
      return Optional.empty();
    }
    if (root == null
        || !root.path("id").isTextual()
        || !root.path("timestamp").canConvertToLong()) {
      return Optional.empty();
    }
    String source = root.path("source").asText();
    if (source.equals(ABOUT_RULES)) {
      return Optional.of(
          new WatchedRecord(root.at("/context/rule").asText(), line(root, source, "message")));
    }
    // The id of a match begins with its rule; sources of alerts are no rules.
    return root.get("id").textValue().startsWith(source + "/")
        ? Optional.of(new WatchedRecord(source, line(root, source, "title")))
        : Optional.empty();
  }

  private static String line(JsonNode root, String source, String words) {
    String severity = root.path("type").asText();
    return "%s  %s  %s  %s%s"
        .formatted(
            Instant.ofEpochMilli(time(root)),
            paint(severity).on("%-8s".formatted(Printable.of(severity))),
            Printable.of(source),
            Printable.of(root.path(words).asText()),
            incident(root));
  }

  private static Paint paint(String severity) {
    return severity.equals(Severity.CRITICAL.word())
        ? Paint.BAD
        : severity.equals(Severity.WARNING.word()) ? Paint.DOUBTFUL : Paint.QUIET;
  }

  /** When that happened which the record says. */
  private static long time(JsonNode root) {
    long begun = root.path("timestamp").asLong();
    return root.has("resolvedAt")
        ? root.path("resolvedAt").asLong(begun)
        : root.path("lastSeenAt").asLong(begun);
  }

  private static String incident(JsonNode root) {
    long count = root.path("count").asLong(1);
    if (root.path("state").asText().equals("resolved")) {
      Duration length = Duration.ofSeconds((time(root) - root.path("timestamp").asLong()) / 1000);
      return ", %s after %s and %d %s"
          .formatted(
              Printable.of(root.path("resolution").asText("resolved")),
              Durations.words(length),
              count,
              count == 1 ? "match" : "matches");
    }
    return count == 1 ? "" : ", %d matches".formatted(count);
  }
}
