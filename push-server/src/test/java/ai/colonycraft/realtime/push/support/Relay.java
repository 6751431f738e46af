package ai.colonycraft.realtime.push.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A link to a server that can be cut as a cable is: connections stay open, and no byte passes in
 * either direction.
 */
public final class Relay implements AutoCloseable {

  private final ServerSocket door;
  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile boolean cut;

  private Relay(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a link to a port of this machine. */
  public static Relay to(int port) throws IOException {
    Relay relay = new Relay(port);
    relay.run(relay::accept);
    return relay;
  }

  public int port() {
    return door.getLocalPort();
  }

  /** From now on nothing passes. */
  public void cut() {
    cut = true;
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = door.accept();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(near);
      sockets.add(far);
      run(() -> pass(near, far));
      run(() -> pass(far, near));
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[8_192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (!cut) {
        out.write(buffer, 0, read);
      }
    }
    if (!cut) {
      to.close();
    }
  }

  private void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the two ends is closed, which ends the other's thread too.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException;
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
