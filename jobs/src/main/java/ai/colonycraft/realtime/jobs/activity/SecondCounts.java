package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many events each second had and what they spent, for a few seconds that are mostly the
 * newest. Not thread-safe.
 */
public final class SecondCounts {

  /** The search for a second goes through all of them. */
  private static final int MOST = 64;

  /** By turns a second and its events, in one array, so that both are near each other. */
  private long[] pairs = new long[2];

  /**
   * By turns tokens and microseconds of CPU time, at the same places; null while there are none.
   */
  private long[] spent;

  /** Twice the number of seconds. */
  private int end;

  /** Adds events of a second, epoch seconds, that spent nothing; gives itself. */
  SecondCounts add(long second, int more) {
    return add(second, more, 0, 0);
  }

  /** Adds events of a second, epoch seconds, and what they spent; gives itself. */
  SecondCounts add(long second, int more, long tokens, long cpuMicros) {
    int at = at(second);
    pairs[at + 1] += more;
    if ((tokens | cpuMicros) != 0) {
      if (spent == null || spent.length < pairs.length) {
        spent = spent == null ? new long[pairs.length] : Arrays.copyOf(spent, pairs.length);
      }
      spent[at] = Amounts.sum(spent[at], tokens);
      spent[at + 1] = Amounts.sum(spent[at + 1], cpuMicros);
    }
    return this;
  }

  private int at(long second) {
    for (int i = end - 2; i >= 0; i -= 2) {
      if (pairs[i] == second) {
        return i;
      }
    }
    if (end == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * end);
    }
    pairs[end] = second;
    end += 2;
    return end - 2;
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

  /** Whether any event spent something. */
  boolean hasSpent() {
    return spent != null;
  }

  /** Tokens of the second at a place, at least 0. */
  long tokens(int place) {
    return spent(2 * place);
  }

  /** CPU time of the second at a place, microseconds, at least 0. */
  long cpuMicros(int place) {
    return spent(2 * place + 1);
  }

  private long spent(int at) {
    return spent == null || at >= spent.length ? 0 : spent[at];
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeLength(size(), out);
    for (int i = 0; i < size(); i++) {
      out.writeLong(second(i));
      Bytes.writeLength(events(i), out);
      if (hasSpent()) {
        out.writeLong(tokens(i));
        out.writeLong(cpuMicros(i));
      }
    }
  }

  /** Reads what {@link #write} wrote of counts that have spent something, or have not. */
  static SecondCounts read(boolean hasSpent, DataInputView in) throws IOException {
    SecondCounts counts = new SecondCounts();
    for (int left = Bytes.readLength(in); left > 0; left--) {
      long second = in.readLong();
      int events = Bytes.readLength(in);
      counts.add(second, events, hasSpent ? in.readLong() : 0, hasSpent ? in.readLong() : 0);
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecondCounts that
        && Arrays.equals(pairs, 0, end, that.pairs, 0, that.end)
        && hasSpentAs(that);
  }

  private boolean hasSpentAs(SecondCounts that) {
    for (int i = 0; i < size(); i++) {
      if (tokens(i) != that.tokens(i) || cpuMicros(i) != that.cpuMicros(i)) {
        return false;
      }
    }
    return true;
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
      if (hasSpent()) {
        text.append('/').append(tokens(i)).append('/').append(cpuMicros(i));
      }
    }
    return text.append(']').toString();
  }
}
