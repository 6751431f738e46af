package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Everything that is counted by colony, keyed by colonyId: finished windows (main output), parts of
 * the summaries, and the busiest colonies of the last minutes. The second input tells every subtask
 * how far event time has come, so that a colony leaves on time wherever it is counted.
 */
final class ColonyCounts extends FlushingOperator<Outbound>
    implements TwoInputStreamOperator<ColonyPart, Presence, Outbound>,
        Triggerable<String, VoidNamespace> {

  /** What this task saw of finished windows. */
  static final OutputTag<WindowSummary> PARTS =
      new OutputTag<>("window-parts", WindowSummary.VALUE_TYPE);

  /** The busiest colonies. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("samples", Sample.VALUE_TYPE);

  private static final long RANKING_INTERVAL_MILLIS = 500;

  private final UserActivityConfig config;
  private final WindowTime time;

  private transient ValueState<ColonyState> colonies;
  private transient ListState<ColonyPart> savedSliding;
  private transient ListState<Long> savedTime;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient SlidingCounts sliding;
  private transient LiveClock clock;
  private transient WindowResult results;
  private transient WindowParts parts;
  private transient long rankedAt;

  ColonyCounts(UserActivityConfig config) {
    super(config.output().flush());
    this.config = config;
    this.time = WindowTime.of(config.window(), config.lateness());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    sliding = new SlidingCounts(config.active().toSeconds());
    clock = new LiveClock(config.input().idle().toMillis());
    savedSliding =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("sliding-counts", new ColonyPart.Serializer()));
    savedTime =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("live-time", Types.LONG));
    for (long saved : savedTime.get()) {
      clock.restore(Math.max(saved, clock.state()), now());
    }
    for (ColonyPart part : savedSliding.get()) {
      if (owns(part.colonyId())) {
        sliding.add(part.colonyId(), part.name(), part.second(), part.events());
      }
    }
  }

  private boolean owns(String colonyId) {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            colonyId, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
        == task.getIndexOfThisSubtask();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<ColonyPart> cells = new ArrayList<>();
    for (List<SlidingCounts.Cell> second : sliding.state()) {
      for (SlidingCounts.Cell cell : second) {
        cells.add(
            new ColonyPart(cell.colony.id, cell.colony.name, cell.second, false, cell.events));
      }
    }
    savedSliding.update(cells);
    savedTime.update(List.of(clock.state()));
  }

  @Override
  public void open() throws Exception {
    colonies =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("colony", new ColonyState.Serializer()));
    timers = getInternalTimerService("colony-timers", VoidNamespaceSerializer.INSTANCE, this);
    results = new WindowResult(config.activityWindows(), time.length());
    parts = new WindowParts();
    super.open();
  }

  @Override
  public void processElement1(StreamRecord<ColonyPart> element) throws Exception {
    ColonyPart part = element.getValue();
    sliding.add(part.colonyId(), part.name(), part.second(), part.events());
    long start = time.start(part.second() * 1000);
    if (part.tooLate() || time.isOver(start, timers.currentWatermark())) {
      return;
    }
    ColonyState state = colonies.value();
    if (state == null) {
      state = new ColonyState();
    }
    if (part.name() != null) {
      state.name = part.name();
    }
    WindowCounts.Count window = state.windows.at(start);
    window.events += part.events();
    if (window.finished) {
      emitWindow(part.colonyId(), state, window);
    }
    wake(state);
    colonies.update(state);
  }

  @Override
  public void processElement2(StreamRecord<Presence> element) {
    if (element.getValue() instanceof Presence.Newest newest) {
      clock.observe(newest.timestamp(), now());
    }
  }

  private void emitWindow(String colonyId, ColonyState state, WindowCounts.Count window) {
    emit(results.of(WindowResult.COLONY, colonyId, state.name, window.start, window.events));
  }

  private void wake(ColonyState state) {
    long due = state.windows.dueAt(time);
    if (due == UserState.NEVER) {
      due = state.windows.overAt(time);
    }
    if (due < state.wakeAt) {
      state.wakeAt = due;
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    }
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    ColonyState state = colonies.value();
    if (state == null || timer.getTimestamp() < state.wakeAt) {
      return;
    }
    state.wakeAt = UserState.NEVER;
    state.windows.advance(
        timers.currentWatermark(),
        time,
        window -> {
          emitWindow(timer.getKey(), state, window);
          parts.finishColony(window.start);
        });
    if (state.windows.isEmpty()) {
      colonies.clear();
      return;
    }
    wake(state);
    colonies.update(state);
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of this operator runs on the clock");
  }

  @Override
  protected void flushBeforeWatermark() {
    parts.drain(part -> output.collect(PARTS, new StreamRecord<>(part)));
  }

  @Override
  protected void flush(long now) {
    flushBeforeWatermark();
    sliding.advance(clock.time(now));
    if (now - rankedAt < RANKING_INTERVAL_MILLIS && now >= rankedAt) {
      return;
    }
    rank();
    rankedAt = now;
  }

  @Override
  public void finish() throws Exception {
    rankedAt = 0;
    super.finish();
  }

  private void rank() {
    List<Sample.Row> rows =
        sliding.top(config.colonyLimit()).stream()
            .map(
                colony ->
                    new Sample.Row(List.of(colony.id, Place.label(colony.name)), colony.events))
            .toList();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    output.collect(
        SAMPLES,
        new StreamRecord<>(
            new Sample.Ranking(
                ActivityMetrics.COLONY_ACTIVITY,
                task.getIndexOfThisSubtask(),
                task.getNumberOfParallelSubtasks(),
                rows,
                sliding.total())));
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
