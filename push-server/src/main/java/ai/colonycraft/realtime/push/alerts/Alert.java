package ai.colonycraft.realtime.push.alerts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An alert as a notification.
 *
 * @param fingerprint of its labels, the same for all that they name
 * @param id of the alert and its start: the same whenever it is repeated, and when it is resolved
 * @param source who sends it: {@code alertmanager} or {@code grafana}
 * @param startedAt epoch milliseconds
 * @param resolvedAt epoch milliseconds, not before its start; empty while it fires
 * @param labels what the rule knows
 * @param actionUrl its runbook, or where it was made
 * @param sameAs rules that notice the same fact, {@code rule:ID}
 * @param count how many messages named it as firing
 * @param lastSeenAt when the last of these came, in epoch milliseconds
 */
record Alert(
    String fingerprint,
    String id,
    String source,
    Type type,
    String title,
    String message,
    long startedAt,
    Optional<Long> resolvedAt,
    Map<String, String> labels,
    Optional<String> actionUrl,
    List<String> sameAs,
    long count,
    long lastSeenAt) {

  /** How bad it is, worst first. */
  enum Type {
    CRITICAL,
    WARNING,
    INFO
  }

  Alert {
    long start = startedAt;
    resolvedAt = resolvedAt.map(end -> Math.max(start, end));
    sameAs = List.copyOf(sameAs);
    lastSeenAt = Math.max(start, lastSeenAt);
  }

  /** Whether it has not ended. */
  boolean isFiring() {
    return resolvedAt.isEmpty();
  }

  /** Its name as a source of an incident. */
  String sourceName() {
    return "alert:" + labels.getOrDefault("alertname", "Alert");
  }

  /**
   * The same alert as the next message about an incident.
   *
   * @param end when that one ended, as far as is known; the first end that was named stays
   */
  Alert as(String otherId, long otherStart, long seen, long seenAt, Optional<Long> end) {
    return new Alert(
        fingerprint,
        otherId,
        source,
        type,
        title,
        message,
        otherStart,
        isFiring() || end.isEmpty() ? resolvedAt : end,
        labels,
        actionUrl,
        sameAs,
        isFiring() ? seen + 1 : seen,
        isFiring() ? lastSeenAt : seenAt);
  }
}
