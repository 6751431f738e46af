package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.history.HistoryAnswer.Point;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Percentiles of merged histograms: bucket i holds the durations above 1.02^(i-1) and up to 1.02^i
 * milliseconds, so that its middle is within 1 % of each. Not thread-safe.
 */
final class Percentiles {

  private static final double GAMMA = 1.02;
  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  /** The first bucket of HistoryJob; it holds what is shorter too. */
  private static final int FIRST = -348;

  /** The last one holds what is longer than a billion years too. */
  private static final int BUCKETS = 2_900;

  private final long[] hits = new long[BUCKETS];

  /**
   * Merges the rows of each series and step: columns are the labels, start, buckets and hits; rows
   * are ordered by labels and start.
   *
   * @return how many rows there were
   */
  static long read(
      ResultSet rows, List<String> labels, long step, Map<Map<String, String>, List<Point>> found)
      throws SQLException {
    Percentiles merged = new Percentiles();
    Map<String, String> series = null;
    long time = 0;
    long count = 0;
    while (rows.next()) {
      count++;
      Map<String, String> its = HistoryReader.labelsOf(rows, labels);
      long begin = Math.floorDiv(rows.getLong(labels.size() + 1), step) * step;
      if (!its.equals(series) || begin != time) {
        merged.addTo(found, series, time);
        series = its;
        time = begin;
      }
      merged.add(
          (Integer[]) rows.getArray(labels.size() + 2).getArray(),
          (Long[]) rows.getArray(labels.size() + 3).getArray());
    }
    merged.addTo(found, series, time);
    return count;
  }

  /** Adds the point of a step, if it has durations, and begins the next. */
  private void addTo(
      Map<Map<String, String>, List<Point>> found, Map<String, String> series, long time) {
    double[] values = values();
    if (values[QUANTILES.length] > 0) {
      found.computeIfAbsent(series, s -> new ArrayList<>()).add(new Point(time, values));
      Arrays.fill(hits, 0);
    }
  }

  /**
   * Adds a histogram.
   *
   * @param buckets their indexes
   * @param added how many durations each of them holds
   */
  void add(Integer[] buckets, Long[] added) {
    for (int i = 0; i < buckets.length; i++) {
      long index = (long) buckets[i] - FIRST;
      hits[(int) Math.max(0, Math.min(BUCKETS - 1, index))] += added[i];
    }
  }

  /** Of 50, 95 and 99 %, in seconds, and the number of durations. */
  double[] values() {
    long count = 0;
    for (long n : hits) {
      count += n;
    }
    double[] values = new double[QUANTILES.length + 1];
    values[QUANTILES.length] = count;
    long seen = 0;
    int q = 0;
    for (int i = 0; i < BUCKETS && q < QUANTILES.length && count > 0; i++) {
      seen += hits[i];
      for (; q < QUANTILES.length && seen >= Math.ceil(QUANTILES[q] * count); q++) {
        values[q] = 2 * Math.pow(GAMMA, i + FIRST) / (1 + GAMMA) / 1000;
      }
    }
    return values;
  }
}
