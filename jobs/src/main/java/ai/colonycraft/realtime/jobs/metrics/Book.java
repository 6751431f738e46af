package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import java.util.List;

/**
 * The account of one metric: takes samples, and once a tick exports and publishes the result. Used
 * on one thread.
 */
sealed interface Book permits CounterBook, GaugeBook, HistogramBook {

  /** Takes a sample of this metric; fails if it is not of a kind that the metric has. */
  void take(Sample sample);

  /** Shows what changed since the last tick to the reporters, and gives it to the board. */
  void tick(long now, LiveBoard board);

  /** What must survive a restart. */
  List<BookEntry> state();

  /** Takes back one entry of {@link #state}. */
  void restore(BookEntry entry);
}
