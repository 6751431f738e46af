package ai.colonycraft.realtime.push.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Publishes by HTTP on one connection that is kept; the requests of a tick are one write. */
final class NchanPublisher implements Load.Tick, AutoCloseable {

  private final Socket socket;
  private final boolean channelEach;

  /**
   * Connects.
   *
   * @param channelEach whether each series is a channel; otherwise all go to one
   */
  NchanPublisher(int port, boolean channelEach) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    this.channelEach = channelEach;
    socket.setTcpNoDelay(true);
    Thread reader = new Thread(this::ignoreAnswers, "nchan-answers");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void send(long first, int count, long micros) {
    ByteArrayOutputStream requests = new ByteArrayOutputStream(count * 256);
    for (long number = first; number < first + count; number++) {
      String channel = channelEach ? Long.toString(number % Load.SERIES) : Contender.EVERYTHING;
      String body = Load.json(number, micros);
      requests.writeBytes(
          ("POST /pub/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(channel, body.length(), body))
              .getBytes(StandardCharsets.US_ASCII));
    }
    try {
      OutputStream out = socket.getOutputStream();
      requests.writeTo(out);
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException("Nchan has closed the publisher's connection", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void ignoreAnswers() {
    try (InputStream in = socket.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Closed by us, or seen by the next write.
      Thread.currentThread().interrupt();
    }
  }
}
