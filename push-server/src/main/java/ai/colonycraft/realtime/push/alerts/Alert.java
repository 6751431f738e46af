package ai.colonycraft.realtime.push.alerts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An alert as a notification.
 *
 * @param fingerprint of its labels, the same for all that they name
 * @param number of the incident, grows from one of a fingerprint to the next: the start of the
 *     alert, or 1 ms after the end of the incident before if it {@link #again fires again}
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
    long number,
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

  /** The same whenever it is repeated, and when it is resolved. */
  String id() {
    return "alert-" + fingerprint + "-" + number;
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
  Alert as(long otherNumber, long otherStart, long seen, long seenAt, Optional<Long> end) {
    return new Alert(
        fingerprint,
        otherNumber,
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

  /**
   * The same alert as a new incident, which begins now, though the sender gives it the start of one
   * that has ended. Its number follows from that end, so that every server gives it the same one.
   *
   * @param end when that one ended, in epoch milliseconds
   */
  Alert again(long end) {
    return new Alert(
        fingerprint,
        end + 1,
        source,
        type,
        title,
        message,
        Math.max(end + 1, lastSeenAt),
        Optional.empty(),
        labels,
        actionUrl,
        sameAs,
        1,
        lastSeenAt);
  }
}
