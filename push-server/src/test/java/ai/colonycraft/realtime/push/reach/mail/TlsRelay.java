package ai.colonycraft.realtime.push.reach.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Puts TLS before a GreenMail, from the first byte or after {@code STARTTLS} (RFC 3207), which
 * GreenMail does not know.
 */
final class TlsRelay implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final SSLContext context;
  private final int target;
  private final boolean isStartTls;

  TlsRelay(SSLContext context, int target, boolean isStartTls) throws IOException {
    this.context = context;
    this.target = target;
    this.isStartTls = isStartTls;
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      if (isStartTls) {
        startTls(client);
        line(server.getInputStream()); // Its greeting; the client has had one.
      }
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true);
      secure.setUseClientMode(false);
      daemon(() -> copy(server, secure));
      copy(secure, server);
    } catch (IOException e) {
      // The client did not trust it, or went away.
    }
  }

  private static void startTls(Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
    out.write("220 relay\r\n".getBytes(StandardCharsets.US_ASCII));
    String command;
    while ((command = in.readLine()) != null && !command.equals("STARTTLS")) {
      out.write("250-relay\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.write("220 go on\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void line(InputStream in) throws IOException {
    for (int read = in.read(); read != '\n' && read != -1; ) {
      read = in.read();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // One of them is closed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }
}
