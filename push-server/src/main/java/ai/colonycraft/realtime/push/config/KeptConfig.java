package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;

/**
 * How much of the past a push server keeps, for clients that come back and charts that open.
 *
 * @param historyUpdates updates of metrics kept for clients that come back
 * @param historyBytes what these may take
 * @param pointsBytes what the recent points of all series may take
 * @param notificationsKept notifications kept, those that came first go first
 * @param notificationsBytes what these may take
 * @param sessionNotifications notifications that may wait for one slow reader before it is closed
 */
public record KeptConfig(
    int historyUpdates,
    int historyBytes,
    int pointsBytes,
    int notificationsKept,
    int notificationsBytes,
    int sessionNotifications) {

  private static final int MEBIBYTE = 1 << 20;

  private static final Setting<Integer> HISTORY_UPDATES =
      Setting.wholeNumber(
          "history.updates", 1, 10_000_000, 100_000, "updates kept for clients that come back");
  private static final Setting<Integer> HISTORY_BYTES =
      bytes("history.bytes", "what the updates kept for clients that come back may take");
  private static final Setting<Integer> POINTS_BYTES =
      bytes("points.bytes", "what the recent points of all series may take, for charts");
  private static final Setting<Integer> NOTIFICATIONS_KEPT =
      Setting.wholeNumber(
          "notifications.kept", 1, 1_000_000, 10_000, "notifications kept, the oldest go first");
  private static final Setting<Integer> NOTIFICATIONS_BYTES =
      bytes("notifications.bytes", "what the notifications kept may take");
  private static final Setting<Integer> SESSION_NOTIFICATIONS =
      Setting.wholeNumber(
          "session.notifications",
          1,
          100_000,
          256,
          "notifications that may wait for a slow reader before it is closed");

  /** Every setting, in the order {@code --help} shows them. */
  static final List<Setting<?>> SETTINGS =
      List.of(
          HISTORY_UPDATES,
          HISTORY_BYTES,
          POINTS_BYTES,
          NOTIFICATIONS_KEPT,
          NOTIFICATIONS_BYTES,
          SESSION_NOTIFICATIONS);

  static KeptConfig read(Settings settings) {
    return new KeptConfig(
        settings.get(HISTORY_UPDATES),
        settings.get(HISTORY_BYTES),
        settings.get(POINTS_BYTES),
        settings.get(NOTIFICATIONS_KEPT),
        settings.get(NOTIFICATIONS_BYTES),
        settings.get(SESSION_NOTIFICATIONS));
  }

  private static Setting<Integer> bytes(String name, String help) {
    return Setting.wholeNumber(name, 1_024, 1_073_741_824, 32 * MEBIBYTE, help + ", in bytes");
  }
}
