package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that reads one metric, and measures how long its updates took. */
final class HonestClient implements AutoCloseable {

  static final String METRIC = "honest_clock";
  private static final String FROM = "127.77.0.1";
  private static final Pattern VALUE = Pattern.compile("\"value\":(\\d+)");

  private final int port;
  private final List<Long> delays = new ArrayList<>();
  private volatile boolean closed;
  private volatile RawClient client;
  private volatile int reconnected = -1;

  HonestClient(int port) {
    this.port = port;
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

  private void run() {
    while (!closed) {
      reconnected++;
      try (RawClient connected = RawClient.reader(port, FROM).upgrade("/stream")) {
        client = connected;
        connected.head();
        connected.text(
            "{\"action\":\"subscribe\",\"subscriptions\":[{\"metric\":\"honest_clock\"}]}");
        for (boolean first = true; !closed; first = false) {
          Matcher value = VALUE.matcher(connected.frame());
          if (value.find() && !first) {
            add(micros() - Long.parseLong(value.group(1)));
          }
        }
      } catch (IOException e) {
        // It connects again, which is counted.
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
