package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * What the counts by user, by colony and by agent have in common: finished windows (main output),
 * parts of the summaries and samples (side outputs), event-time timers, and the live clock. The
 * second input has the newest event time, which every subtask gets, so that all leave on time
 * wherever they are counted.
 *
 * <p>All methods run on the task's thread.
 *
 * @param <IN> what is counted, by key
 */
abstract class KeyedCounts<IN> extends FlushingOperator<Outbound>
    implements TwoInputStreamOperator<IN, Long, Outbound>, Triggerable<String, VoidNamespace> {

  /** What this subtask counted of finished windows. */
  static final OutputTag<WindowSummary> PARTS =
      new OutputTag<>("window-parts", WindowSummary.VALUE_TYPE);

  /** Samples for the metrics operator. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("samples", Sample.VALUE_TYPE);

  final UserActivityConfig config;
  final WindowTime time;
  final WindowResult results;
  private final String timerName;

  transient InternalTimerService<VoidNamespace> timers;
  transient LiveClock clock;
  transient WindowParts parts;

  /** Whether the state backend keeps the very object that it gave, so that a change is a write. */
  transient boolean inPlace;

  /** Takes the job's settings and the name under which savepoints know the timers. */
  KeyedCounts(UserActivityConfig config, String timerName) {
    super(config.output().flush());
    this.config = config;
    this.time = WindowTime.of(config.window(), config.lateness(), config.input().published());
    this.results = new WindowResult(config.activityWindows(), time.length());
    this.timerName = timerName;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    clock = new LiveClock(config.input().idle().toMillis());
    clock.initialize(context, now());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    clock.snapshot();
  }

  @Override
  public void open() throws Exception {
    timers = getInternalTimerService(timerName, VoidNamespaceSerializer.INSTANCE, this);
    parts = new WindowParts();
    inPlace = getKeyedStateBackend() instanceof HeapKeyedStateBackend;
    super.open();
  }

  @Override
  public void processElement2(StreamRecord<Long> newest) {
    wake();
    clock.observe(newest.getValue(), now());
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("this operator sets no processing-time timers");
  }

  /** Between events only the clock goes on, by which users, colonies and agents leave. */
  @Override
  protected boolean rests() {
    return true;
  }

  @Override
  protected void flushBeforeWatermark(long watermark) {
    emitParts();
  }

  /** Emits the parts of finished windows that were counted since the last time. */
  final void emitParts() {
    parts.drain(part -> output.collect(PARTS, new StreamRecord<>(part)));
  }

  final void sample(Sample sample) {
    output.collect(SAMPLES, new StreamRecord<>(sample));
  }

  /** Epoch milliseconds of the task's clock. */
  final long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
