package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An amount of each colony or agent within the last minutes, such as its events or the tokens that
 * it spent. Each second keeps what it added, and takes it along when it falls out; who has none any
 * more is forgotten. The largest are found by a look at all, which costs less than to keep them in
 * order at every event. Sums stay at the largest long. Not thread-safe.
 */
final class SlidingCounts {

  /** A colony or an agent with an amount of at least 1. */
  static final class Spender {
    final String key;
    String name;
    long amount;
    private Cell newest;

    /** Its place in what is being written. */
    private int index;

    Spender(String key) {
      this.key = key;
    }
  }

  /** What one second added to one of them. */
  private static final class Cell {
    final long second;
    final Spender spender;
    long amount;

    Cell(long second, Spender spender) {
      this.second = second;
      this.spender = spender;
    }
  }

  private static final int FORMAT = 1;

  private static final Comparator<Spender> LARGEST_FIRST =
      Comparator.<Spender>comparingLong(c -> c.amount).reversed().thenComparing(c -> c.key);

  private final long length;
  private final Map<String, Spender> spenders = new HashMap<>();
  private final TreeMap<Long, List<Cell>> seconds = new TreeMap<>();
  private long floor = Long.MIN_VALUE;
  private long total;

  /** Takes for how many seconds an event counts. */
  SlidingCounts(long seconds) {
    this.length = seconds;
  }

  /**
   * Adds an amount of at least 1 to one second, epoch seconds; a second that has fallen out changes
   * nothing.
   *
   * @param known what an earlier call gave for the same key, which saves looking for it; or null
   * @return what is known of it, to be given to the next call; null if it is still unknown
   */
  Spender add(Spender known, String key, String name, long second, long amount) {
    long added = fitting(amount);
    if (second <= floor || added == 0) {
      return known;
    }
    // One that has none any more was forgotten, and is not the one that counts.
    Spender spender =
        known != null && known.amount > 0 ? known : spenders.computeIfAbsent(key, Spender::new);
    if (name != null && !name.equals(spender.name)) {
      spender.name = name;
    }
    add(spender, second, added);
    return spender;
  }

  /** What falls out is taken away again, so that no more is added than the sum of all can hold. */
  private long fitting(long amount) {
    return Math.min(amount, Long.MAX_VALUE - total);
  }

  private void add(Spender spender, long second, long added) {
    Cell cell = spender.newest;
    if (cell == null || cell.second != second) {
      cell = new Cell(second, spender);
      spender.newest = cell;
      seconds.computeIfAbsent(second, s -> new ArrayList<>()).add(cell);
    }
    cell.amount += added;
    spender.amount += added;
    total += added;
  }

  /** Lets the seconds fall out that are too old at this time, epoch milliseconds. */
  void advance(long time) {
    if (time == Long.MIN_VALUE) {
      return;
    }
    floor = Math.max(floor, Math.floorDiv(time, 1000L) - length);
    while (!seconds.isEmpty() && seconds.firstKey() <= floor) {
      for (Cell cell : seconds.pollFirstEntry().getValue()) {
        cell.spender.amount -= cell.amount;
        total -= cell.amount;
        if (cell.spender.amount == 0) {
          spenders.remove(cell.spender.key);
        }
      }
    }
  }

  /** Those with most, ties by key, at most {@code n}. */
  List<Spender> top(int n) {
    PriorityQueue<Spender> best = new PriorityQueue<>(LARGEST_FIRST.reversed());
    for (Spender spender : spenders.values()) {
      if (best.size() < n) {
        best.add(spender);
      } else if (LARGEST_FIRST.compare(spender, best.peek()) < 0) {
        best.poll();
        best.add(spender);
      }
    }
    List<Spender> top = new ArrayList<>(best);
    top.sort(LARGEST_FIRST);
    return top;
  }

  /** The amount of all of them. */
  long total() {
    return total;
  }

  /**
   * Writes all that is remembered: colonies or agents, and then each second's amounts by their
   * places.
   */
  void write(DataOutputView out) throws IOException {
    out.writeByte(FORMAT);
    Bytes.writeLength(spenders.size(), out);
    int index = 0;
    for (Spender spender : spenders.values()) {
      spender.index = index++;
      Bytes.writeText(spender.key, out);
      Bytes.writeText(spender.name, out);
    }
    Bytes.writeLength(seconds.size(), out);
    for (Map.Entry<Long, List<Cell>> second : seconds.entrySet()) {
      out.writeLong(second.getKey());
      Bytes.writeLength(second.getValue().size(), out);
      for (Cell cell : second.getValue()) {
        Bytes.writeLength(cell.spender.index, out);
        Bytes.writeAmount(cell.amount, out);
      }
    }
  }

  /** Adds what {@link #write} wrote of the keys that are ours. */
  void read(DataInputView in, Predicate<String> ours) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("sliding counts have format " + format + ", this jar reads " + FORMAT);
    }
    Spender[] known = new Spender[Bytes.readLength(in)];
    for (int i = 0; i < known.length; i++) {
      String key = Bytes.readText(in);
      String name = Bytes.readText(in);
      if (ours.test(key)) {
        known[i] = spenders.computeIfAbsent(key, Spender::new);
        known[i].name = name;
      }
    }
    for (int left = Bytes.readLength(in); left > 0; left--) {
      long second = in.readLong();
      for (int cells = Bytes.readLength(in); cells > 0; cells--) {
        Spender spender = known[Bytes.readLength(in)];
        long amount = Bytes.readAmount(in);
        if (spender != null) {
          add(spender, second, fitting(amount));
        }
      }
    }
  }
}
