package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many events each second had, for a few seconds that are mostly the newest. Not thread-safe.
 */
public final class SecondCounts {

  /** The search for a second goes through all of them. */
  private static final int MOST = 64;

  private long[] seconds = new long[1];
  private int[] events = new int[1];
  private int size;

  /** Adds events of a second, epoch seconds; gives itself. */
  SecondCounts add(long second, int more) {
    for (int i = size - 1; i >= 0; i--) {
      if (seconds[i] == second) {
        events[i] += more;
        return this;
      }
    }
    if (size == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    seconds[size] = second;
    events[size++] = more;
    return this;
  }

  /** Whether a second that is not among these would be one too many. */
  boolean isFull() {
    return size == MOST;
  }

  /** The number of seconds. */
  int size() {
    return size;
  }

  /** The second at a place below {@link #size}, epoch seconds. */
  long second(int place) {
    return seconds[place];
  }

  /** Events of the second at a place. */
  int events(int place) {
    return events[place];
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeLength(size, out);
    for (int i = 0; i < size; i++) {
      out.writeLong(seconds[i]);
      Bytes.writeLength(events[i], out);
    }
  }

  static SecondCounts read(DataInputView in) throws IOException {
    SecondCounts counts = new SecondCounts();
    for (int left = Bytes.readLength(in); left > 0; left--) {
      counts.add(in.readLong(), Bytes.readLength(in));
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecondCounts that
        && size == that.size
        && Arrays.equals(seconds, 0, size, that.seconds, 0, size)
        && Arrays.equals(events, 0, size, that.events, 0, size);
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + Long.hashCode(seconds[i]) + events[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ", ").append(seconds[i]).append('=').append(events[i]);
    }
    return text.append(']').toString();
  }
}
