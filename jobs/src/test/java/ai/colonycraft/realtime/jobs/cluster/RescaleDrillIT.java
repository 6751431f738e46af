package ai.colonycraft.realtime.jobs.cluster;

import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The adaptive scheduler gives running jobs more subtasks and fewer, as the operator's autoscaler
 * asks it to; {@code mvn verify -Pdrills}.
 */
class RescaleDrillIT {

  private static final Map<String, String> ADAPTIVE = Map.of("jobmanager.scheduler", "adaptive");

  @Test
  void rescaledWhileTheyRun() throws Exception {
    DrillTable table = new DrillTable();
    try (Cluster cluster =
        Cluster.start(getClass().getSimpleName(), ADAPTIVE, DeployRules.RELEASED)) {
      Drills drills = new Drills(cluster, table);
      for (int subtasks : List.of(3, 1)) {
        drills.drill(
            "adaptive scheduler: each job to %d subtask(s)".formatted(subtasks),
            drills.nextRound(),
            drills.slowerFromHalf(),
            () -> rescale(cluster, subtasks));
      }
    } finally {
      System.out.println(table);
    }
  }

  private static void rescale(Cluster cluster, int subtasks) throws Exception {
    List<String> jobs = List.of(cluster.activityJob, cluster.healthJob, cluster.correlationJob);
    for (String job : jobs) {
      cluster.rest.rescale(job, subtasks);
    }
    for (String job : jobs) {
      Awaitility.await(subtasks + " subtasks of " + job)
          .atMost(Patience.FIGURES)
          .ignoreExceptions()
          .until(() -> cluster.rest.parallelism(job) == subtasks && cluster.rest.runs(job));
    }
  }
}
