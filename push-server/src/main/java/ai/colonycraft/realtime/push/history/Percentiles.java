package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.history.HistoryAnswer.Point;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Percentiles of merged histograms: bucket i holds the durations above 1.02^(i-1) and up to 1.02^i
 * milliseconds, so that its middle is within 1 % of each.
 */
final class Percentiles {

  private static final double GAMMA = 1.02;
  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  private Percentiles() {}

  /**
   * Merges the rows of each series and step: columns are the labels, start, buckets and hits; rows
   * are ordered by labels and start.
   *
   * @return how many rows there were
   */
  static long read(
      ResultSet rows, List<String> labels, long step, Map<Map<String, String>, List<Point>> found)
      throws SQLException {
    Map<String, String> series = null;
    long time = 0;
    TreeMap<Integer, Long> merged = new TreeMap<>();
    long count = 0;
    while (rows.next()) {
      count++;
      Map<String, String> its = HistoryReader.labelsOf(rows, labels);
      long begin = Math.floorDiv(rows.getLong(labels.size() + 1), step) * step;
      if (!its.equals(series) || begin != time) {
        add(series, time, merged, found);
        merged.clear();
        series = its;
        time = begin;
      }
      Integer[] buckets = (Integer[]) rows.getArray(labels.size() + 2).getArray();
      Long[] hits = (Long[]) rows.getArray(labels.size() + 3).getArray();
      for (int i = 0; i < buckets.length; i++) {
        merged.merge(buckets[i], hits[i], Long::sum);
      }
    }
    add(series, time, merged, found);
    return count;
  }

  private static void add(
      Map<String, String> series,
      long time,
      TreeMap<Integer, Long> merged,
      Map<Map<String, String>, List<Point>> found) {
    if (series != null && !merged.isEmpty()) {
      found.computeIfAbsent(series, s -> new ArrayList<>()).add(new Point(time, of(merged)));
    }
  }

  /** Of 50, 95 and 99 %, in seconds, and the number of durations. */
  static double[] of(TreeMap<Integer, Long> histogram) {
    long count = histogram.values().stream().mapToLong(n -> n).sum();
    double[] values = new double[QUANTILES.length + 1];
    for (int q = 0; q < QUANTILES.length; q++) {
      long rank = (long) Math.ceil(QUANTILES[q] * count);
      long seen = 0;
      for (Map.Entry<Integer, Long> bucket : histogram.entrySet()) {
        seen += bucket.getValue();
        if (seen >= rank) {
          values[q] = 2 * Math.pow(GAMMA, bucket.getKey()) / (1 + GAMMA) / 1000;
          break;
        }
      }
    }
    values[QUANTILES.length] = count;
    return values;
  }
}
