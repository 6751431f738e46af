package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.config.FlameConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.time.Duration;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Adds up the stacks of each window, keyed by view and service, and publishes the graph: every few
 * seconds while it changes, once as a whole one when its window is finished, and again when a late
 * trace corrects it. A graph that grows too large is narrowed, its small frames become {@code
 * other}.
 */
final class FlameGraphs extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<Folded, Outbound>, Triggerable<String, Long> {

  /** Spans that came after their graph was forgotten. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("graph-samples", Sample.VALUE_TYPE);

  /** A graph in state may be this much wider than a published one. */
  private static final int SLACK = 4;

  private final FlameConfig config;
  private final long lateness;
  private final String metric;

  private transient WindowTime time;
  private transient MapState<Long, Graph> graphs;
  private transient InternalTimerService<Long> timers;
  private transient SpanCounts counts;

  FlameGraphs(FlameConfig config, Duration lateness, Duration flush, String metric) {
    super(flush);
    this.config = config;
    this.lateness = lateness.toMillis();
    this.metric = metric;
  }

  @Override
  public void open() throws Exception {
    time = WindowTime.of(config.window(), Duration.ZERO);
    graphs =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "graphs", LongSerializer.INSTANCE, new Graph.Serializer()));
    timers = getInternalTimerService("graph-timers", LongSerializer.INSTANCE, this);
    counts = new SpanCounts(metric);
    super.open();
  }

  /** The watermark by which every trace that was quiet within the window has been folded. */
  private long finishedAt(long start) {
    return time.finishedAt(start) + config.quiet().toMillis();
  }

  /** The watermark after which nothing can come any more. */
  private long overAt(long start) {
    return finishedAt(start) + config.longest().toMillis() + lateness;
  }

  @Override
  public void processElement(StreamRecord<Folded> element) throws Exception {
    GraphKey key = element.getValue().key();
    Graph graph = graphs.get(key.start());
    long watermark = timers.currentWatermark();
    if (graph == null) {
      if (watermark >= overAt(key.start())) {
        dropped(element.getValue());
        return;
      }
      graph = new Graph();
      graph.complete = watermark >= finishedAt(key.start());
      timers.registerEventTimeTimer(key.start(), finishedAt(key.start()));
      timers.registerEventTimeTimer(key.start(), overAt(key.start()));
    }
    graph.root.merge(element.getValue().root());
    if (graph.root.size() > SLACK * config.frames()) {
      Narrowing.narrow(graph.root, SLACK * config.frames() / 2);
    }
    graph.changed = true;
    if (!graph.waiting) {
      graph.waiting = true;
      long now = timers.currentProcessingTime();
      timers.registerProcessingTimeTimer(key.start(), now + config.refresh().toMillis());
    }
    graphs.put(key.start(), graph);
  }

  /** Every span is in the graph of calls of all services, and so is counted there. */
  private void dropped(Folded folded) {
    if (folded.key().view().equals(GraphKey.CALLS) && folded.key().service().equals(GraphKey.ALL)) {
      counts.add(SpanCounts.LATE, folded.root().total().count - folded.root().count);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, Long> timer) throws Exception {
    Graph graph = graphs.get(timer.getNamespace());
    if (graph != null) {
      graph.waiting = false;
      publish(timer, graph);
    }
  }

  @Override
  public void onEventTime(InternalTimer<String, Long> timer) throws Exception {
    long start = timer.getNamespace();
    Graph graph = graphs.get(start);
    if (graph == null) {
      return;
    }
    if (!graph.complete) {
      graph.complete = true;
      graph.changed = true;
    }
    publish(timer, graph);
    if (timers.currentWatermark() >= overAt(start)) {
      graphs.remove(start);
    }
  }

  private void publish(InternalTimer<String, Long> timer, Graph graph) throws Exception {
    if (graph.changed) {
      graph.changed = false;
      Frame published = new Frame();
      published.merge(graph.root);
      Narrowing.narrow(published, config.frames());
      String name = timer.getKey();
      int slash = name.indexOf('/');
      long start = timer.getNamespace();
      GraphKey key = new GraphKey(name.substring(0, slash), name.substring(slash + 1), start);
      emit(GraphJson.record(config.topic(), key, start + time.length(), graph.complete, published));
    }
    graphs.put(timer.getNamespace(), graph);
  }

  @Override
  protected void flush(long now) {
    counts.drain(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
  }
}
