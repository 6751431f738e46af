package ai.colonycraft.realtime.push.history;

import java.util.Map;

/**
 * What a client wants to know.
 *
 * @param name of the series
 * @param labels that it has; the value {@code *} is any
 * @param from begin of the first step, epoch seconds
 * @param to end of the last step, epoch seconds
 * @param points how many a series may have
 * @param step seconds between points, or 0 to choose one
 */
public record HistoryQuestion(
    String name, Map<String, String> labels, long from, long to, int points, long step) {

  public HistoryQuestion {
    labels = Map.copyOf(labels);
  }

  /** Seconds between points: those that are asked for, or what gives no more points than wanted. */
  long wantedStep() {
    return step > 0 ? step : Level.step(to - from, points);
  }

  /** Begin of the first step of so many seconds, epoch seconds. */
  long begin(long itsStep) {
    return Math.floorDiv(from, itsStep) * itsStep;
  }

  /** End of the last step of so many seconds, epoch seconds. */
  long end(long itsStep) {
    return Math.floorDiv(to + itsStep - 1, itsStep) * itsStep;
  }

  /** The same, so many seconds before, in steps of the answer to this one. */
  public HistoryQuestion before(long seconds, long itsStep) {
    return new HistoryQuestion(name, labels, from - seconds, to - seconds, points, itsStep);
  }
}
