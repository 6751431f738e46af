package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums of a metric's series by some of its labels, as the metric asks to be sent live. */
final class LiveViews {

  private LiveViews() {}

  /**
   * The live values of a metric.
   *
   * @param values all series by label values
   * @param rest what is known of no labels; part of the total, and of {@code other} elsewhere
   */
  static List<LiveValue> of(Metric metric, Map<List<String>, Double> values, double rest) {
    List<LiveValue> live = new ArrayList<>();
    for (List<String> view : metric.live()) {
      int[] at = view.stream().mapToInt(metric.labels()::indexOf).toArray();
      Map<List<String>, Double> sums = new LinkedHashMap<>();
      values.forEach((labels, value) -> sums.merge(pick(labels, at), value, Double::sum));
      if (rest != 0) {
        sums.merge(view.stream().map(label -> Metric.OTHER).toList(), rest, Double::sum);
      }
      if (view.isEmpty()) {
        // The total is published even when nothing is left to sum: zero is an answer.
        sums.putIfAbsent(List.of(), 0.0);
      }
      sums.forEach((labels, value) -> live.add(LiveValue.of(view, labels, value)));
    }
    return live;
  }

  private static List<String> pick(List<String> labels, int[] at) {
    return switch (at.length) {
      case 0 -> List.of();
      case 1 -> List.of(labels.get(at[0]));
      default -> java.util.Arrays.stream(at).mapToObj(labels::get).toList();
    };
  }
}
