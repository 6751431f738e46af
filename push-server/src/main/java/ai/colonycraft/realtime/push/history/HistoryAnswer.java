package ai.colonycraft.realtime.push.history;

import java.util.List;
import java.util.Map;

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

  /**
   * A series.
   *
   * @param labels of it
   * @param points by time; a step without windows has none
   */
  public record Found(Map<String, String> labels, List<Point> points) {}

  /**
   * A step.
   *
   * @param time its begin, epoch seconds
   * @param values one a column; NaN where there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Point(long time, double[] values) {}
}
