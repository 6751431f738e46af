package ai.colonycraft.realtime.push.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Maps each path to the scope that it requires. A path stands for everything below it, and the
 * longest one counts. What is under {@code /api/} or {@code /sse/} and not named here asks for
 * {@code metrics:read}, so that a path that was forgotten is not open. What is under {@code
 * /api/notifications/} changes a notification for everybody, and so asks for more than to read.
 */
public final class Access {

  private static final String NOTIFICATIONS = "/api/notifications";
  private static final String ACK = "/ack";
  private static final Map<String, Scope> SCOPES = new LinkedHashMap<>();

  static {
    SCOPES.put(NOTIFICATIONS, Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/objectives", Scope.METRICS_READ);
    SCOPES.put("/api/incidents", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/people", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/views", Scope.METRICS_READ);
    SCOPES.put("/api/oncall", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/push", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/silences", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/actions", Scope.NOTIFICATIONS_ACKNOWLEDGE);
    SCOPES.put("/api/rules/enabled", Scope.RULES_WRITE);
    SCOPES.put("/api/rules", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/api/reports", Scope.REPORTS_WRITE);
    SCOPES.put("/api/alerts", Scope.ALERTS_WRITE);
    SCOPES.put("/v1/traces", Scope.TRACES_WRITE);
    SCOPES.put("/sse/notifications", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/notifications/stream", Scope.NOTIFICATIONS_READ);
    SCOPES.put("/stream", Scope.METRICS_READ);
    SCOPES.put("/metrics", Scope.METRICS_READ);
    SCOPES.put("/sse", Scope.METRICS_READ);
  }

  /** Paths whose answer counts what all clients and series do, and can't be narrowed. */
  private static final Set<String> WHOLE = Set.of("/metrics", "/api/rules");

  private static final Set<String> WEB_SOCKETS = Set.of("/stream", "/notifications/stream");

  private Access() {}

  /** Whether only a token that is not narrowed may have a path. */
  static boolean isWhole(String path) {
    return WHOLE.stream().anyMatch(p -> path.equals(p) || path.startsWith(p + "/"));
  }

  /** Whether a WebSocket can be opened at a path, and so may bring its token after the upgrade. */
  static boolean isWebSocket(String path) {
    return WEB_SOCKETS.contains(path);
  }

  /** The id of the notification that a path acknowledges; empty for another path. */
  static Optional<String> acknowledged(String path) {
    String before = NOTIFICATIONS + "/";
    if (!path.startsWith(before)
        || !path.endsWith(ACK)
        || path.length() <= before.length() + ACK.length()) {
      return Optional.empty();
    }
    // Slashes and percent signs of an id are still encoded, and a plus sign is a plus sign.
    String id = path.substring(before.length(), path.length() - ACK.length());
    try {
      return Optional.of(URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.of(id);
    }
  }

  /**
   * The scope that a path asks for; empty if anybody may have it: the pages, the description of the
   * API and the checks of health.
   *
   * @param path decoded and without {@code ..}, as the handlers see it
   */
  public static Optional<Scope> needed(String path) {
    if (path.startsWith(NOTIFICATIONS + "/")) {
      return Optional.of(Scope.NOTIFICATIONS_ACKNOWLEDGE);
    }
    for (Map.Entry<String, Scope> entry : SCOPES.entrySet()) {
      if (path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/")) {
        return Optional.of(entry.getValue());
      }
    }
    return path.startsWith("/api/") ? Optional.of(Scope.METRICS_READ) : Optional.empty();
  }
}
