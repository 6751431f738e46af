package ai.colonycraft.realtime.android;

import android.content.BroadcastReceiver;

/** Runs what a broadcast asks for, and that may block, on a thread of its own. */
final class Background {

  private Background() {}

  /** Keeps the receiver's process until the task has ended. */
  static void run(BroadcastReceiver receiver, Runnable task) {
    BroadcastReceiver.PendingResult pending = receiver.goAsync();
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                // A test that calls the receiver itself has no pending result.
                if (pending != null) {
                  pending.finish();
                }
              }
            },
            "broadcast");
    thread.start();
  }
}
