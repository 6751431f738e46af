package ai.colonycraft.realtime.push.hub;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The recent past of one series: at most one point a second, the last in it. Kept in blocks, which
 * {@link PointBudget} takes away from the oldest on.
 */
final class Points {

  /** Points of a block. */
  static final int BLOCK = 64;

  /** What a block takes, about. */
  static final int BLOCK_BYTES = BLOCK * 16 + 96;

  /** Up to {@link #BLOCK} points, oldest first. */
  static final class Block {
    private final Points owner;
    private final long[] times = new long[BLOCK];
    private final double[] values = new double[BLOCK];
    private int size;

    private Block(Points owner) {
      this.owner = owner;
    }

    /** Takes itself away from its series; false if it was gone already. */
    boolean drop() {
      synchronized (owner.blocks) {
        return owner.blocks.remove(this);
      }
    }
  }

  private final Deque<Block> blocks = new ArrayDeque<>(1);

  /** Adds a point; returns the block that was needed for it, or null. */
  Block add(long time, double value) {
    // Contended only by one who reads this series' past, and taken once an update.
    synchronized (blocks) {
      Block last = blocks.peekLast();
      if (last != null && last.times[last.size - 1] / 1_000 >= time / 1_000) {
        last.values[last.size - 1] = value;
        last.times[last.size - 1] = Math.max(time, last.times[last.size - 1]);
        return null;
      }
      Block added = null;
      if (last == null || last.size == BLOCK) {
        last = new Block(this);
        blocks.add(last);
        added = last;
      }
      last.times[last.size] = time;
      last.values[last.size++] = value;
      return added;
    }
  }

  /** Takes all blocks away; returns how many there were. */
  int clear() {
    synchronized (blocks) {
      int count = blocks.size();
      blocks.clear();
      return count;
    }
  }

  /** The points that are not older than a time. */
  Past since(long time) {
    synchronized (blocks) {
      long[] times = new long[blocks.size() * BLOCK];
      double[] values = new double[times.length];
      int count = 0;
      for (Block block : blocks) {
        for (int i = 0; i < block.size; i++) {
          if (block.times[i] >= time) {
            times[count] = block.times[i];
            values[count++] = block.values[i];
          }
        }
      }
      return new Past(Arrays.copyOf(times, count), Arrays.copyOf(values, count));
    }
  }
}
