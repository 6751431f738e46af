package ai.colonycraft.realtime.jobs.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** Server sockets on loopback. */
final class Ports {

  static final String LOOPBACK = "127.0.0.1";

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
