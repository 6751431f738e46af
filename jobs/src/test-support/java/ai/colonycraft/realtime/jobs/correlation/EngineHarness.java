package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * The router and the engine alone, one after the other, with real state and timers, and time in the
 * hands of whoever asks.
 */
final class EngineHarness implements AutoCloseable {

  static final String TOPIC = "user-activity";

  private final TwoInputStreamOperatorTestHarness<Inbound, RuleUpdate, Routed> router;
  private final KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound> engine;
  private final List<String> published = new ArrayList<>();
  private final List<String> records = new ArrayList<>();
  private List<String> suspended = List.of();
  private double partial;
  private final Map<List<String>, Double> open = new HashMap<>();
  private final Map<List<String>, Long> counts = new HashMap<>();

  /**
   * What the engine keeps.
   *
   * @param keys with anything to remember
   * @param waiting events whose time has not come
   * @param partial matches that have begun
   * @param events that are kept for them
   * @param nodes of the shared buffers
   * @param timers that are set
   */
  record Kept(int keys, int waiting, int partial, int events, int nodes, int timers) {}

  /** The states of both as a checkpoint takes them. */
  record Checkpoint(OperatorSubtaskState router, OperatorSubtaskState engine) {}

  /** Both with the rules that a topic holds. */
  EngineHarness(RuleTopic topic, String... settings) throws Exception {
    this(null, topic, settings);
  }

  /** The same on what a checkpoint of both took. */
  EngineHarness(Checkpoint state, RuleTopic topic, String... settings) throws Exception {
    CorrelationConfig config = CorrelationConfig.read(settings);
    router =
        new TwoInputStreamOperatorTestHarness<>(
            new Router(config.output().flush(), topic, TOPIC), config.maxParallelism(), 1, 0);
    engine =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new RuleEngine(config, topic),
            Routed::address,
            null,
            Types.STRING,
            config.maxParallelism(),
            1,
            0);
    router.setup(Routed.VALUE_TYPE.createSerializer(null));
    engine.setup(Outbound.VALUE_TYPE.createSerializer(null));
    if (state != null) {
      router.initializeState(state.router());
      engine.initializeState(state.engine());
    }
    router.open();
    engine.open();
  }

  /** An event comes. */
  void event(Event event) throws Exception {
    router.processElement1(new StreamRecord<>(new Inbound(event, null), event.timestamp()));
    hand();
  }

  /** An event comes past the router, as from a partition that was idle while others went on. */
  void pastTheRouter(Routed routed) throws Exception {
    engine.processElement1(new StreamRecord<>(routed, routed.event().timestamp()));
  }

  /** A record of the topic of rules comes. */
  void rule(RuleUpdate update) throws Exception {
    router.processElement2(new StreamRecord<>(update));
    engine.processElement2(new StreamRecord<>(update));
  }

  /** The rules that are suspended, as the last sample has them. */
  List<String> suspended() {
    return suspended;
  }

  /** The partial matches of all rules, as the last sample has them. */
  double partial() {
    return partial;
  }

  /** No event before this time is to come; all that was buffered is emitted. */
  void time(long time) throws Exception {
    timeAlone(time);
    router.setProcessingTime(router.getProcessingTime() + 1000);
    engine.setProcessingTime(engine.getProcessingTime() + 1000);
    hand();
    count(router, Router.SAMPLES);
    count(engine, RuleEngine.SAMPLES);
  }

  /** The same, while no time passes by the clock, so that what is buffered stays there. */
  void timeAlone(long time) throws Exception {
    router.processBothWatermarks(new Watermark(time));
    hand();
    engine.processBothWatermarks(new Watermark(time));
  }

  private void collect() {
    engine.getOutput().stream()
        .filter(StreamRecord.class::isInstance)
        .map(record -> (Outbound) ((StreamRecord<?>) record).getValue())
        .forEach(
            outbound -> {
              published.add(new String(outbound.key(), StandardCharsets.UTF_8));
              records.add(new String(outbound.value(), StandardCharsets.UTF_8));
            });
    engine.getOutput().clear();
  }

  private void hand() throws Exception {
    for (Object out; (out = router.getOutput().poll()) != null; ) {
      if (out instanceof StreamRecord<?> record) {
        pastTheRouter((Routed) record.getValue());
      }
    }
  }

  private void count(AbstractStreamOperatorTestHarness<?> harness, OutputTag<Sample> tag) {
    Queue<StreamRecord<Sample>> samples = harness.getSideOutput(tag);
    while (samples != null && !samples.isEmpty()) {
      Sample sample = samples.poll().getValue();
      if (sample instanceof Sample.Ranking ranking
          && ranking.metric().equals(CorrelationMetrics.SUSPENDED)) {
        suspended =
            ranking.rows().stream()
                .filter(row -> row.value() > 0)
                .map(row -> row.labels().get(0))
                .toList();
      }
      if (sample instanceof Sample.Ranking ranking
          && ranking.metric().equals(CorrelationMetrics.PARTIAL)) {
        partial = ranking.total();
      }
      if (sample instanceof Sample.Ranking ranking
          && ranking.metric().equals(CorrelationMetrics.INCIDENTS_OPEN)) {
        open.clear();
        ranking.rows().forEach(row -> open.put(row.labels(), row.value()));
      }
      if (sample instanceof Sample.Increment increment) {
        List<String> series = new ArrayList<>(List.of(increment.metric()));
        series.addAll(increment.labels());
        counts.merge(series, (long) increment.amount(), Long::sum);
      }
    }
  }

  /** The ids of the notifications since the last call. */
  List<String> published() {
    collect();
    List<String> all = List.copyOf(published);
    published.clear();
    return all;
  }

  /** The values of the notifications since the last call. */
  List<String> records() {
    collect();
    List<String> all = List.copyOf(records);
    records.clear();
    return all;
  }

  /** The open incidents of a rule, as the last sample has them. */
  double open(String rule, String severity) {
    return open.getOrDefault(List.of(rule, severity), 0.0);
  }

  /** A counter's series, by its name and its labels. */
  long count(String... series) {
    return counts.getOrDefault(List.of(series), 0L);
  }

  /** What the engine keeps now. */
  Kept kept() throws Exception {
    int[] sum = new int[5];
    KeyedStateBackend<String> backend = engine.getOperator().getKeyedStateBackend();
    backend.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        RuleEngine.STATE,
        (String key, ValueState<KeyMemory> state) -> {
          KeyMemory memory = state.value();
          sum[0]++;
          sum[1] += memory.waiting.size();
          for (RuleMemory rule : memory.rules.values()) {
            sum[2] += rule.matches.size();
            sum[3] += rule.matches.events();
            sum[4] += rule.matches.nodes();
          }
        });
    return new Kept(sum[0], sum[1], sum[2], sum[3], sum[4], engine.numEventTimeTimers());
  }

  /** What a checkpoint takes now. */
  Checkpoint snapshot() throws Exception {
    router.prepareSnapshotPreBarrier(1);
    engine.prepareSnapshotPreBarrier(1);
    return new Checkpoint(
        router.snapshot(1, router.getProcessingTime()),
        engine.snapshot(1, engine.getProcessingTime()));
  }

  @Override
  public void close() {
    try {
      router.close();
      engine.close();
    } catch (Exception e) {
      throw new IllegalStateException("the operators could not be closed", e);
    }
  }
}
