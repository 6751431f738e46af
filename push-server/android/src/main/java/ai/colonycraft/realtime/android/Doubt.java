package ai.colonycraft.realtime.android;

import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;

/** The notification that says that alerts may not arrive, and why. */
final class Doubt {

  private static final int NUMBER = 2;

  private Doubt() {}

  static void show(Context context, int reason) {
    Notification notification =
        new Notification.Builder(context, Channels.DOUBT)
            .setSmallIcon(R.drawable.icon)
            .setContentTitle(context.getString(R.string.doubt))
            .setContentText(context.getString(reason))
            .setOnlyAlertOnce(true)
            .setContentIntent(
                PendingIntent.getActivity(
                    context,
                    0,
                    new Intent(context, SetupActivity.class),
                    PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT))
            .build();
    context.getSystemService(NotificationManager.class).notify(NUMBER, notification);
  }

  static void withdraw(Context context) {
    context.getSystemService(NotificationManager.class).cancel(NUMBER);
  }
}
