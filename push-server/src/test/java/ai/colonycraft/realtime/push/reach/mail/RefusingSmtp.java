package ai.colonycraft.realtime.push.reach.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An SMTP server that GreenMail can't be: it refuses {@code gone@} for good and {@code busy@} for
 * now, never answers to {@code silent@}, and takes half a second for each mail to {@code slow@}.
 */
final class RefusingSmtp implements AutoCloseable {

  private static final Duration SLOW = Duration.ofMillis(500);

  private final ServerSocket socket;
  private final AtomicInteger taken = new AtomicInteger();

  private RefusingSmtp(ServerSocket socket) {
    this.socket = socket;
  }

  static RefusingSmtp start() throws IOException {
    RefusingSmtp server =
        new RefusingSmtp(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    daemon(server::accept);
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Mails that it has accepted. */
  int taken() {
    return taken.get();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        Writer out =
            new java.io.OutputStreamWriter(client.getOutputStream(), StandardCharsets.US_ASCII)) {
      say(out, "220 here");
      boolean data = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (data) {
          data = !line.equals(".");
          if (!data) {
            taken.incrementAndGet();
            say(out, "250 taken");
          }
        } else if (line.startsWith("DATA")) {
          data = true;
          say(out, "354 go on");
        } else if (line.contains("gone@")) {
          say(out, "550 5.1.1 no such mailbox");
        } else if (line.contains("busy@")) {
          say(out, "451 4.7.1 try again later");
        } else if (line.contains("slow@")) {
          LockSupport.parkNanos(SLOW.toNanos());
          say(out, "250 at last");
        } else if (!line.contains("silent@")) {
          say(out, "250 well");
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static void say(Writer out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
