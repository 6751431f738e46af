package ai.colonycraft.realtime.jobs.correlation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * The watermark of a keyed operator as part of its state, for each key group. Flink restores timers
 * but no watermark: without it, an event that was late before a restore would be processed after
 * it, behind events of its key that it precedes. Used on the task's thread.
 */
final class SavedWatermark {

  /** First key group, last key group, watermark in epoch milliseconds. */
  private static final ListStateDescriptor<Tuple3<Integer, Integer, Long>> STATE =
      new ListStateDescriptor<>("watermarks", Types.TUPLE(Types.INT, Types.INT, Types.LONG));

  private final ListState<Tuple3<Integer, Integer, Long>> state;
  private final KeyGroupRange groups;
  private final int maxParallelism;
  private final long[] restored;
  private long newestRestored;
  private long current = Long.MIN_VALUE;

  private SavedWatermark(
      ListState<Tuple3<Integer, Integer, Long>> state, KeyGroupRange groups, int maxParallelism) {
    this.state = state;
    this.groups = groups;
    this.maxParallelism = maxParallelism;
    restored = new long[groups.getNumberOfKeyGroups()];
  }

  /** Reads the watermarks of the key groups of a subtask. */
  static SavedWatermark restore(StateInitializationContext context, TaskInfo task)
      throws Exception {
    int maxParallelism = task.getMaxNumberOfParallelSubtasks();
    KeyGroupRange groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
    SavedWatermark saved =
        new SavedWatermark(
            context.getOperatorStateStore().getUnionListState(STATE), groups, maxParallelism);
    Arrays.fill(saved.restored, Long.MIN_VALUE);
    for (Tuple3<Integer, Integer, Long> entry : saved.state.get()) {
      int end = Math.min(entry.f1, groups.getEndKeyGroup());
      for (int i = Math.max(entry.f0, groups.getStartKeyGroup()); i <= end; i++) {
        int index = i - groups.getStartKeyGroup();
        saved.restored[index] = Math.max(saved.restored[index], entry.f2);
      }
    }
    saved.newestRestored = Arrays.stream(saved.restored).max().orElse(Long.MIN_VALUE);
    return saved;
  }

  /**
   * Takes the operator's new watermark. The last one of a bounded input is left out: an input that
   * is continued from a savepoint has later events.
   */
  void advance(long watermark) {
    if (watermark != Long.MAX_VALUE) {
      current = Math.max(current, watermark);
    }
  }

  /** The watermark that a key's events have passed; {@link Long#MIN_VALUE} before the first. */
  long of(String key) {
    if (current >= newestRestored) {
      return current;
    }
    int group = KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
    return Math.max(current, restored[group - groups.getStartKeyGroup()]);
  }

  /** Writes the watermarks to the state. */
  void snapshot() throws Exception {
    List<Tuple3<Integer, Integer, Long>> entries = new ArrayList<>();
    for (int i = 0; i < restored.length; i++) {
      long watermark = Math.max(current, restored[i]);
      int group = groups.getStartKeyGroup() + i;
      Tuple3<Integer, Integer, Long> last =
          entries.isEmpty() ? null : entries.get(entries.size() - 1);
      if (last != null && last.f2 == watermark) {
        last.f1 = group;
      } else {
        entries.add(Tuple3.of(group, group, watermark));
      }
    }
    state.update(entries);
  }
}
