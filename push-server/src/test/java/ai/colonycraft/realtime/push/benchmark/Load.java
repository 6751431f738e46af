package ai.colonycraft.realtime.push.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The updates that every contender sends: 100 series in turn, at a rate, in ticks of 10 ms. Each
 * says when it was to be sent, not when it was, so that a sender that falls behind is measured too.
 */
final class Load implements AutoCloseable {

  static final int SERIES = 100;
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Label that brings a message to 150 bytes. */
  static final String PAD = "x".repeat(66);

  private volatile int rate;
  private volatile boolean closed;

  /** Sends the updates of one tick. */
  @FunctionalInterface
  interface Tick {
    /**
     * Sends.
     *
     * @param first number of the first update; its series is this modulo {@link #SERIES}
     * @param count how many
     * @param micros when they were to be sent, by {@link #micros}
     */
    void send(long first, int count, long micros);
  }

  /** The machine's monotonic clock in microseconds, the same in all processes and in Node. */
  static long micros() {
    return System.nanoTime() / 1_000;
  }

  /** Name of a series. */
  static String metric(long number) {
    long index = number % SERIES;
    return index < 10 ? "m0" + index : "m" + index;
  }

  /** One update as its JSON, about 150 bytes. */
  static String json(long number, long micros) {
    return "{\"metric\":\""
        + metric(number)
        + "\",\"labels\":{\"pad\":\""
        + PAD
        + "\"},\"value\":"
        + micros
        + ",\"timestamp\":1767225600000}";
  }

  /** Sets updates a second; 0 is none. */
  void rate(int updatesPerSecond) {
    rate = updatesPerSecond;
  }

  /** Sends in a thread of its own until closed, or the process ends. */
  Load start(Tick tick) {
    Thread thread = new Thread(() -> run(tick), "load");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Takes rates, a line each, from the standard input; returns when that ends. */
  void obey() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        rate(Integer.parseInt(line.trim()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends after the tick that is under way. */
  @Override
  public void close() {
    closed = true;
  }

  private void run(Tick tick) {
    long at = System.nanoTime();
    long sent = 0;
    double due = 0;
    while (!closed) {
      at += TICK_NANOS;
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      due += rate / 100.0;
      int count = (int) due;
      due -= count;
      if (count > 0 && !closed) {
        tick.send(sent, count, at / 1_000);
        sent += count;
      }
    }
  }
}
