package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gauge that takes either readings and changes of single series, or rankings. */
final class GaugeBook implements Book {

  /** Of a sum of doubles, relative to it. */
  private static final double PRECISION = 1e-13;

  private final Metric.Gauge metric;
  private final TopList top;
  private final Series series;
  private final Map<List<String>, Double> readings = new HashMap<>();
  private final Rankings rankings = new Rankings();
  private boolean ranked;
  private boolean changed;

  /** Takes the metric, its live top list or null, and where it is shown. */
  GaugeBook(Metric.Gauge metric, TopList top, SeriesExporter exporter) {
    this.metric = metric;
    this.top = top;
    this.series = new Series(metric, exporter);
  }

  @Override
  public void take(Sample sample) {
    if (sample instanceof Sample.Reading reading) {
      read(reading.labels(), reading.value());
    } else if (sample instanceof Sample.Change change) {
      read(change.labels(), readings.getOrDefault(change.labels(), 0.0) + change.amount());
    } else if (sample instanceof Sample.Ranking ranking) {
      rankings.take(ranking);
      ranked = true;
    } else {
      throw new IllegalArgumentException(metric.name() + " is a gauge and takes no " + sample);
    }
    changed = true;
  }

  private void read(List<String> labels, double value) {
    if (value == 0) {
      readings.remove(labels);
    } else {
      readings.put(labels, value);
    }
  }

  @Override
  public void tick(long now, LiveBoard board) {
    if (!changed || ranked && !rankings.isComplete()) {
      return;
    }
    changed = false;
    Map<List<String>, Double> all = ranked ? rankings.rows() : readings;
    List<Map.Entry<List<String>, Double>> largest = Series.largest(all, metric.limit());
    double total = ranked ? rankings.total() : all.values().stream().mapToDouble(v -> v).sum();
    Map<List<String>, Double> shown = new HashMap<>();
    double sum = 0;
    for (Map.Entry<List<String>, Double> entry : largest) {
      shown.put(entry.getKey(), entry.getValue());
      sum += entry.getValue();
    }
    // Sums of decimals differ in their last digits, which are no series.
    double rest = Math.abs(total - sum) > PRECISION * Math.abs(total) ? total - sum : 0;
    series.show(shown, rest);
    board.replace(
        metric.name(), ranked ? LiveViews.of(metric, shown, rest) : LiveViews.of(metric, all, 0));
    if (top != null) {
      top.publish(metric.labels(), largest, board);
    }
  }

  /** A ranking is sent again after a restart; a reading is sent only when it changes. */
  @Override
  public List<BookEntry> state() {
    List<BookEntry> state = new ArrayList<>();
    readings.forEach(
        (labels, value) -> state.add(new BookEntry(metric.name(), labels, new double[] {value})));
    return state;
  }

  @Override
  public void restore(BookEntry entry) {
    readings.put(entry.labels(), entry.values()[0]);
    changed = true;
  }
}
