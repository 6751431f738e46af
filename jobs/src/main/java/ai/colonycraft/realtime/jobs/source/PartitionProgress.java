package ai.colonycraft.realtime.jobs.source;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;

/**
 * How far one reader has come with each of its partitions. It is written for every record and read
 * a few times a second, both on the task's thread.
 */
final class PartitionProgress implements Serializable {

  private static final long NONE = WatermarkCoordinator.NONE;

  /** So that a gap after it is a long one, and does not overflow. */
  private static final long NEVER = Long.MIN_VALUE / 2;

  private final long silence;

  private transient long[] nextOffsets;
  private transient long[] progress;
  private transient long[] spokeAt;
  private transient long[] lastArrivals;
  private transient BitSet assigned;

  /** Takes how long no record of a partition must arrive for the next to end a silence. */
  PartitionProgress(Duration silence) {
    this.silence = silence.toMillis();
  }

  /** Forgets everything. */
  void clear() {
    nextOffsets = new long[8];
    progress = filled(new long[8], 0, NONE);
    spokeAt = filled(new long[8], 0, NONE);
    lastArrivals = filled(new long[8], 0, NEVER);
    assigned = new BitSet();
  }

  /** Begins with a partition at an offset, after records up to this event time. */
  void assign(int partition, long offset, long eventTime) {
    reserve(partition);
    assigned.set(partition);
    progress[partition] = Math.max(progress[partition], eventTime);
    nextOffsets[partition] = Math.max(nextOffsets[partition], offset);
  }

  /** Notes that a record was emitted, and when it had arrived, epoch milliseconds. */
  void emitted(int partition, long offset, long arrival) {
    if (partition >= nextOffsets.length) {
      reserve(partition);
    }
    nextOffsets[partition] = offset + 1;
    long last = lastArrivals[partition];
    if (arrival > last) {
      lastArrivals[partition] = arrival;
      if (arrival - last >= silence) {
        spokeAt[partition] = arrival;
      }
    }
  }

  /** Notes the event time of a record, bounded by its arrival; returns the newest before it. */
  long reached(int partition, long eventTime) {
    long before = progress[partition];
    if (eventTime > before) {
      progress[partition] = eventTime;
    }
    return before;
  }

  /**
   * The newest event time of a partition, bounded by arrival, or {@link EventTimeExtractor#NONE}.
   */
  long of(int partition) {
    return progress[partition];
  }

  /** The answer to an update, from a reader that has emitted this watermark. */
  ProgressReport report(EventTimeUpdate update, boolean finished, long watermark) {
    int[] partitions = assigned.stream().toArray();
    long[] offsets = new long[partitions.length];
    long[] times = new long[partitions.length];
    long[] spoke = new long[partitions.length];
    long[] arrivals = new long[partitions.length];
    for (int i = 0; i < partitions.length; i++) {
      offsets[i] = nextOffsets[partitions[i]];
      times[i] = progress[partitions[i]];
      spoke[i] = spokeAt[partitions[i]];
      arrivals[i] = lastArrivals[partitions[i]];
    }
    return new ProgressReport(
        update.generation(),
        update.assigned(),
        finished,
        watermark,
        partitions,
        offsets,
        times,
        spoke,
        arrivals);
  }

  private void reserve(int partition) {
    int before = progress.length;
    if (partition >= before) {
      int size = Math.max(partition + 1, 2 * before);
      nextOffsets = Arrays.copyOf(nextOffsets, size);
      progress = filled(Arrays.copyOf(progress, size), before, NONE);
      spokeAt = filled(Arrays.copyOf(spokeAt, size), before, NONE);
      lastArrivals = filled(Arrays.copyOf(lastArrivals, size), before, NEVER);
    }
  }

  private static long[] filled(long[] values, int from, long value) {
    Arrays.fill(values, from, values.length, value);
    return values;
  }
}
