package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Usual;
import java.util.Arrays;

/**
 * Sums of stretches of time, one entry for each stretch that has events. An event that may have
 * taken a step before begins another entry, so that what came after it can be summed by itself.
 */
final class Buckets extends Tally {

  /** Entries at most. Beyond it, the oldest two of one stretch become one. */
  static final int LIMIT = 80;

  private static final int FIRST_SIZE = 4;

  /** Of the first event of each entry. */
  long[] times = new long[FIRST_SIZE];

  int[] counts = new int[FIRST_SIZE];
  double[] values = new double[FIRST_SIZE];
  int size;

  /** What is usual; null if it is not learnt. */
  Learnt learnt;

  @Override
  void add(Measure measure, long time, Object value) {
    long slot = slot(measure, time);
    learn(measure, time);
    prune(measure, slot);
    if (size == 0 || slot(measure, times[size - 1]) != slot || isSplit(time)) {
      begin(measure, time);
    }
    int last = size - 1;
    counts[last]++;
    if (value instanceof Number number) {
      double plus = number.doubleValue();
      if (measure.kind() != Measure.Kind.MAX) {
        values[last] += plus;
      } else if (counts[last] == 1 || plus > values[last]) {
        values[last] = plus;
      }
    }
    newest = time;
  }

  /** With the first event of another period, the value of the period before is known. */
  private void learn(Measure measure, long time) {
    if (learnt == null || !learnt.isOver(measure, time)) {
      return;
    }
    int first = size;
    while (first > 0 && times[first - 1] >= learnt.period * measure.periodMillis()) {
      first--;
    }
    long events = events(first);
    boolean isKnown = events > 0 && events >= measure.from();
    learnt.begin(
        measure, time, isKnown ? measure.result(events, value(measure, first)) : Double.NaN);
  }

  private boolean isSplit(long time) {
    return pending != EVER && time > pending;
  }

  private void begin(Measure measure, long time) {
    if (size == LIMIT) {
      join(measure);
    }
    if (size == times.length) {
      int more = Math.min(LIMIT, 2 * size);
      times = Arrays.copyOf(times, more);
      counts = Arrays.copyOf(counts, more);
      values = Arrays.copyOf(values, more);
    }
    times[size] = time;
    counts[size] = 0;
    values[size] = 0;
    size++;
    pending = split == time ? time : EVER;
  }

  /** There are more entries than stretches, so that two are of one. */
  private void join(Measure measure) {
    int i = 0;
    while (slot(measure, times[i]) != slot(measure, times[i + 1])) {
      i++;
    }
    counts[i] += counts[i + 1];
    values[i] =
        measure.kind() == Measure.Kind.MAX
            ? Math.max(values[i], values[i + 1])
            : values[i] + values[i + 1];
    remove(i + 1, 1);
  }

  private void prune(Measure measure, long slot) {
    int old = 0;
    while (old < size && slot(measure, times[old]) <= slot - measure.slots()) {
      old++;
    }
    if (old > 0) {
      remove(0, old);
    }
  }

  private void remove(int from, int count) {
    int rest = size - from - count;
    System.arraycopy(times, from + count, times, from, rest);
    System.arraycopy(counts, from + count, counts, from, rest);
    System.arraycopy(values, from + count, values, from, rest);
    size -= count;
  }

  private static long slot(Measure measure, long time) {
    return Math.floorDiv(time, measure.slotMillis());
  }

  private int first(Measure measure, long time, long after) {
    long oldest = (slot(measure, time) - measure.slots() + 1) * measure.slotMillis();
    int first = size;
    while (first > 0 && times[first - 1] > after && times[first - 1] >= oldest) {
      first--;
    }
    return first;
  }

  private long events(int first) {
    long events = 0;
    for (int i = first; i < size; i++) {
      events += counts[i];
    }
    return events;
  }

  private double value(Measure measure, int first) {
    boolean max = measure.kind() == Measure.Kind.MAX;
    double value = first < size ? values[first] : 0;
    for (int i = first + 1; i < size; i++) {
      value = max ? Math.max(value, values[i]) : value + values[i];
    }
    return value;
  }

  @Override
  boolean reaches(Measure measure, long time, long after) {
    int first = first(measure, time, after);
    long events = events(first);
    double value = value(measure, first);
    return measure.isReached(events, value)
        && (measure.usual().isEmpty()
            || learnt != null && learnt.isExceeded(measure, time, measure.result(events, value)));
  }

  /** How many events its window at a time has. */
  long events(Measure measure, long time) {
    return events(first(measure, time, EVER));
  }

  /** The sum of its window at a time, as {@link Measure#isReached} takes it. */
  double value(Measure measure, long time) {
    return value(measure, first(measure, time, EVER));
  }

  @Override
  Double compared(Measure measure, long time) {
    Usual.Level level = learnt == null ? null : learnt.level(measure, time);
    return level == null ? null : (Double) level.median();
  }

  @Override
  double result(Measure measure, long time, long after) {
    int first = first(measure, time, after);
    return measure.result(events(first), value(measure, first));
  }
}
