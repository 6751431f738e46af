package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that reads one metric, and measures how long its updates took. */
final class HonestClient implements AutoCloseable {

  static final String METRIC = "honest_clock";
  private static final int GROUP = 77;
  private static final Pattern VALUE = Pattern.compile("\"value\":(\\d+)");

  private final Door door;
  private final List<Long> delays = new ArrayList<>();
  private volatile boolean closed;
  private volatile RawClient client;
  private volatile int reconnected = -1;
  private volatile String lastEnd = "";

  HonestClient(Door door) {
    this.door = door;
    Thread thread = new Thread(this::run, "honest");
    thread.setDaemon(true);
    thread.start();
  }

  /** Now, as the value of an update. */
  static long micros() {
    return System.nanoTime() / 1_000;
  }

  /** Takes what was measured since it was last asked, sorted. */
  synchronized List<Long> take() {
    List<Long> taken = delays.stream().sorted().toList();
    delays.clear();
    return taken;
  }

  synchronized int received() {
    return delays.size();
  }

  int reconnected() {
    return reconnected;
  }

  /** Why its last connection but the one that it has ended; empty if none did. */
  String lastEnd() {
    return lastEnd;
  }

  private void run() {
    while (!closed) {
      reconnected++;
      try (RawClient connected = door.reader(GROUP, 0).upgrade("/stream")) {
        client = connected;
        connected.head();
        connected.text(
            "{\"action\":\"subscribe\",\"subscriptions\":[{\"metric\":\"honest_clock\"}]}");
        for (boolean first = true; !closed; first = false) {
          String frame = connected.frame();
          if (frame.startsWith("close ")) {
            throw new IOException("the server's " + frame);
          }
          Matcher value = VALUE.matcher(frame);
          if (value.find() && !first) {
            add(micros() - Long.parseLong(value.group(1)));
          }
        }
      } catch (IOException e) {
        // It connects again, which is counted.
        lastEnd = e.toString();
      }
    }
  }

  private synchronized void add(long delay) {
    delays.add(delay);
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
