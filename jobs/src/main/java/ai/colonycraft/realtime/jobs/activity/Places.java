package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Places are few and events many: gives one object for each place that was read lately. A fixed
 * table in which a newcomer takes the place of whoever had its slot. Not thread-safe.
 */
final class Places {

  private static final int SLOTS = 4096;

  private record Known(Place place, byte[] written) {}

  private final Known[] slots = new Known[SLOTS];
  private byte[] buffer = new byte[64];

  /** Writes a place after its length, by which it is read at once. */
  static void write(Place place, DataOutputView to) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    place.write(out);
    Bytes.writeLength(out.length(), to);
    to.write(out.getSharedBuffer(), 0, out.length());
  }

  /** Where the first of the texts begins that {@link #write} wrote at a place. */
  static int first(byte[] in, int at) {
    int i = at;
    while (in[i] < 0) {
      i++;
    }
    return i + 1;
  }

  /** Reads what {@link #write} wrote. */
  Place read(DataInputView in) throws IOException {
    int length = Bytes.readLength(in);
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    in.readFully(buffer, 0, length);
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + buffer[i];
    }
    int slot = (hash ^ hash >>> 15) & SLOTS - 1;
    Known known = slots[slot];
    if (known == null
        || !Arrays.equals(known.written, 0, known.written.length, buffer, 0, length)) {
      byte[] written = Arrays.copyOf(buffer, length);
      known = new Known(Place.read(new DataInputDeserializer(written)), written);
      slots[slot] = known;
    }
    return known.place;
  }
}
