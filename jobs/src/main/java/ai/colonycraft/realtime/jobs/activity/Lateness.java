package ai.colonycraft.realtime.jobs.activity;

import java.util.List;

/** Labels of {@code events_late_total}: topic and reason. */
final class Lateness {

  private Lateness() {}

  /** The event came after its window was over in its own partition's time. */
  static List<String> afterItsWindow(String topic) {
    return List.of(topic, "after_window");
  }

  /** The event was in time for its own partition, which had been idle while others advanced. */
  static List<String> behindOthers(String topic) {
    return List.of(topic, "idle_partition");
  }
}
