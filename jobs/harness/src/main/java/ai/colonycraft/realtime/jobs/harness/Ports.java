package ai.colonycraft.realtime.jobs.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Server sockets on loopback. */
public final class Ports {

  /** The address that all servers of the harness listen on. */
  public static final String LOOPBACK = "127.0.0.1";

  /** Below the ports that systems give to outgoing connections, any of which may take one. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 12_000;

  /** Begins anywhere, since several processes may look for ports at once. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /**
   * Opens a server socket; the caller closes it.
   *
   * @param flag the setting that names the port, for the message
   * @param port a port, or 0 for any that is free
   * @throws PortInUseException if another program, or this one, listens there
   */
  static ServerSocketChannel listen(String flag, int port) {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open();
      return channel.bind(new InetSocketAddress(LOOPBACK, port));
    } catch (BindException e) {
      close(channel);
      throw new PortInUseException(flag, port);
    } catch (IOException e) {
      close(channel);
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Why the ports can't be listened on, one sentence each; empty if they can. Tried on all
   * addresses, since Flink's reporter listens there.
   */
  public static List<String> problems(List<NamedPort> wanted) {
    List<String> problems = new ArrayList<>();
    Map<Integer, String> flags = new HashMap<>();
    for (NamedPort port : wanted) {
      String other = port.port() == 0 ? null : flags.putIfAbsent(port.port(), port.flag());
      if (other != null) {
        problems.add("%s: port %d is %s too".formatted(port.flag(), port.port(), other));
      } else if (isBusy(port.port())) {
        problems.add(new PortInUseException(port.flag(), port.port()).getMessage());
      }
    }
    return problems;
  }

  /**
   * The port itself, or one that is free now if it is 0: another one each time, and none that an
   * outgoing connection takes before somebody listens there.
   */
  public static int orFree(int port) {
    return port == 0 ? free() : port;
  }

  private static int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (!isBusy(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isBusy(int port) {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.bind(new InetSocketAddress(port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** The port that an open channel listens on. */
  static int of(ServerSocketChannel channel) {
    return channel.socket().getLocalPort();
  }

  /** Closes a channel, or null, without an error. */
  static void close(ServerSocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written to it, nothing is lost.
    }
  }
}
