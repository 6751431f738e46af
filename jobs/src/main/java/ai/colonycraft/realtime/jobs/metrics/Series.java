package ai.colonycraft.realtime.jobs.metrics;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The series of one counter or gauge that are on show, kept within the metric's limit. Not
 * thread-safe.
 */
final class Series {

  private static final Comparator<Map.Entry<List<String>, Double>> LARGEST_FIRST =
      Map.Entry.<List<String>, Double>comparingByValue()
          .reversed()
          .thenComparing(entry -> String.join("\u0000", entry.getKey()));

  private final Metric metric;
  private final SeriesExporter exporter;
  private final Map<List<String>, SeriesExporter.Shown> shown = new HashMap<>();
  private SeriesExporter.Shown other;

  Series(Metric metric, SeriesExporter exporter) {
    this.metric = metric;
    this.exporter = exporter;
  }

  /** The largest values, ties by labels, at most {@code n}, largest first. */
  static List<Map.Entry<List<String>, Double>> largest(Map<List<String>, Double> values, int n) {
    if (values.size() <= n) {
      return values.entrySet().stream().sorted(LARGEST_FIRST).toList();
    }
    PriorityQueue<Map.Entry<List<String>, Double>> best =
        new PriorityQueue<>(LARGEST_FIRST.reversed());
    for (Map.Entry<List<String>, Double> entry : values.entrySet()) {
      best.add(entry);
      if (best.size() > n) {
        best.poll();
      }
    }
    return best.stream().sorted(LARGEST_FIRST).toList();
  }

  /**
   * Shows just these series from now on.
   *
   * @param values by label values, no more than the limit
   * @param rest what all others have together; shown if it is not zero
   */
  void show(Map<List<String>, Double> values, double rest) {
    Set<List<String>> gone = new HashSet<>(shown.keySet());
    values.forEach(
        (labels, value) -> {
          gone.remove(labels);
          SeriesExporter.Shown series = shown.get(labels);
          if (series == null) {
            shown.put(labels, exporter.show(metric.name(), metric.labels(), labels, value));
          } else {
            series.set(value);
          }
        });
    gone.forEach(labels -> exporter.hide(shown.remove(labels)));
    showOther(rest);
  }

  private void showOther(double rest) {
    if (other != null) {
      if (rest == 0) {
        exporter.hide(other);
        other = null;
      } else {
        other.set(rest);
      }
    } else if (rest != 0) {
      List<String> labels = metric.labels().stream().map(label -> Metric.OTHER).toList();
      other = exporter.show(metric.name(), metric.labels(), labels, rest);
    }
  }
}
