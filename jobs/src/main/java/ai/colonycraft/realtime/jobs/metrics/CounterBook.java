package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.live.LiveValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A counter that takes either increments or rankings. Its series never fall while they are shown,
 * and {@code other} never falls at all: it counts what came for series while they were not shown.
 */
final class CounterBook implements Book {

  private static final Comparator<List<String>> TIES =
      Comparator.comparing(labels -> String.join("\u0000", labels));

  private final Metric.Counter metric;
  private final TopList top;
  private final RateOf rate;
  private final Series series;
  private final Map<List<String>, Double> values = new HashMap<>();
  private final HeavyHitters<List<String>> waiting;
  private final Rankings rankings = new Rankings();
  private double other;
  private double total;
  private boolean changed;

  /** Takes the metric, its live top list and rate or null, and where it is shown. */
  CounterBook(Metric.Counter metric, TopList top, RateOf rate, SeriesExporter exporter) {
    this.metric = metric;
    this.top = top;
    this.rate = rate;
    this.series = new Series(metric, exporter);
    this.waiting = new HeavyHitters<>(metric.limit());
  }

  @Override
  public void take(Sample sample) {
    if (sample instanceof Sample.Increment increment) {
      increment(increment.labels(), increment.amount());
    } else if (sample instanceof Sample.Ranking ranking) {
      rank(ranking);
    } else {
      throw new IllegalArgumentException(metric.name() + " is a counter and takes no " + sample);
    }
    changed = true;
  }

  private void increment(List<String> labels, double amount) {
    total += amount;
    if (values.containsKey(labels) || values.size() < metric.limit()) {
      values.merge(labels, amount, Double::sum);
    } else {
      other += amount;
      waiting.add(labels, null, amount);
    }
  }

  private void rank(Sample.Ranking ranking) {
    total += ranking.total();
    double elsewhere = ranking.total();
    Map<List<String>, Double> fresh = new HashMap<>();
    for (Sample.Row row : ranking.rows()) {
      Double before = values.get(row.labels());
      if (before == null) {
        fresh.put(row.labels(), row.value());
      } else {
        // After a failure a subtask may know less than was shown; a counter never falls.
        double grown = Math.max(0, row.value() - before);
        elsewhere -= grown;
        values.put(row.labels(), before + grown);
      }
    }
    rankings.take(ranking);
    if (values.size() + fresh.size() <= metric.limit()) {
      // There was room all along: nothing of these was ever counted for others.
      values.putAll(fresh);
      elsewhere -= fresh.values().stream().mapToDouble(v -> v).sum();
    } else if (rankings.isComplete()) {
      Map<List<String>, Double> kept = new HashMap<>();
      for (Map.Entry<List<String>, Double> row : Series.largest(rankings.rows(), metric.limit())) {
        kept.put(row.getKey(), values.getOrDefault(row.getKey(), row.getValue()));
      }
      values.clear();
      values.putAll(kept);
    }
    other += Math.max(0, elsewhere);
  }

  @Override
  public void tick(long now, LiveBoard board) {
    if (rate != null) {
      board.replace(rate.name(), List.of(LiveValue.total(rate.of(total, now))));
    }
    if (!changed) {
      return;
    }
    changed = false;
    promote();
    series.show(values, other);
    board.replace(metric.name(), LiveViews.of(metric, values, other));
    if (top != null) {
      top.publish(metric.labels(), Series.largest(values, top.rows()), board);
    }
  }

  /** Shows a waiting series in place of the smallest that is shown, while it is larger. */
  private void promote() {
    while (waiting.size() > 0) {
      HeavyHitters.Entry<List<String>> candidate = waiting.top(1, TIES).get(0);
      Map.Entry<List<String>, Double> smallest =
          values.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
      if (candidate.sum() <= smallest.getValue()) {
        return;
      }
      values.remove(smallest.getKey());
      values.put(candidate.key(), candidate.sum());
      waiting.remove(candidate.key());
    }
  }

  @Override
  public List<BookEntry> state() {
    List<BookEntry> state = new ArrayList<>();
    values.forEach(
        (labels, value) -> state.add(new BookEntry(metric.name(), labels, new double[] {value})));
    if (other != 0) {
      state.add(new BookEntry(metric.name(), List.of(), new double[] {other}));
    }
    return state;
  }

  @Override
  public void restore(BookEntry entry) {
    double value = entry.values()[0];
    if (entry.labels().isEmpty() && !metric.labels().isEmpty()) {
      other += value;
    } else if (values.containsKey(entry.labels()) || values.size() < metric.limit()) {
      values.merge(entry.labels(), value, Double::sum);
    } else {
      other += value;
    }
    total += value;
    changed = true;
  }
}
