package ai.colonycraft.realtime.jobs.benchmark;

import java.time.Duration;

/**
 * One size of the platform, and what it took.
 *
 * @param users who all act, each once in 12.5 s
 * @param colonies that they act in, each as likely as any other
 * @param parallelism of the job
 */
record GrowthCase(int users, int colonies, int parallelism) {

  /** Events a second of event time for each user, as in the other benchmark. */
  static final double RATE_OF_A_USER = 0.08;

  /** Length of the job's windows. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Beyond the last window: it is finished, can still be corrected, and the next has begun. */
  private static final Duration INTO_THE_NEXT = Duration.ofSeconds(30);

  /**
   * What one run took.
   *
   * @param events that were counted
   * @param seconds from when the job ran until all were counted
   * @param cpuMicros of the job's process, for each event
   * @param brokerMicros of the broker's process, for each event
   * @param heapBytes that lived on the heap while the job ran, and not when it was gone
   * @param checkpointBytes size of a whole checkpoint at the end
   * @param shuffledBytes that tasks sent to each other, of all events
   * @param inputBytes of all events as the broker keeps them
   * @param outputBytes of all results as the broker keeps them
   */
  record Cost(
      long events,
      double seconds,
      double cpuMicros,
      double brokerMicros,
      long heapBytes,
      long checkpointBytes,
      long shuffledBytes,
      long inputBytes,
      long outputBytes) {

    double rate() {
      return events / seconds;
    }
  }

  /** A case with what it took. */
  record Measured(GrowthCase size, Cost cost) {}

  /** Events a second of event time. */
  double rate() {
    return users * RATE_OF_A_USER;
  }

  /**
   * How long the users act: whole windows with at least the wanted number of events, and the next
   * begun.
   */
  Duration length(int events) {
    long windows = Math.max(1, Math.round(Math.ceil(events / (rate() * WINDOW.toSeconds()))));
    return WINDOW.multipliedBy(windows).plus(INTO_THE_NEXT);
  }
}
