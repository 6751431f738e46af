package ai.colonycraft.realtime.jobs.quickstart.platform;

/**
 * A deployment that goes wrong in one region: errors and latencies rise, the health changes, the
 * deployment is taken back, and all is as before.
 *
 * @param startedAt when its deployment began, epoch milliseconds
 */
record Incident(Service service, Region region, long startedAt) {

  /** From the beginning of the deployment until it serves. */
  static final long DEPLOY_MILLIS = 20_000;

  /** Until the health check notices. */
  static final long NOTICED_MILLIS = 60_000;

  /** Until people have decided to go back. */
  static final long ROLLBACK_MILLIS = 180_000;

  /** Until all is as before. */
  static final long END_MILLIS = 240_000;

  private static final long RAMP_MILLIS = 30_000;

  /** How bad it is at a time, from 0 to 1. */
  double severity(long now) {
    long bad = now - startedAt - DEPLOY_MILLIS;
    long good = now - startedAt - ROLLBACK_MILLIS - DEPLOY_MILLIS;
    double rise = Math.max(0, Math.min(1, (double) bad / RAMP_MILLIS));
    double fall = Math.max(0, Math.min(1, (double) good / RAMP_MILLIS));
    return rise - fall;
  }

  /** Whether it touches a service in a region. */
  boolean hits(Service other, Region where) {
    return service.equals(other) && region.equals(where);
  }
}
