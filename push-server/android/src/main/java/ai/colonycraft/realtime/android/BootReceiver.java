package ai.colonycraft.realtime.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import java.util.Set;

/** Starts the service after the phone has started, and after the app was updated. */
public final class BootReceiver extends BroadcastReceiver {

  @Override
  public void onReceive(Context context, Intent intent) {
    Memory memory = new Memory(context);
    boolean booted = Intent.ACTION_BOOT_COMPLETED.equals(intent.getAction());
    boolean updated = Intent.ACTION_MY_PACKAGE_REPLACED.equals(intent.getAction());
    if (!booted && !updated || memory.account().isEmpty()) {
      return;
    }
    // Android removed the notifications: what is still open is shown again.
    memory.keepShown(Set.of());
    AlertService.start(context);
  }
}
