package ai.colonycraft.realtime.android;

import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.graphics.drawable.Icon;
import android.net.Uri;
import android.service.notification.StatusBarNotification;
import java.util.HashSet;
import java.util.Set;

/**
 * Shows alerts as notifications of the phone, each under its id, with *Acknowledge*; a tap opens
 * the incident. Thread-safe.
 */
final class AlertScreen implements Incidents.Screen {

  private static final String GROUP = "incidents";
  private static final int NUMBER = 0;

  private final Context context;
  private final NotificationManager manager;

  AlertScreen(Context context) {
    this.context = context;
    manager = context.getSystemService(NotificationManager.class);
  }

  @Override
  public void show(Alert alert) {
    boolean critical = alert.severity() == Alert.Severity.CRITICAL;
    Notification.Builder notification =
        builder(Channels.of(alert.severity()), alert.id(), alert.title(), alert.message())
            .setCategory(critical ? Notification.CATEGORY_ALARM : Notification.CATEGORY_STATUS);
    if (alert.severity() != Alert.Severity.INFO) {
      notification.addAction(acknowledge(alert.id(), alert.title(), Channels.of(alert.severity())));
    }
    manager.notify(alert.id(), NUMBER, notification.build());
  }

  /** Shows, without a sound, that an acknowledgement did not reach the server. */
  void showUnacknowledged(String id, String title, String channel) {
    manager.notify(
        id,
        NUMBER,
        builder(channel, id, title, context.getString(R.string.not_acknowledged))
            .addAction(acknowledge(id, title, channel))
            .build());
  }

  @Override
  public void withdraw(String id) {
    manager.cancel(id, NUMBER);
  }

  @Override
  public Set<String> shown() {
    Set<String> ids = new HashSet<>();
    for (StatusBarNotification one : manager.getActiveNotifications()) {
      String channel = one.getNotification().getChannelId();
      if (one.getTag() != null
          && (channel.equals(Channels.of(Alert.Severity.CRITICAL))
              || channel.equals(Channels.of(Alert.Severity.WARNING)))) {
        ids.add(one.getTag());
      }
    }
    return ids;
  }

  private Notification.Builder builder(String channel, String id, String title, String message) {
    return new Notification.Builder(context, channel)
        .setSmallIcon(R.drawable.icon)
        .setContentTitle(title)
        .setContentText(message)
        .setStyle(new Notification.BigTextStyle().bigText(message))
        .setGroup(GROUP)
        .setOnlyAlertOnce(true)
        .setContentIntent(open(id));
  }

  private PendingIntent open(String id) {
    return PendingIntent.getActivity(
        context,
        0,
        PagesActivity.ofIncident(context, id).setData(uri(id)),
        PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
  }

  private Notification.Action acknowledge(String id, String title, String channel) {
    Intent intent = AcknowledgeReceiver.of(context, id, title, channel).setData(uri(id));
    PendingIntent pending =
        PendingIntent.getBroadcast(
            context, 0, intent, PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
    Icon icon = Icon.createWithResource(context, R.drawable.icon);
    return new Notification.Action.Builder(icon, context.getString(R.string.acknowledge), pending)
        .build();
  }

  /** Pending intents that differ in extras alone would be one: the id makes them differ. */
  private static Uri uri(String id) {
    return Uri.fromParts("incident", id, null);
  }
}
