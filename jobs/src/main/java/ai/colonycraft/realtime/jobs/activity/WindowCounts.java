package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The counts of one user, colony or agent in the windows that are not over; mostly one or two, so
 * each holds the next, and there is one object a window and no more.
 */
final class WindowCounts {

  /** One window's count. */
  static final class Count {
    final long start;
    long events;
    boolean finished;

    /** The first platform, which is mostly the only one; null before it. */
    private String platform;

    /** The platforms after the first; null while there are none. */
    private List<String> others;

    /** What was spent; null while it is nothing, so that it takes no room then. */
    private Spent spent;

    private Count next;

    Count(long start) {
      this.start = start;
    }

    /** Adds tokens and microseconds of CPU time, each at least 0. */
    void spend(long tokens, long cpuMicros) {
      if ((tokens | cpuMicros) == 0) {
        return;
      }
      if (spent == null) {
        spent = new Spent();
      }
      spent.tokens = Amounts.sum(spent.tokens, tokens);
      spent.cpuMicros = Amounts.sum(spent.cpuMicros, cpuMicros);
    }

    /** Tokens that were spent, at least 0. */
    long tokens() {
      return spent == null ? 0 : spent.tokens;
    }

    /** CPU time that was spent, microseconds, at least 0. */
    long cpuMicros() {
      return spent == null ? 0 : spent.cpuMicros;
    }

    /** Notes a platform; whether it is the first time in this window. */
    boolean sees(String seen) {
      if (platform == null) {
        platform = seen;
        return true;
      }
      if (platform.equals(seen) || others != null && others.contains(seen)) {
        return false;
      }
      if (others == null) {
        others = new ArrayList<>(2);
      }
      others.add(seen);
      return true;
    }

    /** The platforms that were seen, each once. */
    List<String> platforms() {
      if (others == null) {
        return platform == null ? List.of() : List.of(platform);
      }
      List<String> all = new ArrayList<>(1 + others.size());
      all.add(platform);
      all.addAll(others);
      return all;
    }
  }

  private static final class Spent {
    long tokens;
    long cpuMicros;
  }

  /** Receives each window that is finished. */
  @FunctionalInterface
  interface Finished {
    /** Takes the count; called once for each window. */
    void window(Count count);
  }

  /** The window that was added last. */
  private Count head;

  /** The count of the window that begins at {@code start}, made if it was not there. */
  Count at(long start) {
    for (Count count = head; count != null; count = count.next) {
      if (count.start == start) {
        return count;
      }
    }
    Count count = new Count(start);
    count.next = head;
    head = count;
    return count;
  }

  /**
   * Passes the windows that the watermark has finished to {@code finished}, and removes those that
   * are over.
   */
  void advance(long watermark, WindowTime time, Finished finished) {
    Count before = null;
    for (Count count = head; count != null; count = count.next) {
      if (!count.finished && watermark >= time.finishedAt(count.start)) {
        count.finished = true;
        finished.window(count);
      }
      if (watermark < time.overAt(count.start)) {
        before = count;
      } else if (before == null) {
        head = count.next;
      } else {
        before.next = count.next;
      }
    }
  }

  /** The watermark at which the next window is finished; never, if all are. */
  long dueAt(WindowTime time) {
    long due = Long.MAX_VALUE;
    for (Count count = head; count != null; count = count.next) {
      if (!count.finished) {
        due = Math.min(due, time.finishedAt(count.start));
      }
    }
    return due;
  }

  /** The watermark at which the last window is over; long ago, if there is none. */
  long overAt(WindowTime time) {
    long over = Long.MIN_VALUE;
    for (Count count = head; count != null; count = count.next) {
      over = Math.max(over, time.overAt(count.start));
    }
    return over;
  }

  boolean isEmpty() {
    return head == null;
  }

  WindowCounts copy() {
    WindowCounts copy = new WindowCounts();
    for (Count from = head; from != null; from = from.next) {
      Count to = copy.at(from.start);
      to.events = from.events;
      to.finished = from.finished;
      to.platform = from.platform;
      to.others = from.others == null ? null : new ArrayList<>(from.others);
      to.spend(from.tokens(), from.cpuMicros());
    }
    return copy;
  }

  void write(DataOutputView out) throws IOException {
    int size = 0;
    for (Count count = head; count != null; count = count.next) {
      size++;
    }
    Bytes.writeLength(size, out);
    for (Count count = head; count != null; count = count.next) {
      out.writeLong(count.start);
      out.writeLong(count.events);
      out.writeBoolean(count.finished);
      Bytes.writeTexts(count.platforms(), out);
    }
  }

  /** Writes what was spent in the windows in which something was. */
  void writeSpent(DataOutputView out) throws IOException {
    int size = 0;
    for (Count count = head; count != null; count = count.next) {
      size += count.spent == null ? 0 : 1;
    }
    Bytes.writeLength(size, out);
    for (Count count = head; count != null; count = count.next) {
      if (count.spent != null) {
        out.writeLong(count.start);
        out.writeLong(count.tokens());
        out.writeLong(count.cpuMicros());
      }
    }
  }

  /** Adds what {@link #writeSpent} wrote. */
  void readSpent(DataInputView in) throws IOException {
    for (int left = Bytes.readLength(in); left > 0; left--) {
      at(in.readLong()).spend(in.readLong(), in.readLong());
    }
  }

  static WindowCounts read(DataInputView in) throws IOException {
    WindowCounts windows = new WindowCounts();
    for (int left = Bytes.readLength(in); left > 0; left--) {
      Count count = windows.at(in.readLong());
      count.events = in.readLong();
      count.finished = in.readBoolean();
      Bytes.readTexts(in).forEach(count::sees);
    }
    return windows;
  }
}
