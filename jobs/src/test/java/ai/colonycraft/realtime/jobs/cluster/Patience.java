package ai.colonycraft.realtime.jobs.cluster;

import java.time.Duration;

/** How long a test waits for what must come; nothing is expected to take this long. */
final class Patience {

  /** For a process to answer. */
  static final Duration START = Duration.ofMinutes(2);

  /** For figures to be whole after anything that was done to the cluster. */
  static final Duration FIGURES = Duration.ofMinutes(4);

  private Patience() {}
}
