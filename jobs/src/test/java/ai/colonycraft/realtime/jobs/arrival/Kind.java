package ai.colonycraft.realtime.jobs.arrival;

/** What happens to the input at one moment of a round. */
enum Kind {
  /** Records are sent while the job reads. */
  FLOW,
  /**
   * Nothing is sent for longer than the idle timeout. Then a backlog comes, in all partitions at
   * once or in one before the others.
   */
  SILENCE,
  /**
   * The broker is away for longer than the idle timeout, and producers keep their records. These
   * come in all partitions at once, or in one before the others.
   */
  BROKER_AWAY
}
