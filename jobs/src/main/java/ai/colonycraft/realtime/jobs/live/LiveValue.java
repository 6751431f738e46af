package ai.colonycraft.realtime.jobs.live;

import java.util.List;

/**
 * The present value of one live series.
 *
 * @param id what identifies it among the series of the metric: label values in the order of the
 *     names, or only some of them
 * @param labelNames names of all its labels; none for the total over all
 * @param labelValues their values, in the same order
 * @param value now
 */
public record LiveValue(
    List<String> id, List<String> labelNames, List<String> labelValues, double value) {

  /** A series that all its labels identify. */
  public static LiveValue of(List<String> labelNames, List<String> labelValues, double value) {
    return new LiveValue(labelValues, labelNames, labelValues, value);
  }

  /** The total over all. */
  public static LiveValue total(double value) {
    return of(List.of(), List.of(), value);
  }
}
