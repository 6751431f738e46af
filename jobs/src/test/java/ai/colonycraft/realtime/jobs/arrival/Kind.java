package ai.colonycraft.realtime.jobs.arrival;

/** What happens to the input at one moment of a round. */
enum Kind {
  /** Records are sent while the job reads. */
  FLOW,
  /**
   * Nothing is sent for longer than the idle timeout; then a backlog comes at once, or in one
   * partition before the others.
   */
  SILENCE,
  /** The broker is away for longer than the idle timeout, and producers keep their records. */
  BROKER_AWAY
}
