package ai.colonycraft.realtime.jobs.metrics;

import java.io.Serializable;
import java.util.List;

/**
 * A metric that a job exports: its name, its help text, and its limit of series.
 *
 * <p>At most {@link #limit()} series are shown, the largest; what the others would show is shown
 * together, in one series whose labels are all {@code other}.
 */
public sealed interface Metric extends Serializable {

  /** The value of each label of the series that stands for all that are not shown. */
  String OTHER = "other";

  /** The name in Prometheus, without the prefix that Flink puts before it. */
  String name();

  /** What it counts and in what unit, one line without a full stop. */
  String help();

  /** Names of its labels, in the order in which samples give their values. */
  List<String> labels();

  /** Series at most, not counting the one for all others. */
  int limit();

  /**
   * Label names of the live series made of it: an empty list for the total, a list of one for the
   * sums by that label. Empty if it is not sent live.
   */
  List<List<String>> live();

  /** Only grows, and survives restarts. */
  record Counter(String name, String help, List<String> labels, int limit, List<List<String>> live)
      implements Metric {}

  /** Goes up and down; a series at zero leaves. */
  record Gauge(String name, String help, List<String> labels, int limit, List<List<String>> live)
      implements Metric {}

  /**
   * Exported as counters {@code …_bucket} with the label {@code le}, {@code …_sum} and {@code
   * …_count}; buckets are cumulative.
   *
   * @param bounds upper bounds of the buckets, ascending, without infinity
   * @param live empty, or {@code le} alone: then {@code …_bucket} is published live, summed over
   *     all series together
   */
  record Histogram(
      String name,
      String help,
      List<String> labels,
      int limit,
      List<Double> bounds,
      List<List<String>> live)
      implements Metric {

    /** Published live as it is. */
    public static final List<List<String>> BUCKETS = List.of(List.of("le"));

    /** Not published live. */
    public Histogram(
        String name, String help, List<String> labels, int limit, List<Double> bounds) {
      this(name, help, labels, limit, bounds, List.of());
    }

    /** The bucket of a value: the first whose bound is not below it. */
    public int bucket(double value) {
      int bucket = 0;
      while (bucket < bounds.size() && value > bounds.get(bucket)) {
        bucket++;
      }
      return bucket;
    }

    /** Buckets with the one that has no bound. */
    public int buckets() {
      return bounds.size() + 1;
    }

    /** The value of the label {@code le} of a bucket. */
    public String le(int bucket) {
      if (bucket == bounds.size()) {
        return "+Inf";
      }
      double bound = bounds.get(bucket);
      return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
  }
}
