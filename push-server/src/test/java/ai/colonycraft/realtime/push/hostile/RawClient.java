package ai.colonycraft.realtime.push.hostile;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP connection from an address of the loopback network, which can do what no library does. */
final class RawClient implements AutoCloseable {

  /** Asked of the kernel for what the server sends and nobody reads. */
  private static final int RECEIVE_BUFFER = 4_096;

  private static final int READ_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final String headers;

  private RawClient(int port, String from, String headers, int receiveBuffer) throws IOException {
    this.headers = headers;
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(READ_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), READ_MILLIS);
  }

  /**
   * Connects to read what comes.
   *
   * @param from address of this machine
   * @param headers of each request, each with its end of line
   */
  static RawClient reader(int port, String from, String headers) throws IOException {
    return new RawClient(port, from, headers, 0);
  }

  /** Connects with a small buffer, not to read. */
  static RawClient deaf(int port, String from, String headers) throws IOException {
    return new RawClient(port, from, headers, RECEIVE_BUFFER);
  }

  /** Sends bytes as they are. */
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a request without a body. */
  void get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  /** Sends a request with JSON as its body. */
  void post(String path, String body) throws IOException {
    send(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(path, headers, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  /** Asks for a WebSocket. */
  RawClient upgrade(String path) throws IOException {
    send(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + headers
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    return this;
  }

  /** Sends a text message of a WebSocket, masked with zeros. */
  void text(String message) throws IOException {
    byte[] payload = message.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[payload.length + (payload.length < 126 ? 6 : 8)];
    frame[0] = (byte) 0x81;
    int at = 2;
    if (payload.length < 126) {
      frame[1] = (byte) (0x80 | payload.length);
    } else {
      frame[1] = (byte) (0x80 | 126);
      frame[2] = (byte) (payload.length >>> 8);
      frame[3] = (byte) payload.length;
      at = 4;
    }
    System.arraycopy(payload, 0, frame, at + 4, payload.length);
    OutputStream out = socket.getOutputStream();
    out.write(frame);
  }

  /** Reads until that many answers have begun. */
  void answers(int count) throws IOException {
    byte[] begin = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    int matched = 0;
    for (int found = 0; found < count; ) {
      byte next = in.readByte();
      matched = next == begin[matched] ? matched + 1 : next == begin[0] ? 1 : 0;
      if (matched == begin.length) {
        found++;
        matched = 0;
      }
    }
  }

  /** Reads the head of an answer; returns its first line. */
  String head() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  /**
   * Reads the next frame of a WebSocket: its payload; of a close frame {@code close} and code. It
   * answers a ping, without which the server closes the connection.
   */
  String frame() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int code = in.readUnsignedByte() & 0x0f;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = in.readNBytes((int) length);
    if (code == 9) {
      pong(payload);
    }
    return code == 8
        ? "close " + ((payload[0] & 0xff) << 8 | payload[1] & 0xff)
        : new String(payload, StandardCharsets.UTF_8);
  }

  /** Masked with zeros. */
  private void pong(byte[] payload) throws IOException {
    byte[] frame = new byte[payload.length + 6];
    frame[0] = (byte) 0x8a;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    socket.getOutputStream().write(frame);
  }

  @Override
  public void close() {
    try {
      // Without waiting for what was not read.
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It was closed.
    }
  }
}
