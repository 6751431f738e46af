package ai.colonycraft.realtime.android;

import org.json.JSONException;
import org.json.JSONObject;

/**
 * A notification of the server, as far as the phone needs it.
 *
 * @param group id of the group that it stands in, or its own
 * @param ended whether it is over
 * @param taken whether somebody acknowledged it, or it was assigned to somebody
 * @param interrupts false if it is part of another one, silenced, or not the first of its group
 */
record Alert(
    String id,
    Severity severity,
    String title,
    String message,
    String group,
    boolean ended,
    boolean taken,
    boolean interrupts) {

  /** How bad it is; each has a channel. */
  enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }

  /**
   * Reads a notification.
   *
   * @throws JSONException if it has no id or title
   */
  static Alert of(JSONObject json) throws JSONException {
    String id = json.getString("id");
    return new Alert(
        id,
        severity(json.optString("type")),
        json.getString("title"),
        json.optString("message"),
        json.optString("group", id),
        json.has("resolvedAt") || json.optString("state").equals("resolved"),
        isTaken(json),
        json.optBoolean("interrupts", true) && !json.has("partOf") && !json.has("silenced"));
  }

  /** Whether somebody acknowledged it, or it was assigned to somebody. */
  static boolean isTaken(JSONObject actions) {
    return actions.has("acknowledged") || actions.has("assigned");
  }

  private static Severity severity(String type) {
    return switch (type) {
      case "critical" -> Severity.CRITICAL;
      case "info" -> Severity.INFO;
      default -> Severity.WARNING;
    };
  }
}
