package ai.colonycraft.realtime.jobs.types;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;

/**
 * Reads texts that {@link Bytes#writeText} wrote, with one buffer for all: for records that come
 * once an event, where an array for each text would be much of what the collector has to do. Not
 * thread-safe.
 */
public final class TextReader {

  /** A longer text has an array of its own, so that one of them does not keep its memory. */
  private static final int LONGEST = 1024;

  private final byte[] buffer = new byte[LONGEST];

  /** Reads one text, or null. */
  public String read(DataInputView in) throws IOException {
    int header = Bytes.readLength(in);
    if (header == Bytes.NULL) {
      return null;
    }
    int length = Bytes.textLength(header);
    byte[] bytes = length <= LONGEST ? buffer : new byte[length];
    in.readFully(bytes, 0, length);
    return new String(
        bytes,
        0,
        length,
        Bytes.isLatin(header) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }
}
