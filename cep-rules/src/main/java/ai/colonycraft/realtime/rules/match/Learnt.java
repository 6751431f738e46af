package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Usual;
import java.util.Arrays;

/**
 * What is usual for one key and counting step: the values of past periods, in stretches of one or
 * more of them, and of a season the median and spread of past hours. Times must not go back.
 * Mutable, not thread-safe.
 */
final class Learnt {

  /** No period has begun. */
  static final long NONE = Long.MIN_VALUE;

  /** Of a normal distribution, the standard deviation is so many times the median distance. */
  private static final double NORMAL = 1.4826;

  private static final int FIRST_SIZE = 4;

  /** The period that is under way, counted from the epoch. */
  long period = NONE;

  /** Whether an incident was open at an event of the period under way. */
  boolean leftOut;

  /** Of each stretch with a value: its number, counted from the epoch. */
  long[] stretches = new long[FIRST_SIZE];

  /** Of each stretch: the sum of the values of its periods, and how many have one. */
  double[] sums = new double[FIRST_SIZE];

  int[] counts = new int[FIRST_SIZE];
  int size;

  /** Of each past hour that is known, counted from the epoch: median and spread. */
  long[] hours = new long[0];

  float[] medians = new float[0];
  float[] spreads = new float[0];
  int known;

  private static long periodOf(Measure measure, long time) {
    return Math.floorDiv(time, measure.periodMillis());
  }

  private static long hourOf(Measure measure, long period) {
    return Math.floorDiv(period * measure.periodMillis(), Usual.HOUR);
  }

  /** Whether an event at a time is the first of another period than the one under way. */
  boolean isOver(Measure measure, long time) {
    return periodOf(measure, time) != period;
  }

  /**
   * Begins the period of a time.
   *
   * @param value of the period that is over; not a number if it has too few events
   */
  void begin(Measure measure, long time, double value) {
    Usual usual = measure.usual().orElseThrow();
    long next = periodOf(measure, time);
    if (period != NONE) {
      if (!leftOut && !Double.isNaN(value)) {
        add(Math.floorDiv(period, usual.periodsOfStretch(measure.periodMillis())), value);
      }
      if (usual.isSeasonal() && hourOf(measure, next) != hourOf(measure, period)) {
        closeHour(measure, usual);
      }
    }
    period = next;
    leftOut = false;
    forget(measure, usual);
  }

  private void add(long stretch, double value) {
    if (size == 0 || stretches[size - 1] != stretch) {
      if (size == stretches.length) {
        stretches = Arrays.copyOf(stretches, 2 * size);
        sums = Arrays.copyOf(sums, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      stretches[size] = stretch;
      sums[size] = 0;
      counts[size] = 0;
      size++;
    }
    sums[size - 1] += value;
    counts[size - 1]++;
  }

  private void closeHour(Measure measure, Usual usual) {
    if (size >= usual.least(measure.periodMillis())) {
      if (known == hours.length) {
        int more = Math.max(FIRST_SIZE, 2 * known);
        hours = Arrays.copyOf(hours, more);
        medians = Arrays.copyOf(medians, more);
        spreads = Arrays.copyOf(spreads, more);
      }
      Usual.Level level = level(means(0));
      hours[known] = hourOf(measure, period);
      medians[known] = (float) level.median();
      spreads[known] = (float) level.spread();
      known++;
    }
    size = 0;
  }

  private void forget(Measure measure, Usual usual) {
    if (!usual.isSeasonal()) {
      remove(first(measure, usual, period));
      return;
    }
    long oldest = hourOf(measure, period) - (long) usual.over().hours() * usual.over().times();
    int old = 0;
    while (old < known && hours[old] < oldest) {
      old++;
    }
    if (old > 0) {
      System.arraycopy(hours, old, hours, 0, known - old);
      System.arraycopy(medians, old, medians, 0, known - old);
      System.arraycopy(spreads, old, spreads, 0, known - old);
      known -= old;
    }
  }

  private void remove(int old) {
    if (old > 0) {
      System.arraycopy(stretches, old, stretches, 0, size - old);
      System.arraycopy(sums, old, sums, 0, size - old);
      System.arraycopy(counts, old, counts, 0, size - old);
      size -= old;
    }
  }

  /** The first stretch that is not too old at a period. */
  private int first(Measure measure, Usual usual, long at) {
    long stretch = Math.floorDiv(at, usual.periodsOfStretch(measure.periodMillis()));
    long oldest = stretch - usual.stretches(measure.periodMillis());
    int first = 0;
    while (first < size && stretches[first] < oldest) {
      first++;
    }
    return first;
  }

  /** Whether a value at a time is beyond what is usual; false if that is not known. */
  boolean isExceeded(Measure measure, long time, double value) {
    Usual.Level level = level(measure, time);
    return level != null
        && measure.usual().orElseThrow().isBeyond(level, value, measure.limit().comparison());
  }

  /** What is usual at a time; null if too little is known. */
  Usual.Level level(Measure measure, long time) {
    Usual usual = measure.usual().orElseThrow();
    if (!usual.isSeasonal()) {
      double[] means = means(first(measure, usual, periodOf(measure, time)));
      return means.length < usual.least(measure.periodMillis()) ? null : level(means);
    }
    long hour = hourOf(measure, periodOf(measure, time));
    double[] past = new double[usual.over().times()];
    double[] spread = new double[past.length];
    int found = 0;
    for (int i = 1; i <= past.length; i++) {
      int at = Arrays.binarySearch(hours, 0, known, hour - (long) i * usual.over().hours());
      if (at >= 0) {
        past[found] = medians[at];
        spread[found] = spreads[at];
        found++;
      }
    }
    if (found < usual.over().least()) {
      return null;
    }
    Usual.Level between = level(Arrays.copyOf(past, found));
    double within = median(Arrays.copyOf(spread, found));
    return new Usual.Level(between.median(), Math.max(between.spread(), within));
  }

  private double[] means(int first) {
    double[] means = new double[size - first];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[first + i] / counts[first + i];
    }
    return means;
  }

  private static Usual.Level level(double[] values) {
    double median = median(values);
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    return new Usual.Level(median, NORMAL * median(distances));
  }

  /** Sorts the values; of an even number, the mean of the two in the middle. */
  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
