package ai.colonycraft.realtime.android;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.SystemClock;

/**
 * An alarm each ten minutes, in Doze too, that starts the service if it has gone and lets it look
 * at its connection. Android may make it later.
 */
public final class Watch extends BroadcastReceiver {

  private static final long INTERVAL_MILLIS = 600_000;

  static void plan(Context context) {
    PendingIntent alarm =
        PendingIntent.getBroadcast(
            context,
            0,
            new Intent(context, Watch.class),
            PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
    context
        .getSystemService(AlarmManager.class)
        .setAndAllowWhileIdle(
            AlarmManager.ELAPSED_REALTIME_WAKEUP,
            SystemClock.elapsedRealtime() + INTERVAL_MILLIS,
            alarm);
  }

  @Override
  public void onReceive(Context context, Intent intent) {
    if (new Memory(context).account().isPresent() && !AlertService.start(context)) {
      plan(context);
    }
  }
}
