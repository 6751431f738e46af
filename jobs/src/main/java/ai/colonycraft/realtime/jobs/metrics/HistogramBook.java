package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.live.LiveValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A histogram, shown as the counters that Prometheus makes one of: {@code _bucket} by {@code le},
 * {@code _sum}, {@code _count}. Delays are also published live, as the mean since the last tick in
 * which something came; buckets are published once a second, for heatmaps, if the metric asks for
 * it.
 */
final class HistogramBook implements Book {

  private static final long BUCKETS_MILLIS = 1_000;

  private final Metric.Histogram metric;
  private final SeriesExporter exporter;
  private final Map<List<String>, Shown> shown = new HashMap<>();
  private final List<Sample.Delays> delays = new ArrayList<>();
  private final Map<List<String>, LiveValue> means = new HashMap<>();
  private boolean changed;
  private boolean untold;
  private long toldAt;

  private final class Shown {
    final double[] counts = new double[metric.buckets()];
    double sum;
    double freshSum;
    double freshCount;
    final List<SeriesExporter.Shown> buckets = new ArrayList<>();
    final SeriesExporter.Shown total;
    final SeriesExporter.Shown count;

    Shown(List<String> labels) {
      List<String> names = new ArrayList<>(metric.labels());
      names.add("le");
      for (int i = 0; i < metric.buckets(); i++) {
        List<String> values = new ArrayList<>(labels);
        values.add(metric.le(i));
        buckets.add(exporter.show(metric.name() + "_bucket", names, values, 0));
      }
      total = exporter.show(metric.name() + "_sum", metric.labels(), labels, 0);
      count = exporter.show(metric.name() + "_count", metric.labels(), labels, 0);
    }

    void refresh() {
      double below = 0;
      for (int i = 0; i < counts.length; i++) {
        below += counts[i];
        buckets.get(i).set(below);
      }
      total.set(sum);
      count.set(below);
    }
  }

  HistogramBook(Metric.Histogram metric, SeriesExporter exporter) {
    this.metric = metric;
    this.exporter = exporter;
  }

  @Override
  public void take(Sample sample) {
    if (sample instanceof Sample.Observations observations) {
      Shown series = series(observations.labels());
      for (int i = 0; i < observations.counts().length; i++) {
        series.counts[i] += observations.counts()[i];
      }
      series.sum += observations.sum();
    } else if (sample instanceof Sample.Delays late) {
      // They end when they are exported, at the next tick.
      delays.add(late);
    } else {
      throw new IllegalArgumentException(metric.name() + " is a histogram and takes no " + sample);
    }
    changed = true;
  }

  private Shown series(List<String> labels) {
    Shown known = shown.get(labels);
    if (known != null) {
      return known;
    }
    boolean full = shown.size() >= metric.limit() && !labels.isEmpty();
    List<String> taken =
        full
            ? metric.labels().stream().map(label -> Metric.OTHER).collect(Collectors.toList())
            : labels;
    return shown.computeIfAbsent(taken, Shown::new);
  }

  private void exportDelays(long now) {
    for (Sample.Delays late : delays) {
      double since = Math.max(0, now - late.flushedAt());
      Shown series = series(late.labels());
      double count = 0;
      for (int cell = 0; cell < late.cells().length; cell++) {
        double seconds = (DelayCells.middle(cell) + since) / 1000;
        series.counts[metric.bucket(seconds)] += late.cells()[cell];
        count += late.cells()[cell];
      }
      double sum = (late.sumMillis() + count * since) / 1000;
      series.sum += sum;
      series.freshSum += sum;
      series.freshCount += count;
    }
  }

  /** A series in which nothing came keeps its last mean: no mean is not a mean of zero. */
  private void tellMeans(LiveBoard board) {
    shown.forEach(
        (labels, series) -> {
          if (series.freshCount > 0) {
            double mean = Math.round(series.freshSum / series.freshCount * 1000) / 1000.0;
            means.put(labels, LiveValue.of(metric.labels(), labels, mean));
            series.freshSum = 0;
            series.freshCount = 0;
          }
        });
    board.replace(metric.name(), List.copyOf(means.values()));
  }

  /** Counts up to each bound, of all series together. */
  private void tellBuckets(LiveBoard board) {
    List<LiveValue> buckets = new ArrayList<>();
    double below = 0;
    for (int i = 0; i < metric.buckets(); i++) {
      for (Shown series : shown.values()) {
        below += series.counts[i];
      }
      buckets.add(LiveValue.of(List.of("le"), List.of(metric.le(i)), below));
    }
    board.replace(metric.name() + "_bucket", buckets);
  }

  @Override
  public void tick(long now, LiveBoard board) {
    untold |= changed && !metric.live().isEmpty();
    if (untold && now - toldAt >= BUCKETS_MILLIS) {
      tellBuckets(board);
      untold = false;
      toldAt = now;
    }
    if (!changed) {
      return;
    }
    changed = false;
    exportDelays(now);
    shown.values().forEach(Shown::refresh);
    if (!delays.isEmpty()) {
      delays.clear();
      tellMeans(board);
    }
  }

  @Override
  public List<BookEntry> state() {
    List<BookEntry> state = new ArrayList<>();
    shown.forEach(
        (labels, series) -> {
          double[] values =
              IntStream.rangeClosed(0, series.counts.length)
                  .mapToDouble(i -> i < series.counts.length ? series.counts[i] : series.sum)
                  .toArray();
          state.add(new BookEntry(metric.name(), labels, values));
        });
    return state;
  }

  @Override
  public void restore(BookEntry entry) {
    Shown series = series(entry.labels());
    if (entry.values().length != series.counts.length + 1) {
      // The bounds changed with the jar: counts by other bounds can't be split again.
      return;
    }
    for (int i = 0; i < series.counts.length; i++) {
      series.counts[i] += entry.values()[i];
    }
    series.sum += entry.values()[series.counts.length];
    changed = true;
  }
}
