package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The keyed operators alone, with real state and timers, and time in the hands of the test. */
final class Harnesses {

  static final UserActivityConfig CONFIG = UserActivityConfig.read();
  static final int MAX_PARALLELISM = CONFIG.maxParallelism();

  /** The start of a window. */
  static final long T0 = 1_750_000_200_000L;

  static final long MINUTE = 60_000;

  private Harnesses() {}

  static KeyedTwoInputStreamOperatorTestHarness<String, Sightings, Long, Outbound> users(
      int parallelism, int subtask) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new UserCounts(CONFIG),
        Sightings::userId,
        null,
        TextKey.TYPE,
        MAX_PARALLELISM,
        parallelism,
        subtask);
  }

  static KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies(
      int parallelism, int subtask) throws Exception {
    return spenders(SpenderKind.COLONY, parallelism, subtask);
  }

  static KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> spenders(
      SpenderKind kind, int parallelism, int subtask) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new SpenderCounts(kind, CONFIG),
        ColonyPart::key,
        null,
        TextKey.TYPE,
        MAX_PARALLELISM,
        parallelism,
        subtask);
  }

  /** Opens a harness on the state that its subtask gets when the parallelism was another. */
  static <H extends AbstractStreamOperatorTestHarness<Outbound>> H restore(
      H harness, OperatorSubtaskState state, int before, int now, int subtask) throws Exception {
    harness.setup(Outbound.VALUE_TYPE.createSerializer(null));
    harness.initializeState(
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            state, MAX_PARALLELISM, before, now, subtask));
    harness.open();
    return harness;
  }

  /** What a task emits before a barrier, and its state. */
  static OperatorSubtaskState snapshot(AbstractStreamOperatorTestHarness<Outbound> harness)
      throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, harness.getProcessingTime());
  }

  /** Carries event time, live and final, and the clock to a time, and lets everything flush. */
  static void advance(
      KeyedTwoInputStreamOperatorTestHarness<String, ?, Long, Outbound> harness, long time)
      throws Exception {
    harness.processElement2(new StreamRecord<>(time));
    harness.setProcessingTime(harness.getProcessingTime() + 1000);
    harness.processBothWatermarks(new Watermark(time));
    harness.setProcessingTime(harness.getProcessingTime() + 1000);
  }

  static <T> List<T> side(AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  /** The gauge that these changes add up to, without the places that are at zero. */
  static Map<List<String>, Double> active(Collection<Sample> samples) {
    Map<List<String>, Double> active = new HashMap<>();
    samples.stream()
        .filter(Sample.Change.class::isInstance)
        .map(Sample.Change.class::cast)
        .forEach(change -> active.merge(change.labels(), change.amount(), Double::sum));
    active.values().removeIf(users -> users == 0);
    return active;
  }

  static List<String> windows(AbstractStreamOperatorTestHarness<Outbound> harness) {
    return harness.extractOutputValues().stream()
        .map(record -> new String(record.value()))
        .collect(Collectors.toList());
  }
}
