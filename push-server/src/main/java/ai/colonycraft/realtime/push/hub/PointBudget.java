package ai.colonycraft.realtime.push.hub;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps the points of all series together within a bound: when it is reached, the block that was
 * begun first goes, whosever it is. For the publishing thread alone.
 */
final class PointBudget {

  private final long limitBytes;
  private final Queue<Points.Block> oldestFirst = new ArrayDeque<>();
  private long bytes;

  PointBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds a point to a series. */
  void add(Points points, long time, double value) {
    Points.Block added = points.add(time, value);
    if (added == null) {
      return;
    }
    oldestFirst.add(added);
    bytes += Points.BLOCK_BYTES;
    while (bytes > limitBytes && oldestFirst.size() > 1) {
      dropOldest();
    }
  }

  /** The series is over. */
  void remove(Points points) {
    bytes -= (long) points.clear() * Points.BLOCK_BYTES;
    // Blocks that were taken from their series must not gather here.
    while (oldestFirst.size() > 2 * (bytes / Points.BLOCK_BYTES) + Points.BLOCK) {
      dropOldest();
    }
  }

  private void dropOldest() {
    if (oldestFirst.remove().drop()) {
      bytes -= Points.BLOCK_BYTES;
    }
  }
}
