package ai.colonycraft.realtime.jobs.cluster;

import java.nio.file.Path;

/**
 * Savepoints of the three jobs of a cluster.
 *
 * @param activity of UserActivityJob
 * @param health of ServiceHealthJob
 * @param correlation of EventCorrelationJob
 */
record Savepoints(Cluster cluster, String activity, String health, String correlation) {

  /** Takes one of each while the jobs go on. */
  static Savepoints taken(Cluster cluster) throws Exception {
    return new Savepoints(
        cluster,
        cluster.cli.savepoint(cluster.activityJob),
        cluster.cli.savepoint(cluster.healthJob),
        cluster.cli.savepoint(cluster.correlationJob));
  }

  /** Takes one of each and stops the jobs. */
  static Savepoints stopping(Cluster cluster) throws Exception {
    return new Savepoints(
        cluster,
        cluster.cli.stop(cluster.activityJob),
        cluster.cli.stop(cluster.healthJob),
        cluster.cli.stop(cluster.correlationJob));
  }

  /**
   * Submits the jobs of a jar, each from its savepoint.
   *
   * @param activityJob the main class in place of UserActivityJob's
   */
  void start(Path jar, String activityJob, int parallelism) throws Exception {
    cluster.activityJob =
        cluster.cli.run(jar, activityJob, parallelism, activity, cluster.arguments());
    cluster.healthJob =
        cluster.cli.run(jar, Cluster.HEALTH, parallelism, health, cluster.arguments());
    cluster.correlationJob =
        cluster.cli.run(jar, Cluster.CORRELATION, parallelism, correlation, cluster.arguments());
  }
}
