package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The counts of one user or colony in the windows that are not over; mostly one or two, so an array
 * serves best.
 */
final class WindowCounts {

  /** One window's count. */
  static final class Count {
    final long start;
    long events;
    boolean finished;
    String[] platforms = {};

    Count(long start) {
      this.start = start;
    }

    /** Notes a platform; whether it is the first time in this window. */
    boolean sees(String platform) {
      for (String seen : platforms) {
        if (seen.equals(platform)) {
          return false;
        }
      }
      platforms = Arrays.copyOf(platforms, platforms.length + 1);
      platforms[platforms.length - 1] = platform;
      return true;
    }
  }

  /** Receives each window that is finished. */
  @FunctionalInterface
  interface Finished {
    /** Takes the count; called once for each window. */
    void window(Count count);
  }

  private static final Count[] NONE = {};

  private Count[] counts = NONE;

  /** The count of the window that begins at {@code start}, made if it was not there. */
  Count at(long start) {
    for (Count count : counts) {
      if (count.start == start) {
        return count;
      }
    }
    Count count = new Count(start);
    counts = Arrays.copyOf(counts, counts.length + 1);
    counts[counts.length - 1] = count;
    return count;
  }

  /** Hands over the windows that the watermark has finished, and forgets those that are over. */
  void advance(long watermark, WindowTime time, Finished finished) {
    int kept = 0;
    for (Count count : counts) {
      if (!count.finished && watermark >= time.finishedAt(count.start)) {
        count.finished = true;
        finished.window(count);
      }
      if (watermark < time.overAt(count.start)) {
        counts[kept++] = count;
      }
    }
    if (kept < counts.length) {
      counts = kept == 0 ? NONE : Arrays.copyOf(counts, kept);
    }
  }

  /** The watermark at which the next window is finished; never, if all are. */
  long dueAt(WindowTime time) {
    long due = Long.MAX_VALUE;
    for (Count count : counts) {
      if (!count.finished) {
        due = Math.min(due, time.finishedAt(count.start));
      }
    }
    return due;
  }

  /** The watermark at which the last window is over; long ago, if there is none. */
  long overAt(WindowTime time) {
    long over = Long.MIN_VALUE;
    for (Count count : counts) {
      over = Math.max(over, time.overAt(count.start));
    }
    return over;
  }

  boolean isEmpty() {
    return counts.length == 0;
  }

  WindowCounts copy() {
    WindowCounts copy = new WindowCounts();
    copy.counts = new Count[counts.length];
    for (int i = 0; i < counts.length; i++) {
      Count count = new Count(counts[i].start);
      count.events = counts[i].events;
      count.finished = counts[i].finished;
      count.platforms = counts[i].platforms.clone();
      copy.counts[i] = count;
    }
    return copy;
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeLength(counts.length, out);
    for (Count count : counts) {
      out.writeLong(count.start);
      out.writeLong(count.events);
      out.writeBoolean(count.finished);
      Bytes.writeTexts(List.of(count.platforms), out);
    }
  }

  static WindowCounts read(DataInputView in) throws IOException {
    WindowCounts windows = new WindowCounts();
    windows.counts = new Count[Bytes.readLength(in)];
    for (int i = 0; i < windows.counts.length; i++) {
      Count count = new Count(in.readLong());
      count.events = in.readLong();
      count.finished = in.readBoolean();
      count.platforms = Bytes.readTexts(in).toArray(String[]::new);
      windows.counts[i] = count;
    }
    return windows;
  }
}
