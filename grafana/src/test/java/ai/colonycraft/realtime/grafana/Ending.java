package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether an incident is over when it should be: within 3 minutes of its cause's end, or, without a
 * cause of the platform, within 3 minutes after its last match unless an event ended it.
 *
 * @param after how long after its cause's end, or after it was last seen, it ended; until now while
 *     it is open; zero while the cause is open
 */
record Ending(JsonNode incident, Optional<Cause> cause, Duration after, boolean isRight) {

  /** Until a watermark, a scrape and a group of Alertmanager have passed on an end. */
  private static final Duration WAY = Duration.ofSeconds(60);

  /**
   * Judges one incident.
   *
   * @param incident as {@code /api/incidents} returns it
   * @param now epoch milliseconds
   */
  static Ending of(JsonNode incident, Causes causes, long now) {
    Optional<Cause> cause = causes.of(incident);
    boolean isOver = incident.has("resolvedAt");
    long end = incident.path("resolvedAt").asLong(now);
    if (cause.isPresent()) {
      long after = cause.get().isOpen() ? 0 : Math.max(0, end - cause.get().end());
      return new Ending(incident, cause, Duration.ofMillis(after), after <= Cause.END.toMillis());
    }
    long seen = incident.path("lastSeenAt").asLong(incident.get("timestamp").asLong());
    Duration after = Duration.ofMillis(Math.max(0, end - seen));
    boolean isExpired = isOver && incident.path("resolution").asText().equals("expired");
    return new Ending(
        incident, cause, after, !isExpired || after.compareTo(Cause.END.plus(WAY)) <= 0);
  }

  /** A row of the table that the command prints. */
  String row() {
    return "%-5s %-8s %-9s %5d s  %-32s %s%s"
        .formatted(
            isRight ? "right" : "LATE",
            incident.get("type").asText(),
            incident.has("resolvedAt") ? incident.path("resolution").asText() : "open",
            after.toSeconds(),
            cause.map(Cause::toString).orElse("(after its last match)"),
            incident.get("title").asText(),
            incident.path("sources").isEmpty() ? "" : ", of " + incident.get("sources"));
  }
}
