package ai.colonycraft.realtime.android;

import android.os.Build;
import android.util.Log;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.Random;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * The thread that holds {@code /sse/notifications}: connects, resumes after the last event that was
 * handled, and comes back after a break. {@link #wake}, {@link #breakOff} and {@link #stop} may be
 * called by any thread and do not block.
 */
final class StreamReader implements Runnable {

  private static final String TAG = "stream";

  /** Close codes with which the server wants another token, or none of this client's streams. */
  private static final int TOKEN_ENDED = 4501;

  private static final int FIRST_FINAL = 4400;
  private static final int LAST_FINAL = 4499;

  /** Follows the state of the stream, on its thread. */
  interface Watcher {
    void status(StreamStatus status);

    /** An event came and is handled next. */
    void event();
  }

  private final Account account;
  private final Memory memory;
  private final Incidents incidents;
  private final Watcher watcher;
  private final Server server;
  private final Backoff backoff = new Backoff(new Random());
  private final Object lock = new Object();
  private HttpURLConnection connection;
  private boolean awake;
  private volatile boolean stopped;
  private volatile boolean refused;

  StreamReader(Account account, Memory memory, Incidents incidents, Watcher watcher) {
    this.account = account;
    this.memory = memory;
    this.incidents = incidents;
    this.watcher = watcher;
    server = new Server(account);
  }

  Account account() {
    return account;
  }

  @Override
  public void run() {
    watcher.status(StreamStatus.CONNECTING);
    while (!stopped && !refused) {
      try {
        read();
      } catch (Server.RefusedException e) {
        refused = true;
      } catch (IOException e) {
        Log.i(TAG, "the stream broke: " + e.getMessage());
      }
      if (!stopped) {
        watcher.status(refused ? StreamStatus.REFUSED : StreamStatus.BROKEN);
      }
      if (!stopped && !refused) {
        pause(backoff.next());
      }
    }
  }

  /** Ends a wait: there is a network, or the phone is awake. */
  void wake() {
    synchronized (lock) {
      awake = true;
      lock.notifyAll();
    }
  }

  /** Gives the connection up, for instance since its network is gone. */
  void breakOff() {
    HttpURLConnection old;
    synchronized (lock) {
      old = connection;
      connection = null;
    }
    if (old != null) {
      // It may block while the other thread reads.
      new Thread(old::disconnect, "disconnect").start();
    }
  }

  void stop() {
    stopped = true;
    wake();
    breakOff();
  }

  private void read() throws IOException {
    HttpURLConnection opened = server.stream(memory.place());
    synchronized (lock) {
      connection = opened;
      awake = false;
    }
    try (InputStream body = Server.body(opened)) {
      watcher.status(StreamStatus.CONNECTED);
      EventReader.read(body, new Handler());
    } finally {
      breakOff();
    }
  }

  private final class Handler implements EventReader.Listener {

    @Override
    public void event(String id, String type, String data) {
      watcher.event();
      try {
        if (type.equals("close")) {
          close(data);
          return;
        }
        incidents.take(type, data, () -> server.get("/api/notifications?state=open&limit=1000"));
        if (type.equals("synced")) {
          backoff.reset();
          register();
        }
        // After it was handled: what is interrupted comes again.
        if (id != null && !stopped) {
          memory.place(id);
        }
      } catch (IOException e) {
        Log.i(TAG, "what is open is not known: " + e.getMessage());
        breakOff();
      }
    }

    /** Where tokens are off the server does not know whose phone it is, and refuses. */
    private void register() {
      if (account.token().isEmpty() || memory.isRegistered()) {
        return;
      }
      try {
        server.register(memory.device(), Build.MODEL);
        memory.registered();
      } catch (IOException e) {
        Log.i(TAG, "the server does not take this phone as a device: " + e.getMessage());
      }
    }

    private void close(String data) {
      try {
        int code = new JSONObject(data).optInt("code");
        refused = code == TOKEN_ENDED || code >= FIRST_FINAL && code <= LAST_FINAL;
      } catch (JSONException e) {
        Log.w(TAG, "a close without a code", e);
      }
    }
  }

  private void pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    synchronized (lock) {
      try {
        for (long left; !awake && (left = (end - System.nanoTime()) / 1_000_000) > 0; ) {
          lock.wait(left);
        }
        awake = false;
      } catch (InterruptedException e) {
        stopped = true;
      }
    }
  }
}
