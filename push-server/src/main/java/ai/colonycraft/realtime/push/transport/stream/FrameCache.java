package ai.colonycraft.realtime.push.transport.stream;

import ai.colonycraft.realtime.push.hub.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.websocket.core.Frame;

/**
 * Turns messages into frames as <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC
 * 6455, section 5.2</a> lays them out, once for all clients that get the same messages: those that
 * keep up with the same subscriptions. Holds the newest of them, at most {@link #SLOTS}. Any thread
 * may use it.
 */
final class FrameCache {

  private static final int SLOTS = 64;

  /** Longer ones are not held, so that all together take a mebibyte at most. */
  private static final int MOST_BYTES = 16 * 1024;

  private static final int TEXT_AND_FIN = 0x81;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private record Encoded(List<Message> messages, ByteBuffer bytes) {
    Frame frame() {
      return new TextFrames(messages.get(0).payload().remaining(), bytes.slice());
    }
  }

  private final AtomicReferenceArray<Encoded> slots = new AtomicReferenceArray<>(SLOTS);

  /**
   * The messages as one frame to give to Jetty.
   *
   * @param messages at least one; the list must not change any more
   */
  Frame frame(List<Message> messages) {
    int slot = slot(messages);
    Encoded found = slots.get(slot);
    // Messages are equal only if they are the same.
    if (found == null || !found.messages().equals(messages)) {
      found = new Encoded(messages, encode(messages));
      if (found.bytes().capacity() <= MOST_BYTES) {
        slots.set(slot, found);
      }
    }
    return found.frame();
  }

  private static int slot(List<Message> messages) {
    int ends = 31 * messages.get(0).hashCode() + messages.get(messages.size() - 1).hashCode();
    return Math.floorMod(31 * ends + messages.size(), SLOTS);
  }

  private static ByteBuffer encode(List<Message> messages) {
    int length = -headerLength(messages.get(0).payload().remaining());
    for (Message message : messages) {
      int payload = message.payload().remaining();
      length += headerLength(payload) + payload;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (Message message : messages) {
      if (bytes.position() > 0) {
        putHeader(bytes, message.payload().remaining());
      }
      bytes.put(message.payload().slice());
    }
    return bytes.flip();
  }

  private static int headerLength(int payload) {
    if (payload < TWO_BYTES_FOLLOW) {
      return 2;
    }
    return payload < 1 << 16 ? 4 : 10;
  }

  private static void putHeader(ByteBuffer bytes, int payload) {
    bytes.put((byte) TEXT_AND_FIN);
    switch (headerLength(payload)) {
      case 2 -> bytes.put((byte) payload);
      case 4 -> bytes.put((byte) TWO_BYTES_FOLLOW).putShort((short) payload);
      default -> bytes.put((byte) EIGHT_BYTES_FOLLOW).putLong(payload);
    }
  }
}
