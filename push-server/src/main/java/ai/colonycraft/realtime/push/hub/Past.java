package ai.colonycraft.realtime.push.hub;

/**
 * A copy of a series' recent points.
 *
 * @param times epoch milliseconds, rising
 * @param values as many
 */
@SuppressWarnings("ArrayRecordComponent")
public record Past(long[] times, double[] values) {

  /** No points. */
  static final Past NONE = new Past(new long[0], new double[0]);
}
