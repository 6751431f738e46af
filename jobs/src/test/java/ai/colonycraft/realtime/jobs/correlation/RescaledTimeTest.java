package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Key;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each key keeps the watermark that its subtask had, whatever the parallelism. */
class RescaledTimeTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final int KEY_GROUPS = CorrelationConfig.read().maxParallelism();

  @TempDir private static Path dir;

  private final String[] users =
      IntStream.range(0, 2)
          .mapToObj(
              subtask ->
                  IntStream.range(0, 1000)
                      .mapToObj(i -> "u" + i)
                      .filter(user -> subtask(user) == subtask)
                      .findFirst()
                      .orElseThrow())
          .toArray(String[]::new);

  private static int subtask(String user) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        routed(user, 0).address(), KEY_GROUPS, 2);
  }

  private static Routed routed(String user, long time) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "a";
    values[Field.TIMESTAMP.ordinal()] = T0 + time;
    values[Field.USER_ID.ordinal()] = user;
    return new Routed(Key.USER_ID, user, "topic", new Event(T0 + time, values, Map.of()));
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound>
      engine(RuleTopic topic, OperatorSubtaskState state, int parallelism, int subtask)
          throws Exception {
    return EngineSubtasks.engine(topic, state, 2, parallelism, subtask);
  }

  private static boolean isLate(
      KeyedTwoInputStreamOperatorTestHarness<String, Routed, RuleUpdate, Outbound> engine,
      String user,
      long time)
      throws Exception {
    int before = engine.numEventTimeTimers();
    engine.processElement1(new StreamRecord<>(routed(user, time), T0 + time));
    return engine.numEventTimeTimers() == before;
  }

  // Closing a harness is declared to throw whatever it likes.
  @Test
  @SuppressWarnings("try")
  void isRestoredByKeyGroup() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      RuleTopic topic = RuleTopics.create(kafka.bootstrapServers(), "rescaled", Map.of());
      OperatorSubtaskState[] states = new OperatorSubtaskState[2];
      for (int subtask = 0; subtask < 2; subtask++) {
        try (var engine = engine(topic, null, 2, subtask)) {
          engine.processBothWatermarks(new Watermark(T0 + (subtask == 0 ? 100 : 50)));
          states[subtask] = engine.snapshot(1, 1);
        }
      }
      OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(states);
      try (var engine = engine(topic, both, 1, 0)) {
        assertThat(isLate(engine, users[0], 70)).isTrue();
        assertThat(isLate(engine, users[1], 70)).isFalse();
        assertThat(isLate(engine, users[1], 50)).isTrue();
        assertThat(isLate(engine, users[0], 101)).isFalse();

        engine.processBothWatermarks(new Watermark(T0 + 200));
        assertThat(isLate(engine, users[1], 150)).isTrue();
      }
    }
  }
}
