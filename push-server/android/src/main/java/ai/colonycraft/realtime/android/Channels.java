package ai.colonycraft.realtime.android;

import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.content.Context;
import android.media.AudioAttributes;
import android.provider.Settings;

/**
 * The app's notification channels: one a severity, one for the service, and one that says when
 * alerts may not arrive. A person can change each in Android's settings.
 */
final class Channels {

  /** The notification that a foreground service must have. */
  static final String CONNECTION = "connection";

  /** Says that alerts may not arrive. */
  static final String DOUBT = "doubt";

  private Channels() {}

  /** The channel of a severity. */
  static String of(Alert.Severity severity) {
    return switch (severity) {
      case CRITICAL -> "critical";
      case WARNING -> "warning";
      case INFO -> "info";
    };
  }

  /** Creates those that do not exist; what a person changed stays. */
  static void create(Context context) {
    NotificationManager manager = context.getSystemService(NotificationManager.class);
    manager.createNotificationChannel(
        channel(
            context, CONNECTION, R.string.channel_connection, NotificationManager.IMPORTANCE_MIN));
    manager.createNotificationChannel(
        channel(context, DOUBT, R.string.channel_doubt, NotificationManager.IMPORTANCE_DEFAULT));
    manager.createNotificationChannel(
        channel(context, "info", R.string.channel_info, NotificationManager.IMPORTANCE_LOW));
    manager.createNotificationChannel(
        channel(
            context, "warning", R.string.channel_warning, NotificationManager.IMPORTANCE_DEFAULT));
    manager.createNotificationChannel(critical(context));
  }

  private static NotificationChannel critical(Context context) {
    NotificationChannel channel =
        channel(
            context, "critical", R.string.channel_critical, NotificationManager.IMPORTANCE_HIGH);
    // Holds only while the person lets the app pass Do Not Disturb.
    channel.setBypassDnd(true);
    channel.enableVibration(true);
    channel.setSound(
        Settings.System.DEFAULT_ALARM_ALERT_URI,
        new AudioAttributes.Builder().setUsage(AudioAttributes.USAGE_ALARM).build());
    return channel;
  }

  private static NotificationChannel channel(Context context, String id, int name, int importance) {
    return new NotificationChannel(id, context.getString(name), importance);
  }
}
