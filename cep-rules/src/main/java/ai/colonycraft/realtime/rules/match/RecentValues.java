package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Measure;
import com.google.common.hash.Hashing;
import java.util.Arrays;

/**
 * The values that were seen last, each once, by their hashes. That a window has {@code n} values is
 * known from the {@code n} newest alone. Beyond {@link #EXACT} a part of all hashes is kept, so
 * that the limit is reached at so many of them: the standard error of the number of values at which
 * it is reached is {@code sqrt((1 - p) / EXACT)} of the limit, less than a tenth.
 */
final class RecentValues extends Tally {

  /** Up to this limit the number of values is exact. */
  static final int EXACT = 100;

  private static final int FIRST_SIZE = 4;

  /** Of the values, the one seen last at the end. */
  long[] hashes = new long[FIRST_SIZE];

  long[] times = new long[FIRST_SIZE];
  int size;

  /** How many values reach the limit. */
  static int limit(Measure measure) {
    double limit = measure.limit().value();
    boolean above = measure.limit().comparison() == Measure.Comparison.ABOVE;
    double least = above ? Math.floor(limit) + 1 : Math.ceil(limit);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, least));
  }

  private static int capacity(Measure measure) {
    return Math.min(EXACT, limit(measure));
  }

  @Override
  void add(Measure measure, long time, Object value) {
    newest = time;
    long hash = Hashing.murmur3_128().hashUnencodedChars(value.toString()).asLong();
    if (!isSampled(measure, hash)) {
      return;
    }
    int at = size - 1;
    while (at >= 0 && hashes[at] != hash) {
      at--;
    }
    if (at < 0 && size == capacity(measure)) {
      at = 0;
    }
    if (at >= 0) {
      System.arraycopy(hashes, at + 1, hashes, at, size - at - 1);
      System.arraycopy(times, at + 1, times, at, size - at - 1);
      size--;
    } else if (size == hashes.length) {
      int more = Math.min(EXACT, 2 * size);
      hashes = Arrays.copyOf(hashes, more);
      times = Arrays.copyOf(times, more);
    }
    hashes[size] = hash;
    times[size] = time;
    size++;
  }

  private static boolean isSampled(Measure measure, long hash) {
    int limit = limit(measure);
    // The upper 53 bits as a number from 0 to 1.
    return limit <= EXACT || (hash >>> 11) * 0x1p-53 * limit < EXACT;
  }

  private int count(Measure measure, long time, long after) {
    long oldest = Math.max(after, time - measure.within().toMillis());
    int count = 0;
    while (count < size && times[size - 1 - count] > oldest) {
      count++;
    }
    return count;
  }

  @Override
  boolean reaches(Measure measure, long time, long after) {
    return count(measure, time, after) >= capacity(measure);
  }

  /** Never more than the limit, since no more values are kept. */
  @Override
  double result(Measure measure, long time, long after) {
    int count = count(measure, time, after);
    int limit = limit(measure);
    return limit <= EXACT ? count : Math.rint((double) count * limit / EXACT);
  }
}
