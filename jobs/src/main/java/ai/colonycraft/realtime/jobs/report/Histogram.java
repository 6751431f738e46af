package ai.colonycraft.realtime.jobs.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * Durations of requests, as the tables of services hold them: bucket i has the number of those
 * above 1.02^(i-1) and up to 1.02^i milliseconds, so that the middle of a bucket is within 1 % of
 * each.
 *
 * @param hits by bucket
 */
record Histogram(TreeMap<Integer, Long> hits) {

  private static final double GAMMA = 1.02;

  static Histogram empty() {
    return new Histogram(new TreeMap<>());
  }

  void add(Histogram other) {
    other.hits.forEach((bucket, n) -> hits.merge(bucket, n, Long::sum));
  }

  long count() {
    return hits.values().stream().mapToLong(n -> n).sum();
  }

  /** Durations of at most so many seconds. */
  long upTo(double seconds) {
    return hits.entrySet().stream()
        .filter(bucket -> middle(bucket.getKey()) <= seconds)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The duration that this share of all does not exceed, seconds; null without any. */
  Double percentile(double share) {
    long rank = (long) Math.ceil(share * count());
    long seen = 0;
    for (Map.Entry<Integer, Long> bucket : hits.entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        return middle(bucket.getKey());
      }
    }
    return null;
  }

  private static double middle(int bucket) {
    return 2 * Math.pow(GAMMA, bucket) / (1 + GAMMA) / 1000;
  }
}
