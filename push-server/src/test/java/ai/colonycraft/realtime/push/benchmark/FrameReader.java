package ai.colonycraft.realtime.push.benchmark;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Takes one connection's frames out of what was read, as RFC 6455, section 5.2, lays them out. */
final class FrameReader {

  private static final int TEXT = 1;
  private static final byte[] NOTHING = {};
  private static final byte[] VALUE = {'"', 'v', 'a', 'l', 'u', 'e', '"', ':'};

  /** Where the value stands in each of our own messages, so that it needn't be looked for. */
  private static final int USUAL_PLACE = Load.json(0, 0).indexOf("\"value\":");

  private byte[] rest = NOTHING;

  /** Puts back what was left of the last read. */
  void resume(ByteBuffer buffer) {
    buffer.put(rest);
    rest = NOTHING;
  }

  /**
   * Reads all whole frames and keeps the rest.
   *
   * @param sent takes the value of each update
   * @return number of updates
   */
  int read(ByteBuffer buffer, LongConsumer sent) {
    int updates = 0;
    while (buffer.remaining() >= 2) {
      int start = buffer.position();
      int opcode = buffer.get(start) & 0x0f;
      int length = buffer.get(start + 1) & 0x7f;
      int header = length < 126 ? 2 : length == 126 ? 4 : 10;
      if (buffer.remaining() < header) {
        break;
      }
      if (length == 126) {
        length = buffer.getShort(start + 2) & 0xffff;
      } else if (length == 127) {
        length = Math.toIntExact(buffer.getLong(start + 2));
      }
      if (buffer.remaining() < header + length) {
        break;
      }
      buffer.position(start + header + length);
      if (opcode == TEXT && value(buffer, start + header, sent)) {
        updates++;
      }
    }
    if (buffer.hasRemaining()) {
      rest = new byte[buffer.remaining()];
      buffer.get(rest);
    }
    return updates;
  }

  /** Whether it is an update. */
  private static boolean value(ByteBuffer buffer, int start, LongConsumer sent) {
    int at = start + USUAL_PLACE;
    for (int i = 0; i < VALUE.length; i++) {
      if (at + i >= buffer.position() || buffer.get(at + i) != VALUE[i]) {
        return false;
      }
    }
    long value = 0;
    at += VALUE.length;
    for (byte b = buffer.get(at); b >= '0' && b <= '9'; b = buffer.get(++at)) {
      value = value * 10 + b - '0';
    }
    sent.accept(value);
    return true;
  }
}
