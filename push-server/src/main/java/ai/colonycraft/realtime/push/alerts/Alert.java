package ai.colonycraft.realtime.push.alerts;

import java.util.Map;
import java.util.Optional;

/**
 * An alert as a notification.
 *
 * @param id of the alert and its start: the same whenever it is repeated, and when it is resolved
 * @param startedAt epoch milliseconds
 * @param resolvedAt epoch milliseconds; empty while it fires
 * @param labels what the rule knows
 * @param actionUrl its runbook, or where it was made
 */
record Alert(
    String id,
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
}
