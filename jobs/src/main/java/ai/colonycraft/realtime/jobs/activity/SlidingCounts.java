package ai.colonycraft.realtime.jobs.activity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Events of each colony within the last minutes, and the busiest of them. Each second keeps what it
 * added, and takes it along when it falls out; colonies of one count are linked, so that the
 * busiest are found without looking at the rest. A colony without events is forgotten. Not
 * thread-safe.
 */
final class SlidingCounts {

  /** One colony with at least one event. */
  static final class Colony {
    final String id;
    String name;
    long events;
    private Cell newest;
    private Colony before;
    private Colony after;

    Colony(String id) {
      this.id = id;
    }
  }

  /** What one second added to one colony. */
  static final class Cell {
    final long second;
    final Colony colony;
    long events;

    Cell(long second, Colony colony) {
      this.second = second;
      this.colony = colony;
    }
  }

  private static final Comparator<Colony> BUSIEST_FIRST =
      Comparator.<Colony>comparingLong(c -> c.events).reversed().thenComparing(c -> c.id);

  private final long length;
  private final Map<String, Colony> colonies = new HashMap<>();
  private final TreeMap<Long, List<Cell>> seconds = new TreeMap<>();

  /** The first of the colonies with a count, by that count. */
  private final TreeMap<Long, Colony> byEvents = new TreeMap<>(Comparator.reverseOrder());

  private long floor = Long.MIN_VALUE;
  private long total;

  /** Takes for how many seconds an event counts. */
  SlidingCounts(long seconds) {
    this.length = seconds;
  }

  /** Adds events of one second, epoch seconds; a second that has fallen out changes nothing. */
  void add(String id, String name, long second, long events) {
    if (second <= floor) {
      return;
    }
    Colony colony = colonies.computeIfAbsent(id, Colony::new);
    if (name != null) {
      colony.name = name;
    }
    if (colony.newest == null || colony.newest.second != second) {
      colony.newest = new Cell(second, colony);
      seconds.computeIfAbsent(second, s -> new ArrayList<>()).add(colony.newest);
    }
    colony.newest.events += events;
    change(colony, events);
  }

  /** Lets the seconds fall out that are too old at this time, epoch milliseconds. */
  void advance(long time) {
    if (time == Long.MIN_VALUE) {
      return;
    }
    floor = Math.max(floor, Math.floorDiv(time, 1000L) - length);
    while (!seconds.isEmpty() && seconds.firstKey() <= floor) {
      for (Cell cell : seconds.pollFirstEntry().getValue()) {
        change(cell.colony, -cell.events);
        if (cell.colony.events == 0) {
          colonies.remove(cell.colony.id);
        }
      }
    }
  }

  /** The busiest colonies, ties by id, at most {@code n}. */
  List<Colony> top(int n) {
    List<Colony> top = new ArrayList<>();
    for (Colony first : byEvents.values()) {
      int room = n - top.size();
      if (room <= 0) {
        break;
      }
      PriorityQueue<Colony> best = new PriorityQueue<>(BUSIEST_FIRST.reversed());
      for (Colony colony = first; colony != null; colony = colony.after) {
        best.add(colony);
        if (best.size() > room) {
          best.poll();
        }
      }
      top.addAll(best);
    }
    top.sort(BUSIEST_FIRST);
    return top;
  }

  /** Events of all colonies. */
  long total() {
    return total;
  }

  /** Colonies that are remembered. */
  int size() {
    return colonies.size();
  }

  /** All that {@link #add} needs to build this up again. */
  Iterable<List<Cell>> state() {
    return seconds.values();
  }

  private void change(Colony colony, long events) {
    unlink(colony);
    colony.events += events;
    total += events;
    if (colony.events > 0) {
      link(colony);
    }
  }

  private void link(Colony colony) {
    Colony first = byEvents.put(colony.events, colony);
    colony.after = first;
    if (first != null) {
      first.before = colony;
    }
  }

  private void unlink(Colony colony) {
    if (colony.before != null) {
      colony.before.after = colony.after;
    } else if (colony.events > 0) {
      if (colony.after == null) {
        byEvents.remove(colony.events);
      } else {
        byEvents.put(colony.events, colony.after);
      }
    }
    if (colony.after != null) {
      colony.after.before = colony.before;
    }
    colony.before = null;
    colony.after = null;
  }
}
