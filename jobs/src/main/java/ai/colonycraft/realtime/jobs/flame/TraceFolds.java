package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.config.FlameConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Gathers the spans of each trace, keyed by traceId, until it is quiet or has lasted long enough;
 * then folds it and forgets it. What one watermark lets fold is added up by graph first.
 */
final class TraceFolds extends FlushingOperator<Folded>
    implements OneInputStreamOperator<Span, Folded>, Triggerable<String, VoidNamespace> {

  /** What became of the spans. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("fold-samples", Sample.VALUE_TYPE);

  /** More graphs than this are not gathered. */
  private static final int MAX_OPEN = 1_000;

  private final FlameConfig config;
  private final String metric;

  private transient WindowTime time;
  private transient ListState<Span> spans;
  private transient ValueState<TraceClock> clocks;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Map<GraphKey, Frame> open;
  private transient SpanCounts counts;

  TraceFolds(FlameConfig config, Duration flush, String metric) {
    super(flush);
    this.config = config;
    this.metric = metric;
  }

  @Override
  public void open() throws Exception {
    time = WindowTime.of(config.window(), Duration.ZERO);
    spans =
        getRuntimeContext().getListState(new ListStateDescriptor<>("spans", new Span.Serializer()));
    clocks =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("trace", new TraceClock.Serializer()));
    timers = getInternalTimerService("trace-timers", VoidNamespaceSerializer.INSTANCE, this);
    open = new HashMap<>();
    counts = new SpanCounts(metric);
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Span> element) throws Exception {
    Span span = element.getValue();
    TraceClock before = clocks.value();
    if (before != null && before.spans() >= config.spans()) {
      counts.add(SpanCounts.OVER_LIMIT, 1);
      return;
    }
    spans.add(span);
    clocks.update(wake(TraceClock.with(before, span.timestamp())));
  }

  /** Sets a timer, unless an earlier one is set, which will look again. */
  private TraceClock wake(TraceClock clock) {
    long due = clock.dueAt(config.quiet().toMillis(), config.longest().toMillis());
    if (due >= clock.wakeAt()) {
      return clock;
    }
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    return clock.wakingAt(due);
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    TraceClock clock = clocks.value();
    if (clock == null || timer.getTimestamp() < clock.wakeAt()) {
      return;
    }
    long due = clock.dueAt(config.quiet().toMillis(), config.longest().toMillis());
    if (due > timers.currentWatermark()) {
      clocks.update(wake(clock.wakingAt(Long.MAX_VALUE)));
      return;
    }
    List<Span> all = new ArrayList<>();
    spans.get().forEach(all::add);
    spans.clear();
    clocks.clear();
    take(TraceFold.of(all, time.start(clock.first())));
  }

  private void take(TraceFold fold) {
    fold.outcomes().forEach((outcome, n) -> counts.add(outcome.name().toLowerCase(Locale.ROOT), n));
    fold.graphs().forEach((key, root) -> open.computeIfAbsent(key, k -> new Frame()).merge(root));
    if (open.size() > MAX_OPEN) {
      emitOpen();
    }
  }

  /**
   * A fold must reach its graph before the watermark that finishes it does. Folds only come with a
   * watermark, so none is left over for a checkpoint.
   */
  @Override
  protected void flushBeforeWatermark(long watermark) {
    emitOpen();
  }

  private void emitOpen() {
    open.forEach((key, root) -> emit(new Folded(key, root)));
    open.clear();
  }

  @Override
  protected void flush(long now) {
    counts.drain(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of this operator runs on the clock");
  }
}
