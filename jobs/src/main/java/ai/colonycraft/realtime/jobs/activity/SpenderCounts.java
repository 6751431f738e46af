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
  private transient Sliding events;
  private transient Sliding tokens;
  private transient Sliding cpuMicros;

  private transient long rankAt;
  private transient long rankingMillis;

  /**
   * The last minutes of one amount.
   *
   * @param metric that shows the largest
   * @param unit how much of the amount the metric counts as 1
   * @param counts the amounts
   * @param saved where they lie in checkpoints
   */
  private record Sliding(
      String metric, double unit, SlidingCounts counts, ListState<byte[]> saved) {}

  SpenderCounts(SpenderKind kind, UserActivityConfig config) {
    super(config, kind.text + "-timers");
    this.kind = kind;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    events = sliding(kind.activityMetric, 1, "sliding-counts", context);
    tokens = sliding(kind.tokensMetric, 1, "sliding-tokens", context);
    cpuMicros = sliding(kind.cpuMetric, Amounts.MICROS, "sliding-cpu", context);
  }

  private Sliding sliding(String metric, double unit, String name, StateInitializationContext from)
      throws Exception {
    SlidingCounts counts = new SlidingCounts(config.active().toSeconds());
    ListState<byte[]> saved = from.getOperatorStateStore().getUnionListState(Blob.descriptor(name));
    TaskInfo task = getRuntimeContext().getTaskInfo();
    for (byte[] blob : saved.get()) {
      counts.read(new DataInputDeserializer(blob), key -> Ownership.of(task, key));
    }
    return new Sliding(metric, unit, counts, saved);
  }

  private List<Sliding> all() {
    return List.of(events, tokens, cpuMicros);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (Sliding sliding : all()) {
      DataOutputSerializer out = new DataOutputSerializer(1024);
      sliding.counts.write(out);
      sliding.saved.update(List.of(out.getCopyOfBuffer()));
    }
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
    long second = counts.second(place);
    SlidingCounts.Spender before = state == null ? null : state.sliding;
    SlidingCounts.Spender now =
        events.counts.add(before, part.key(), part.name(), second, counts.events(place));
    if (state != null && now != before) {
      state.sliding = now;
    }
    if (counts.hasSpent()) {
      String name = state == null || part.name() != null ? part.name() : state.name;
      slide(tokens, part.key(), name, second, counts.tokens(place));
      slide(cpuMicros, part.key(), name, second, counts.cpuMicros(place));
    }
  }

  private static void slide(Sliding to, String key, String name, long second, long amount) {
    if (amount > 0) {
      to.counts.add(null, key, name, second, amount);
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
    for (Sliding sliding : all()) {
      sliding.counts.advance(clock.time(now));
    }
    if (now >= rankAt || rankAt - now > RANKING_INTERVAL_MILLIS + RANKING_SHARE * rankingMillis) {
      long begin = System.nanoTime();
      all().forEach(this::rank);
      rankingMillis = (System.nanoTime() - begin) / 1_000_000;
      rankAt = now + Math.max(RANKING_INTERVAL_MILLIS, RANKING_SHARE * rankingMillis);
    }
  }

  @Override
  public void finish() throws Exception {
    rankAt = 0;
    super.finish();
  }

  private void rank(Sliding sliding) {
    List<Sample.Row> rows =
        sliding.counts.top(kind.limit(config)).stream()
            .map(
                spender ->
                    new Sample.Row(
                        kind.labels(spender.key, spender.name), spender.amount / sliding.unit))
            .toList();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    sample(
        new Sample.Ranking(
            sliding.metric,
            task.getIndexOfThisSubtask(),
            task.getNumberOfParallelSubtasks(),
            rows,
            sliding.counts.total() / sliding.unit));
  }
}
