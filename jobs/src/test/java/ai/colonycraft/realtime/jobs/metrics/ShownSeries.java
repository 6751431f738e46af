package ai.colonycraft.realtime.jobs.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.GenericMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;

/** What Flink's reporters would be shown, by name and labels: real groups on a listening end. */
final class ShownSeries {

  private final Map<Object, Map.Entry<String, Gauge<?>>> shown = new HashMap<>();
  private final MetricGroup root =
      new GenericMetricGroup(
          TestingMetricRegistry.builder()
              .setNumberReporters(1)
              .setRegisterConsumer(
                  (metric, name, group) ->
                      shown.put(metric, Map.entry(series(name, group), (Gauge<?>) metric)))
              .setUnregisterConsumer((metric, name, group) -> shown.remove(metric))
              .build(),
          null,
          "operator");

  SeriesExporter exporter() {
    return new SeriesExporter(root);
  }

  private static String series(String name, AbstractMetricGroup<?> group) {
    Map<String, String> labels = new TreeMap<>(group.getAllVariables());
    return name
        + labels.entrySet().stream()
            .map(label -> label.getKey().replaceAll("[<>]", "") + "=" + label.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }

  /** The values on show, as {@code metric{label=value}}. */
  Map<String, Double> now() {
    return shown.values().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, series -> (Double) series.getValue().getValue()));
  }
}
