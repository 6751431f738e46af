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
 * An amount of each colony within the last minutes, such as its events or the tokens that it spent.
 * Each second keeps what it added, and takes it along when it falls out; a colony without any is
 * forgotten. The largest are found by a look at all, which costs less than to keep them in order at
 * every event. Sums stay at the largest long. Not thread-safe.
 */
final class SlidingCounts {

  /** One colony with an amount of at least 1. */
  static final class Colony {
    final String id;
    String name;
    long amount;
    private Cell newest;

    /** Its place in what is being written. */
    private int index;

    Colony(String id) {
      this.id = id;
    }
  }

  /** What one second added to one colony. */
  private static final class Cell {
    final long second;
    final Colony colony;
    long amount;

    Cell(long second, Colony colony) {
      this.second = second;
      this.colony = colony;
    }
  }

  private static final int FORMAT = 1;

  private static final Comparator<Colony> LARGEST_FIRST =
      Comparator.<Colony>comparingLong(c -> c.amount).reversed().thenComparing(c -> c.id);

  private final long length;
  private final Map<String, Colony> colonies = new HashMap<>();
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
   * @param known what an earlier call gave for the same id, which saves looking for it; or null
   * @return what is known of the colony, to be given to the next call; null if it is still unknown
   */
  Colony add(Colony known, String id, String name, long second, long amount) {
    long added = fitting(amount);
    if (second <= floor || added == 0) {
      return known;
    }
    // One that has none any more was forgotten, and is not the one that counts.
    Colony colony =
        known != null && known.amount > 0 ? known : colonies.computeIfAbsent(id, Colony::new);
    if (name != null && !name.equals(colony.name)) {
      colony.name = name;
    }
    add(colony, second, added);
    return colony;
  }

  /** What falls out is taken away again, so that no more is added than the sum of all can hold. */
  private long fitting(long amount) {
    return Math.min(amount, Long.MAX_VALUE - total);
  }

  private void add(Colony colony, long second, long added) {
    Cell cell = colony.newest;
    if (cell == null || cell.second != second) {
      cell = new Cell(second, colony);
      colony.newest = cell;
      seconds.computeIfAbsent(second, s -> new ArrayList<>()).add(cell);
    }
    cell.amount += added;
    colony.amount += added;
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
        cell.colony.amount -= cell.amount;
        total -= cell.amount;
        if (cell.colony.amount == 0) {
          colonies.remove(cell.colony.id);
        }
      }
    }
  }

  /** The colonies with most, ties by id, at most {@code n}. */
  List<Colony> top(int n) {
    PriorityQueue<Colony> best = new PriorityQueue<>(LARGEST_FIRST.reversed());
    for (Colony colony : colonies.values()) {
      if (best.size() < n) {
        best.add(colony);
      } else if (LARGEST_FIRST.compare(colony, best.peek()) < 0) {
        best.poll();
        best.add(colony);
      }
    }
    List<Colony> top = new ArrayList<>(best);
    top.sort(LARGEST_FIRST);
    return top;
  }

  /** The amount of all colonies. */
  long total() {
    return total;
  }

  /**
   * Writes all that is remembered: the colonies, and then each second's amounts by their places.
   */
  void write(DataOutputView out) throws IOException {
    out.writeByte(FORMAT);
    Bytes.writeLength(colonies.size(), out);
    int index = 0;
    for (Colony colony : colonies.values()) {
      colony.index = index++;
      Bytes.writeText(colony.id, out);
      Bytes.writeText(colony.name, out);
    }
    Bytes.writeLength(seconds.size(), out);
    for (Map.Entry<Long, List<Cell>> second : seconds.entrySet()) {
      out.writeLong(second.getKey());
      Bytes.writeLength(second.getValue().size(), out);
      for (Cell cell : second.getValue()) {
        Bytes.writeLength(cell.colony.index, out);
        Bytes.writeAmount(cell.amount, out);
      }
    }
  }

  /** Adds what {@link #write} wrote of the colonies that are ours. */
  void read(DataInputView in, Predicate<String> ours) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("colony counts have format " + format + ", this jar reads " + FORMAT);
    }
    Colony[] known = new Colony[Bytes.readLength(in)];
    for (int i = 0; i < known.length; i++) {
      String id = Bytes.readText(in);
      String name = Bytes.readText(in);
      if (ours.test(id)) {
        known[i] = colonies.computeIfAbsent(id, Colony::new);
        known[i].name = name;
      }
    }
    for (int left = Bytes.readLength(in); left > 0; left--) {
      long second = in.readLong();
      for (int cells = Bytes.readLength(in); cells > 0; cells--) {
        Colony colony = known[Bytes.readLength(in)];
        long amount = Bytes.readAmount(in);
        if (colony != null) {
          add(colony, second, fitting(amount));
        }
      }
    }
  }
}
