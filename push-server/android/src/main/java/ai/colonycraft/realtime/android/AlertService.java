package ai.colonycraft.realtime.android;

import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.net.ConnectivityManager;
import android.net.Network;
import android.os.Build;
import android.os.IBinder;
import android.os.PowerManager;
import android.util.Log;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The foreground service that holds the stream of notifications. Not exported: no other app can
 * start it, bind it or send to it. Its own notification says whether alerts can arrive; when that
 * is not certain for two minutes, a second one says so.
 */
public final class AlertService extends Service {

  private static final String TAG = "alerts";
  private static final int FOREGROUND = 1;

  /** Break that is not worth a notification. */
  private static final long DOUBT_SECONDS = 120;

  private static final long NUMBERS_SECONDS = 60;

  /** Milliseconds that the processor stays awake for an event or an alarm. */
  private static final long AWAKE_MILLIS = 10_000;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Memory memory;
  private NotificationManager notifications;
  private PowerManager.WakeLock wakeLock;
  private ConnectivityManager.NetworkCallback network;
  private StreamReader reader;
  private volatile StreamStatus status = StreamStatus.CONNECTING;

  /**
   * Starts the service, or makes the one that runs look at its connection.
   *
   * @return false if Android does not let it start from where the app is; then a notification says
   *     that alerts do not arrive
   */
  static boolean start(Context context) {
    try {
      context.startForegroundService(new Intent(context, AlertService.class));
      return true;
    } catch (IllegalStateException e) {
      Log.w(TAG, "Android did not let the service start", e);
      Channels.create(context);
      Doubt.show(context, R.string.doubt_stopped);
      return false;
    }
  }

  static void stop(Context context) {
    context.stopService(new Intent(context, AlertService.class));
  }

  /** What is known of the stream. */
  StreamStatus status() {
    return status;
  }

  @Override
  public void onCreate() {
    memory = new Memory(this);
    notifications = getSystemService(NotificationManager.class);
    wakeLock =
        getSystemService(PowerManager.class)
            .newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "colonycraft:alerts");
    wakeLock.setReferenceCounted(false);
    Channels.create(this);
    followNetwork();
    timer.scheduleWithFixedDelay(
        this::updateNumbers, NUMBERS_SECONDS, NUMBERS_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public int onStartCommand(Intent intent, int flags, int startId) {
    showForeground();
    wakeLock.acquire(AWAKE_MILLIS);
    Account account = memory.account().orElse(null);
    if (account == null) {
      stopSelf();
      return START_NOT_STICKY;
    }
    Watch.plan(this);
    if (reader == null || !reader.account().equals(account) || status == StreamStatus.REFUSED) {
      if (reader != null) {
        reader.stop();
      }
      reader =
          new StreamReader(
              account, memory, new Incidents(new AlertScreen(this), memory), new Watcher());
      new Thread(reader, "stream").start();
    } else {
      reader.wake();
    }
    return START_STICKY;
  }

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }

  @Override
  public void onDestroy() {
    timer.shutdownNow();
    if (reader != null) {
      reader.stop();
    }
    getSystemService(ConnectivityManager.class).unregisterNetworkCallback(network);
    if (wakeLock.isHeld()) {
      wakeLock.release();
    }
  }

  private void followNetwork() {
    network =
        new ConnectivityManager.NetworkCallback() {
          @Override
          public void onAvailable(Network found) {
            // A connection over another network lives on, or breaks by itself.
            if (reader != null) {
              reader.wake();
            }
          }

          @Override
          public void onLost(Network lost) {
            if (reader != null) {
              reader.breakOff();
            }
          }
        };
    getSystemService(ConnectivityManager.class).registerDefaultNetworkCallback(network);
  }

  private void updateNumbers() {
    boolean seen = getSystemService(PowerManager.class).isInteractive();
    if (seen && NumbersWidget.isPlaced(this)) {
      NumbersWidget.refresh(this);
    }
  }

  private void showForeground() {
    Notification notification = connection();
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
      startForeground(FOREGROUND, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_SPECIAL_USE);
    } else {
      startForeground(FOREGROUND, notification);
    }
  }

  private Notification connection() {
    boolean sleeps =
        !getSystemService(PowerManager.class).isIgnoringBatteryOptimizations(getPackageName());
    int text =
        switch (status) {
          case CONNECTING -> R.string.status_connecting;
          case CONNECTED -> sleeps ? R.string.status_sleeps : R.string.status_connected;
          case BROKEN -> R.string.status_broken;
          case REFUSED -> R.string.status_refused;
        };
    return new Notification.Builder(this, Channels.CONNECTION)
        .setSmallIcon(R.drawable.icon)
        .setContentTitle(getString(text))
        .setOngoing(true)
        .setContentIntent(
            PendingIntent.getActivity(
                this,
                0,
                new Intent(this, SetupActivity.class),
                PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT))
        .build();
  }

  /** Called by the thread of the stream. */
  private final class Watcher implements StreamReader.Watcher {

    private ScheduledFuture<?> doubt;

    @Override
    public void status(StreamStatus now) {
      status = now;
      notifications.notify(FOREGROUND, connection());
      if (now == StreamStatus.BROKEN && doubt == null) {
        doubt = timer.schedule(this::doubt, DOUBT_SECONDS, TimeUnit.SECONDS);
      } else if (now == StreamStatus.REFUSED) {
        Doubt.show(AlertService.this, R.string.status_refused);
      } else if (now == StreamStatus.CONNECTED) {
        if (doubt != null) {
          doubt.cancel(false);
          doubt = null;
        }
        Doubt.withdraw(AlertService.this);
      }
    }

    @Override
    public void event() {
      wakeLock.acquire(AWAKE_MILLIS);
    }

    private void doubt() {
      if (status == StreamStatus.BROKEN) {
        Doubt.show(AlertService.this, R.string.doubt_broken);
      }
    }
  }
}
