package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The engine in several subtasks, which can be restarted with another parallelism. */
final class EngineSubtasks implements AutoCloseable {

  private static final CorrelationConfig CONFIG = CorrelationConfig.read();
  private static final int KEY_GROUPS = CONFIG.maxParallelism();

  private final RuleTopic topic;
  private final List<KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound>>
      subtasks = new ArrayList<>();
  private final List<Outbound> published = new ArrayList<>();
  private final Map<String, Long> failures = new TreeMap<>();
  private long checkpoints;
  private long watermark = Long.MIN_VALUE;

  /** One subtask, with the rules that a topic holds. */
  EngineSubtasks(RuleTopic topic) throws Exception {
    this.topic = topic;
    start(null, 1, 1);
  }

  private void start(OperatorSubtaskState state, int before, int parallelism) throws Exception {
    for (int subtask = 0; subtask < parallelism; subtask++) {
      subtasks.add(engine(topic, state, before, parallelism, subtask));
    }
  }

  /**
   * Opens one subtask of the engine.
   *
   * @param state of all subtasks before; null for none
   * @param before how many those were
   */
  static KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound> engine(
      RuleTopic topic, OperatorSubtaskState state, int before, int parallelism, int subtask)
      throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound> engine =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new RuleEngine(CONFIG, topic),
            Routed::address,
            null,
            Types.STRING,
            KEY_GROUPS,
            parallelism,
            subtask);
    engine.setup(Outbound.VALUE_TYPE.createSerializer(null));
    if (state != null) {
      engine.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, KEY_GROUPS, before, parallelism, subtask));
    }
    engine.open();
    return engine;
  }

  /**
   * The state of all subtasks.
   *
   * @param published how many records were published before it
   */
  record Checkpoint(OperatorSubtaskState state, int subtasks, long watermark, int published) {}

  /** Takes a checkpoint and goes on. */
  Checkpoint checkpoint() throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
    checkpoints++;
    for (int i = 0; i < states.length; i++) {
      subtasks.get(i).prepareSnapshotPreBarrier(checkpoints);
      states[i] = subtasks.get(i).snapshot(checkpoints, checkpoints);
    }
    collect();
    return new Checkpoint(
        AbstractStreamOperatorTestHarness.repackageState(states),
        states.length,
        watermark,
        published.size());
  }

  /** Stops without a word, and starts from a checkpoint with so many subtasks. */
  void restore(Checkpoint from, int parallelism) throws Exception {
    close();
    start(from.state(), from.subtasks(), parallelism);
    watermark = from.watermark();
    if (watermark != Long.MIN_VALUE) {
      time(watermark);
    }
  }

  /** Stops after a checkpoint and starts from it with so many subtasks. */
  void restart(int parallelism) throws Exception {
    restore(checkpoint(), parallelism);
  }

  /** An event comes to its key. */
  void event(Routed routed) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            routed.address(), KEY_GROUPS, subtasks.size());
    subtasks.get(subtask).processElement1(new StreamRecord<>(routed, routed.event().timestamp()));
  }

  /** A record of the topic of rules comes to every subtask. */
  void rule(RuleUpdate update) throws Exception {
    for (var engine : subtasks) {
      engine.processElement2(new StreamRecord<>(update));
    }
    flush();
  }

  /** No event before this time is to come. */
  void time(long time) throws Exception {
    watermark = time;
    for (var engine : subtasks) {
      engine.processBothWatermarks(new Watermark(time));
    }
    flush();
  }

  private void flush() throws Exception {
    for (var engine : subtasks) {
      engine.setProcessingTime(engine.getProcessingTime() + 1000);
    }
    collect();
  }

  private void collect() {
    for (var engine : subtasks) {
      engine.getOutput().stream()
          .filter(StreamRecord.class::isInstance)
          .forEach(record -> published.add((Outbound) ((StreamRecord<?>) record).getValue()));
      engine.getOutput().clear();
      Queue<StreamRecord<Sample>> samples = engine.getSideOutput(RuleEngine.SAMPLES);
      while (samples != null && !samples.isEmpty()) {
        if (samples.poll().getValue() instanceof Sample.Increment increment
            && increment.metric().equals(CorrelationMetrics.FAILURES)) {
          failures.merge(increment.labels().get(0), (long) increment.amount(), Long::sum);
        }
      }
    }
  }

  /** The failures of rules, by rule. */
  Map<String, Long> failures() {
    return failures;
  }

  /** All records so far. */
  List<Outbound> published() {
    return published;
  }

  /** The timers and the keyed states that are left. */
  int left() {
    return subtasks.stream().mapToInt(engine -> engine.numEventTimeTimers()).sum()
        + subtasks.stream().mapToInt(engine -> engine.numKeyedStateEntries()).sum();
  }

  @Override
  public void close() {
    try {
      for (var engine : subtasks) {
        engine.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("the subtasks could not be closed", e);
    }
    subtasks.clear();
  }
}
