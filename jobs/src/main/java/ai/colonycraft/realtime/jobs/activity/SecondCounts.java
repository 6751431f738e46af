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

  /** By turns a second and its events, in one array, so that both are near each other. */
  private long[] pairs = new long[2];

  /** Twice the number of seconds. */
  private int end;

  /** Adds events of a second, epoch seconds; gives itself. */
  SecondCounts add(long second, int more) {
    for (int i = end - 2; i >= 0; i -= 2) {
      if (pairs[i] == second) {
        pairs[i + 1] += more;
        return this;
      }
    }
    if (end == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * end);
    }
    pairs[end++] = second;
    pairs[end++] = more;
    return this;
  }

  /** Whether a second that is not among these would be one too many. */
  boolean isFull() {
    return end >= 2 * MOST;
  }

  /** The number of seconds. */
  int size() {
    return end / 2;
  }

  /** The second at a place below {@link #size}, epoch seconds. */
  long second(int place) {
    return pairs[2 * place];
  }

  /** Events of the second at a place. */
  int events(int place) {
    return Math.toIntExact(pairs[2 * place + 1]);
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeLength(size(), out);
    for (int i = 0; i < size(); i++) {
      out.writeLong(second(i));
      Bytes.writeLength(events(i), out);
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
        && Arrays.equals(pairs, 0, end, that.pairs, 0, that.end);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(Arrays.copyOf(pairs, end));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < size(); i++) {
      text.append(i == 0 ? "" : ", ").append(second(i)).append('=').append(events(i));
    }
    return text.append(']').toString();
  }
}
