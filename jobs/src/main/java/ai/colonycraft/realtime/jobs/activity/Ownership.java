package ai.colonycraft.realtime.jobs.activity;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Which subtask a key belongs to, for state that is no keyed state of Flink's. */
final class Ownership {

  private Ownership() {}

  /** Whether records of this key come to this task. */
  static boolean of(TaskInfo task, String key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            key, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
        == task.getIndexOfThisSubtask();
  }
}
