package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** How far a job can be scaled; the same key in every job. */
final class Parallelism {

  /**
   * Key groups of all keyed state. The default is what Flink would take; more than are needed cost
   * every event, since each group has tables of its own.
   */
  static final Setting<Integer> MAX =
      Setting.wholeNumber(
          "parallelism.max",
          1,
          KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM,
          KeyGroupRangeAssignment.DEFAULT_LOWER_BOUND_MAX_PARALLELISM,
          "most subtasks ever, the key groups of state; a savepoint needs the number it was made with");

  private Parallelism() {}
}
