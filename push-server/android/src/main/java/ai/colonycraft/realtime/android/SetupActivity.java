package ai.colonycraft.realtime.android;

import android.Manifest;
import android.app.Activity;
import android.app.NotificationManager;
import android.content.Intent;
import android.net.Uri;
import android.os.Build;
import android.os.PowerManager;
import android.provider.Settings;
import android.util.Log;
import android.view.View;
import android.webkit.WebStorage;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;
import java.io.IOException;
import java.util.Optional;

/**
 * Says what Android still has to allow so that alerts arrive and sound, with a button for each, and
 * signs out. Not exported.
 */
public final class SetupActivity extends Activity {

  private static final int PADDING_DP = 24;

  @Override
  protected void onResume() {
    super.onResume();
    // Drawn anew each time the person comes back from Android's settings.
    LinearLayout list = new LinearLayout(this);
    list.setOrientation(LinearLayout.VERTICAL);
    int padding = (int) (PADDING_DP * getResources().getDisplayMetrics().density);
    list.setPadding(padding, padding, padding, padding);
    Optional<Account> account = new Memory(this).account();
    if (account.isPresent()) {
      signedIn(list, account.get());
    } else {
      text(list, getString(R.string.how_to_sign_in));
    }
    ScrollView scroll = new ScrollView(this);
    scroll.addView(list);
    setContentView(scroll);
  }

  private void signedIn(LinearLayout list, Account account) {
    NotificationManager notifications = getSystemService(NotificationManager.class);
    text(list, getString(R.string.signed_in, account.server()));
    if (!notifications.areNotificationsEnabled()) {
      text(list, getString(R.string.need_notifications));
      button(list, R.string.allow, v -> allowNotifications());
    }
    if (!notifications.isNotificationPolicyAccessGranted()) {
      text(list, getString(R.string.need_policy));
      button(
          list,
          R.string.allow,
          v -> startActivity(new Intent(Settings.ACTION_NOTIFICATION_POLICY_ACCESS_SETTINGS)));
    }
    if (!getSystemService(PowerManager.class).isIgnoringBatteryOptimizations(getPackageName())) {
      text(list, getString(R.string.need_battery));
      button(
          list,
          R.string.allow,
          v ->
              startActivity(
                  new Intent(
                      Settings.ACTION_REQUEST_IGNORE_BATTERY_OPTIMIZATIONS,
                      Uri.fromParts("package", getPackageName(), null))));
    }
    button(list, R.string.open_pages, v -> startActivity(new Intent(this, PagesActivity.class)));
    button(list, R.string.sign_out, v -> signOut());
  }

  private void allowNotifications() {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
      requestPermissions(new String[] {Manifest.permission.POST_NOTIFICATIONS}, 1);
    } else {
      startActivity(
          new Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS)
              .putExtra(Settings.EXTRA_APP_PACKAGE, getPackageName()));
    }
  }

  private void signOut() {
    AlertService.stop(this);
    Memory memory = new Memory(this);
    memory.account().ifPresent(account -> unregister(account, memory.device()));
    memory.signOut();
    WebStorage.getInstance().deleteAllData();
    getSystemService(NotificationManager.class).cancelAll();
    onResume();
  }

  private static void unregister(Account account, String device) {
    Runnable task =
        () -> {
          try {
            new Server(account).unregister(device);
          } catch (IOException e) {
            Log.i("setup", "the server still knows this phone: " + e.getMessage());
          }
        };
    new Thread(task, "unregister").start();
  }

  private void text(LinearLayout list, String text) {
    TextView view = new TextView(this);
    view.setText(text);
    list.addView(view);
  }

  private void button(LinearLayout list, int label, View.OnClickListener action) {
    Button button = new Button(this);
    button.setText(label);
    button.setOnClickListener(action);
    list.addView(button);
  }
}
