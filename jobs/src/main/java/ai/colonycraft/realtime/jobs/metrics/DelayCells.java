package ai.colonycraft.realtime.jobs.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * Fine cells for delays: 10 ms up to a second, 100 ms up to ten, a second up to a minute, a minute
 * up to an hour, and one for all that is longer. Fine enough that a delay added later to all of
 * them moves each into the right bucket of a histogram. Not thread-safe.
 */
public final class DelayCells {

  private static final int TENS = 100;
  private static final int HUNDREDS = TENS + 90;
  private static final int SECONDS = HUNDREDS + 50;
  private static final int MINUTES = SECONDS + 59;

  private final long[] cells = new long[MINUTES + 1];
  private double sum;
  private long count;

  /** Counts one delay in milliseconds; a clock that runs ahead of ours counts as no delay. */
  public void add(long millis) {
    long delay = Math.max(0, millis);
    cells[cell(delay)]++;
    sum += delay;
    count++;
  }

  /** Whether nothing was counted since the last {@link #drain}. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** What was counted, as a sample of a metric without labels; begins anew. */
  public Sample drain(String metric, long now) {
    return drain(metric, List.of(), now);
  }

  /** What was counted, as a sample of one series; begins anew. */
  public Sample drain(String metric, List<String> labels, long now) {
    Sample sample = new Sample.Delays(metric, labels, now, cells.clone(), sum);
    Arrays.fill(cells, 0);
    sum = 0;
    count = 0;
    return sample;
  }

  static int cell(long millis) {
    if (millis < 1_000) {
      return (int) (millis / 10);
    } else if (millis < 10_000) {
      return TENS + (int) ((millis - 1_000) / 100);
    } else if (millis < 60_000) {
      return HUNDREDS + (int) ((millis - 10_000) / 1_000);
    } else if (millis < 3_600_000) {
      return SECONDS + (int) ((millis - 60_000) / 60_000);
    }
    return MINUTES;
  }

  /** A delay in the middle of a cell, milliseconds. */
  static double middle(int cell) {
    if (cell < TENS) {
      return cell * 10 + 5;
    } else if (cell < HUNDREDS) {
      return 1_000 + (cell - TENS) * 100 + 50;
    } else if (cell < SECONDS) {
      return 10_000 + (cell - HUNDREDS) * 1_000 + 500;
    } else if (cell < MINUTES) {
      return 60_000 + (cell - SECONDS) * 60_000 + 30_000;
    }
    return 3_600_000;
  }
}
