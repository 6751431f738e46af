package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Blob;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The counts by colony or by agent: windows, and those that are busiest and spend most in the last
 * minutes.
 */
final class SpenderCounts extends KeyedCounts<ColonyPart> {

  private static final long RANKING_INTERVAL_MILLIS = 500;

  /** Ranking takes at most one part in this many of the time, for any number of keys. */
  private static final long RANKING_SHARE = 50;

  private final SpenderKind kind;

  private transient ValueState<ColonyState> states;

  /** The last minutes. */
  private transient SlidingCounts sliding;

  /** Where they lie in checkpoints. */
  private transient ListState<byte[]> saved;

  /** Of which the seconds of parts are the first, in seconds; they fall out together. */
  private transient int step;

  private transient long rankAt;
  private transient long rankingMillis;

  SpenderCounts(SpenderKind kind, UserActivityConfig config) {
    super(config, kind.text + "-timers");
    this.kind = kind;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    step = kind.step(time);
    sliding = new SlidingCounts(config.active().toSeconds());
    saved = read("sliding-counts", SlidingCounts.Amount.EVENTS, context);
    // Where earlier versions kept the other amounts.
    read("sliding-tokens", SlidingCounts.Amount.TOKENS, context);
    read("sliding-cpu", SlidingCounts.Amount.CPU_MICROS, context);
  }

  /** Takes what a state has, and empties it. */
  private ListState<byte[]> read(
      String name, SlidingCounts.Amount only, StateInitializationContext from) throws Exception {
    ListState<byte[]> blobs = from.getOperatorStateStore().getUnionListState(Blob.descriptor(name));
    TaskInfo task = getRuntimeContext().getTaskInfo();
    for (byte[] blob : blobs.get()) {
      sliding.read(new DataInputDeserializer(blob), only, key -> Ownership.of(task, key));
    }
    blobs.clear();
    return blobs;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    DataOutputSerializer out = new DataOutputSerializer(1024);
    sliding.write(out);
    saved.update(List.of(out.getCopyOfBuffer()));
  }

  @Override
  public void open() throws Exception {
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>(kind.text, new ColonyState.Serializer()));
    super.open();
  }

  @Override
  public void processElement1(StreamRecord<ColonyPart> element) throws Exception {
    wake();
    ColonyPart part = element.getValue();
    SecondCounts counts = part.counts();
    long watermark = timers.currentWatermark();
    ColonyState state = null;
    boolean stored = false;
    for (int i = 0; i < counts.size(); i++) {
      long second = counts.second(i);
      boolean inTime = !part.tooLate() && !time.isOver(second * 1000, watermark);
      if (inTime && state == null) {
        state = states.value();
        stored = state != null;
        if (!stored) {
          state = new ColonyState();
        }
        // Written only when it changes: each reference that old objects take costs the collector.
        if (part.name() != null && !part.name().equals(state.name)) {
          state.name = part.name();
        }
      }
      slide(part, state, i);
      if (inTime) {
        count(part, state, i);
      }
    }
    if (state != null) {
      wake(state);
      if (!stored || !inPlace) {
        states.update(state);
      }
    }
  }

  private void slide(ColonyPart part, ColonyState state, int place) {
    SecondCounts counts = part.counts();
    SlidingCounts.Spender before = state == null ? null : state.sliding;
    SlidingCounts.Spender now =
        sliding.add(
            before,
            part.key(),
            part.name(),
            counts.second(place) + step - 1,
            counts.events(place),
            counts.tokens(place),
            counts.cpuMicros(place));
    if (state != null && now != before) {
      state.sliding = now;
    }
  }

  private void count(ColonyPart part, ColonyState state, int place) {
    SecondCounts counts = part.counts();
    WindowCounts.Count window = state.windows.at(time.start(counts.second(place) * 1000));
    window.events += counts.events(place);
    window.spend(counts.tokens(place), counts.cpuMicros(place));
    if (window.finished) {
      emitWindow(part.key(), state, window);
    }
  }

  private void emitWindow(String key, ColonyState state, WindowCounts.Count window) {
    if (time.publishes(window.start)) {
      emit(kind.window(results, key, state.name, window));
    }
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
    ColonyState state = states.value();
    if (state == null || timer.getTimestamp() < state.wakeAt) {
      return;
    }
    state.wakeAt = UserState.NEVER;
    state.windows.advance(
        timers.currentWatermark(),
        time,
        window -> {
          emitWindow(timer.getKey(), state, window);
          parts.finish(kind, window.start);
        });
    if (state.windows.isEmpty()) {
      states.clear();
      return;
    }
    wake(state);
    states.update(state);
  }

  @Override
  protected void flush(long now) {
    emitParts();
    sliding.advance(clock.time(now));
    if (now >= rankAt || rankAt - now > RANKING_INTERVAL_MILLIS + RANKING_SHARE * rankingMillis) {
      long begin = System.nanoTime();
      rank(kind.activityMetric, SlidingCounts.Amount.EVENTS, 1);
      rank(kind.tokensMetric, SlidingCounts.Amount.TOKENS, 1);
      rank(kind.cpuMetric, SlidingCounts.Amount.CPU_MICROS, Amounts.MICROS);
      rankingMillis = (System.nanoTime() - begin) / 1_000_000;
      rankAt = now + Math.max(RANKING_INTERVAL_MILLIS, RANKING_SHARE * rankingMillis);
    }
  }

  @Override
  public void finish() throws Exception {
    rankAt = 0;
    super.finish();
  }

  /** Emits the largest; {@code unit} is how much of the amount the metric counts as 1. */
  private void rank(String metric, SlidingCounts.Amount amount, double unit) {
    List<Sample.Row> rows =
        sliding.top(kind.limit(config), amount).stream()
            .map(
                spender ->
                    new Sample.Row(
                        kind.labels(spender.key, spender.name), spender.sum(amount) / unit))
            .toList();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    sample(
        new Sample.Ranking(
            metric,
            task.getIndexOfThisSubtask(),
            task.getNumberOfParallelSubtasks(),
            rows,
            sliding.total(amount) / unit));
  }
}
