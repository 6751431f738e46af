package ai.colonycraft.realtime.push.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that a test starts a moment later. They are below those that Linux and others
 * give to outgoing connections (from 32,768 on): one of those may be taken by any connection before
 * the server listens.
 */
public final class FreePort {

  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  /** Begins anywhere, since several processes of tests run at once. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /** A port that nobody listens on now, another one each time. */
  public static int any() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody listens there.
        continue;
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
