package ai.colonycraft.realtime.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.util.Log;
import java.io.IOException;
import java.util.Optional;

/**
 * Acknowledges an incident at the server when a person presses *Acknowledge*. The notification goes
 * when the server has it; if that fails it stays and says so.
 */
public final class AcknowledgeReceiver extends BroadcastReceiver {

  private static final String TAG = "acknowledge";
  private static final String ID = "id";
  private static final String TITLE = "title";
  private static final String CHANNEL = "channel";

  static Intent of(Context context, String id, String title, String channel) {
    return new Intent(context, AcknowledgeReceiver.class)
        .putExtra(ID, id)
        .putExtra(TITLE, title)
        .putExtra(CHANNEL, channel);
  }

  @Override
  public void onReceive(Context context, Intent intent) {
    String id = intent.getStringExtra(ID);
    if (id == null) {
      return;
    }
    Background.run(
        this,
        () -> {
          AlertScreen screen = new AlertScreen(context);
          Optional<Account> account = new Memory(context).account();
          try {
            if (account.isEmpty()) {
              throw new IOException("not signed in");
            }
            new Server(account.get()).acknowledge(id);
            screen.withdraw(id);
          } catch (IOException e) {
            Log.w(TAG, "an acknowledgement did not reach the server", e);
            screen.showUnacknowledged(
                id, intent.getStringExtra(TITLE), intent.getStringExtra(CHANNEL));
          }
        });
  }
}
