package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Durations of requests in buckets whose bounds grow by {@link #GAMMA}, so that every percentile is
 * known within 1 %. Histograms add up exactly, in any order. The layout is that of DDSketch
 * (Masson, Rim, Lee, VLDB 2019), without its collapsing: there are at most 1,446 buckets. Not
 * thread-safe.
 */
public final class LatencyHistogram {

  /** The bucket of index i holds the durations above GAMMA^(i-1) and up to GAMMA^i milliseconds. */
  static final double GAMMA = 1.02;

  private static final double LOG_GAMMA = Math.log(GAMMA);

  /** A microsecond and all below. */
  private static final int FIRST = -348;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long count;
  private long sumMicros;

  /** The index of the bucket of a duration, milliseconds. */
  public static int index(double millis) {
    return millis <= 0 ? FIRST : Math.max(FIRST, (int) Math.ceil(Math.log(millis) / LOG_GAMMA));
  }

  /** Adds a duration, milliseconds, at least 0. */
  void add(double millis) {
    counts.merge(index(millis), 1L, Long::sum);
    count++;
    // Whole microseconds, since sums of doubles depend on their order.
    sumMicros = Amounts.sum(sumMicros, Math.round(millis * 1000));
  }

  /** Adds all that another one has. */
  void add(LatencyHistogram other) {
    other.counts.forEach((index, n) -> counts.merge(index, n, Long::sum));
    count += other.count;
    sumMicros = Amounts.sum(sumMicros, other.sumMicros);
  }

  /** The counts of the buckets that are not empty, by index. */
  SortedMap<Integer, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  long count() {
    return count;
  }

  long sumMicros() {
    return sumMicros;
  }

  void write(DataOutputView out) throws IOException {
    out.writeLong(sumMicros);
    Bytes.writeLength(counts.size(), out);
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  static LatencyHistogram read(DataInputView in) throws IOException {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.sumMicros = in.readLong();
    for (int size = Bytes.readLength(in); size > 0; size--) {
      int index = in.readInt();
      long n = in.readLong();
      histogram.counts.put(index, n);
      histogram.count += n;
    }
    return histogram;
  }
}
