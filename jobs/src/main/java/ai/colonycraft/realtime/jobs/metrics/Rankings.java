package ai.colonycraft.realtime.jobs.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last ranking of each subtask, and all of them as one. Not thread-safe. */
final class Rankings {

  private final Map<Integer, Sample.Ranking> bySubtask = new HashMap<>();
  private int subtasks = Integer.MAX_VALUE;

  /** Takes a subtask's ranking in place of its last one. */
  void take(Sample.Ranking ranking) {
    if (ranking.subtasks() != subtasks) {
      bySubtask.clear();
      subtasks = ranking.subtasks();
    }
    bySubtask.put(ranking.subtask(), ranking);
  }

  /** Whether every subtask has sent a ranking; before that, a missing row may still come. */
  boolean isComplete() {
    return bySubtask.size() == subtasks;
  }

  /** All rows; what two subtasks know of one series is summed. */
  Map<List<String>, Double> rows() {
    Map<List<String>, Double> rows = new HashMap<>();
    for (Sample.Ranking ranking : bySubtask.values()) {
      for (Sample.Row row : ranking.rows()) {
        rows.merge(row.labels(), row.value(), Double::sum);
      }
    }
    return rows;
  }

  /** The sum of the subtasks' totals. */
  double total() {
    return bySubtask.values().stream().mapToDouble(Sample.Ranking::total).sum();
  }
}
