package ai.colonycraft.realtime.push.alerts;

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
    Optional<String> actionUrl) {

  /** How bad it is, worst first. */
  enum Type {
    CRITICAL,
    WARNING,
    INFO
  }

  Alert {
    long start = startedAt;
    resolvedAt = resolvedAt.map(end -> Math.max(start, end));
  }

  /** The same alert under another id, with the start of that one. */
  Alert as(String otherId, long otherStart) {
    return new Alert(
        fingerprint,
        otherId,
        source,
        type,
        title,
        message,
        otherStart,
        resolvedAt,
        labels,
        actionUrl);
  }
}
