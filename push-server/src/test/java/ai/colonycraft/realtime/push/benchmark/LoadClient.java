package ai.colonycraft.realtime.push.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Many WebSockets in one thread. What a message took is the time from when it was to be sent until
 * it was read here, whatever held it up.
 */
final class LoadClient implements AutoCloseable {

  private static final int BUFFER = 1 << 18;

  /** What was read in a while. */
  record Reading(long messages, Histogram micros, long closed, long cpuMicros) {}

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Thread thread = new Thread(this::run, "load-client");
  private final Object lock = new Object();
  private Histogram latency = histogram();
  private long messages;
  private long closed;
  private long cpuBefore;

  LoadClient() throws IOException {}

  /**
   * Connects clients one after the other and begins to read; of each {@code stalledOf} one, unless
   * that is 0, nothing is ever read.
   */
  void connect(Contender.Running server, int clients, boolean choose, int stalledOf)
      throws IOException {
    for (int client = 0; client < clients; client++) {
      SocketChannel channel = SocketChannel.open();
      // As small as a browser's on a thin line would be soon; else loopback swallows megabytes.
      boolean stalls = stalledOf > 0 && client % stalledOf == 0;
      if (stalls) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 14);
      }
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Contender contender = server.contender();
      Handshake.perform(channel, contender.path(choose, client), contender.hello(choose, client));
      channels.add(channel);
      if (!stalls) {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new FrameReader());
      }
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** What was read since the last call. */
  Reading take() {
    synchronized (lock) {
      long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1_000;
      Reading reading = new Reading(messages, latency, closed, cpu - cpuBefore);
      latency = histogram();
      messages = 0;
      cpuBefore = cpu;
      return reading;
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::read);
      }
    } catch (ClosedSelectorException e) {
      Thread.currentThread().interrupt(); // Closed by us.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    FrameReader reader = (FrameReader) key.attachment();
    buffer.clear();
    reader.resume(buffer);
    int read;
    try {
      read = ((SocketChannel) key.channel()).read(buffer);
    } catch (IOException e) {
      read = -1;
    }
    if (read < 0) {
      key.cancel();
      synchronized (lock) {
        closed++;
      }
      return;
    }
    long now = Load.micros();
    buffer.flip();
    synchronized (lock) {
      messages += reader.read(buffer, sent -> latency.recordValue(Math.max(0, now - sent)));
    }
  }

  private static Histogram histogram() {
    return new Histogram(3_600_000_000L, 2);
  }
}
