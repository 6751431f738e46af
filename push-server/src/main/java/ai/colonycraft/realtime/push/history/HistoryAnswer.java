package ai.colonycraft.realtime.push.history;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is known of the past.
 *
 * @param unit of the values
 * @param columns of a point behind the time
 * @param level whose rows were read, as {@code 5m}, or {@code prometheus}
 * @param step seconds between points
 * @param until end of the last finished window, epoch seconds; 0 if there is none
 * @param truncated whether there were more series or points
 * @param series those that were found
 */
public record HistoryAnswer(
    String unit,
    List<String> columns,
    String level,
    long step,
    long until,
    boolean truncated,
    List<Found> series) {

  /** Series of one answer; those with the largest sums where a label is any. */
  static final int SERIES = 50;

  /**
   * An answer with those series alone that may be shown, the largest first.
   *
   * @param cut whether there were more rows than may be read
   * @param found points of each series, by its labels
   * @param visible whether a series of these labels may be shown
   */
  static HistoryAnswer of(
      String unit,
      List<String> columns,
      String level,
      long step,
      long until,
      boolean cut,
      Map<Map<String, String>, List<Point>> found,
      Predicate<Map<String, String>> visible) {
    List<Found> all =
        found.entrySet().stream()
            .filter(entry -> visible.test(entry.getKey()))
            .map(e -> new Found(e.getKey(), null, e.getValue()))
            .sorted((a, b) -> Double.compare(b.weight(), a.weight()))
            .toList();
    return new HistoryAnswer(
        unit,
        columns,
        level,
        step,
        until,
        cut || all.size() > SERIES,
        all.stream().limit(SERIES).toList());
  }

  /**
   * The same answer with names.
   *
   * @param names of series that have one, by their labels
   */
  HistoryAnswer named(Map<Map<String, String>, String> names) {
    List<Found> named =
        series.stream()
            .map(one -> new Found(one.labels, names.get(one.labels), one.points))
            .toList();
    return new HistoryAnswer(unit, columns, level, step, until, truncated, named);
  }

  /**
   * A series.
   *
   * @param labels of it
   * @param name of the user, colony or agent, the newest that is known; null if none is
   * @param points by time; a step without windows has none
   */
  public record Found(Map<String, String> labels, String name, List<Point> points) {

    private double weight() {
      return points.stream().mapToDouble(point -> point.values()[0]).filter(Double::isFinite).sum();
    }
  }

  /**
   * A step.
   *
   * @param time its begin, epoch seconds
   * @param values one a column; NaN where there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Point(long time, double[] values) {}
}
