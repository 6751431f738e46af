package ai.colonycraft.realtime.push.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The client's part of RFC 6455, section 4, and one masked text frame. */
final class Handshake {

  private Handshake() {}

  /** Blocks until the server has switched; then says {@code hello}, unless that is null. */
  static void perform(SocketChannel channel, String path, String hello) throws IOException {
    write(
        channel,
        ("GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
            .formatted(path));
    StringBuilder answer = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    // A byte at a time, to leave the first frame in the socket.
    while (answer.indexOf("\r\n\r\n") < 0) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new IOException("The server closed the connection after: " + answer);
      }
      answer.append((char) one.get(0));
    }
    if (!answer.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException("The server does not switch to WebSocket: " + answer);
    }
    if (hello != null) {
      channel.write(text(hello));
    }
  }

  /** A text frame with a mask of zeros, which leaves the text as it is. */
  private static ByteBuffer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(bytes.length + 8);
    frame.put((byte) 0x81);
    if (bytes.length < 126) {
      frame.put((byte) (0x80 | bytes.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) bytes.length);
    }
    return frame.putInt(0).put(bytes).flip();
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
