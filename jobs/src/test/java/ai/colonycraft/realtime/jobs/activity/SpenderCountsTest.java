package ai.colonycraft.realtime.jobs.activity;

import static ai.colonycraft.realtime.jobs.activity.Harnesses.MINUTE;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.T0;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.advance;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.colonies;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.restore;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.side;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.snapshot;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.spenders;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.windows;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

// Flink's harnesses throw any Exception when they close.
@SuppressWarnings("try")
class SpenderCountsTest {

  private static final int MANY = 5_000;

  private static void count(
      KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies,
      String colony,
      long timestamp,
      int events)
      throws Exception {
    ColonyPart part =
        new ColonyPart(colony, "Reef", false, new SecondCounts().add(timestamp / 1000, events));
    colonies.processElement1(new StreamRecord<>(part, timestamp));
  }

  private static Sample.Ranking last(
      KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies) {
    return last(colonies, ActivityMetrics.COLONY_ACTIVITY);
  }

  private static Sample.Ranking last(
      KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies,
      String metric) {
    List<Sample> samples = side(colonies, KeyedCounts.SAMPLES);
    return samples.stream()
        .filter(sample -> sample.metric().equals(metric))
        .reduce((first, second) -> second)
        .map(Sample.Ranking.class::cast)
        .orElseThrow();
  }

  private static Map<String, Double> rows(Sample.Ranking ranking) {
    return ranking.rows().stream()
        .collect(Collectors.toMap(row -> row.labels().get(0), Sample.Row::value));
  }

  @Test
  void keepsNoStateAndNoTimerWhenAllColoniesHaveGone() throws Exception {
    try (var colonies = colonies(1, 0)) {
      colonies.open();
      for (int i = 0; i < 2 * MANY; i++) {
        count(colonies, "c-" + i % MANY, T0 + i * 50L, 1);
      }
      colonies.setProcessingTime(1000);
      assertThat(colonies.numKeyedStateEntries()).isEqualTo(MANY);
      assertThat(colonies.numEventTimeTimers()).isPositive();
      assertThat(last(colonies).total()).isEqualTo(2 * MANY);

      advance(colonies, T0 + 20 * MINUTE);

      assertThat(colonies.numKeyedStateEntries()).isZero();
      assertThat(colonies.numEventTimeTimers()).isZero();
      assertThat(last(colonies).total()).isZero();
      assertThat(last(colonies).rows()).isEmpty();
    }
  }

  @Test
  void goesOnExactlyWhenItIsRestoredAtAnotherParallelism() throws Exception {
    OperatorSubtaskState state;
    try (var colonies = colonies(1, 0)) {
      colonies.open();
      for (int i = 0; i < 60; i++) {
        count(colonies, "c-" + i, T0 + i * 1000L, i + 1);
      }
      state = snapshot(colonies);
    }

    Map<String, Double> busiest = new HashMap<>();
    int finished = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var colonies = restore(colonies(2, subtask), state, 1, 2, subtask)) {
        // The first half of the seconds has fallen out.
        advance(colonies, T0 + 5 * MINUTE + 29_999);
        last(colonies).rows().forEach(row -> busiest.put(row.labels().get(0), row.value()));
        finished += windows(colonies).size();
        advance(colonies, T0 + 20 * MINUTE);
        assertThat(colonies.numKeyedStateEntries()).isZero();
      }
    }

    Map<String, Double> expected = new HashMap<>();
    for (int i = 30; i < 60; i++) {
      expected.put("c-" + i, i + 1.0);
    }
    assertThat(busiest).isEqualTo(expected);
    assertThat(finished).isEqualTo(60);
  }

  @Test
  void letsASecondFallOutOnTimeAndCorrectsAWindowAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var colonies = colonies(1, 0)) {
      colonies.open();
      count(colonies, "c-1", T0 + MINUTE, 3);
      advance(colonies, T0 + 5 * MINUTE);
      assertThat(windows(colonies)).singleElement().asString().endsWith("\"count\":3}");
      state = snapshot(colonies);
    }

    try (var colonies = restore(colonies(1, 0), state, 1, 1, 0)) {
      advance(colonies, T0 + 5 * MINUTE + 30_000);
      count(colonies, "c-1", T0 + 2 * MINUTE, 2);
      advance(colonies, T0 + 6 * MINUTE - 1);
      assertThat(last(colonies).total()).isEqualTo(5);
      advance(colonies, T0 + 6 * MINUTE);
      assertThat(last(colonies).total()).isEqualTo(2);
      assertThat(windows(colonies))
          .singleElement()
          .asString()
          .contains("\"start\":" + T0 + ",")
          .endsWith("\"count\":5}");
    }
  }

  @Test
  void saysWhatAColonySpentInItsWindowAndCorrectsItAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var colonies = colonies(1, 0)) {
      colonies.open();
      spend(colonies, T0 + MINUTE, 40, 2_000_000);
      spend(colonies, T0 + 6 * MINUTE, 0, 0);
      spend(colonies, T0 + 2 * MINUTE, 2, 500_000);
      advance(colonies, T0 + 5 * MINUTE);
      assertThat(windows(colonies))
          .singleElement()
          .asString()
          .endsWith("\"count\":2,\"tokens\":42,\"cpuMicros\":2500000}");
      state = snapshot(colonies);
    }

    try (var colonies = restore(colonies(1, 0), state, 1, 1, 0)) {
      spend(colonies, T0 + 2 * MINUTE, 1, 0);
      assertThat(windows(colonies))
          .singleElement()
          .asString()
          .contains("\"start\":" + T0 + ",")
          .endsWith("\"count\":3,\"tokens\":43,\"cpuMicros\":2500000}");
    }
  }

  @Test
  void ranksColoniesByWhatTheySpentInTheLastMinutesAtAnyParallelism() throws Exception {
    OperatorSubtaskState state;
    try (var colonies = colonies(1, 0)) {
      colonies.open();
      spend(colonies, "c-1", T0, 40, 2_000_000);
      spend(colonies, "c-1", T0 + 30_000, 2, 0);
      spend(colonies, "c-2", T0 + 30_000, 0, 1_500_000);
      spend(colonies, "c-3", T0 + 30_000, 0, 0);
      colonies.setProcessingTime(1000);
      assertThat(rows(last(colonies, "colony_tokens"))).isEqualTo(Map.of("c-1", 42.0));
      assertThat(last(colonies, "colony_tokens").rows().get(0).labels())
          .containsExactly("c-1", "Reef");
      assertThat(rows(last(colonies, "colony_cpu_seconds")))
          .isEqualTo(Map.of("c-1", 2.0, "c-2", 1.5));
      assertThat(last(colonies, "colony_cpu_seconds").total()).isEqualTo(3.5);
      state = snapshot(colonies);
    }

    Map<String, Double> tokens = new HashMap<>();
    Map<String, Double> cpu = new HashMap<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var colonies = restore(colonies(2, subtask), state, 1, 2, subtask)) {
        advance(colonies, T0 + 5 * MINUTE);
        tokens.putAll(rows(last(colonies, "colony_tokens")));
        cpu.putAll(rows(last(colonies, "colony_cpu_seconds")));
        advance(colonies, T0 + 6 * MINUTE);
        assertThat(last(colonies, "colony_tokens").rows()).isEmpty();
        assertThat(last(colonies, "colony_cpu_seconds").total()).isZero();
      }
    }
    // The first second has fallen out.
    assertThat(tokens).isEqualTo(Map.of("c-1", 2.0));
    assertThat(cpu).isEqualTo(Map.of("c-2", 1.5));
  }

  @Test
  void tellsAgentsOfTwoColoniesApartThatHaveOneId() throws Exception {
    OperatorSubtaskState state;
    String first = new AgentKey("c-1", "a-1").text();
    String second = new AgentKey("c-2", "a-1").text();
    String alone = new AgentKey(null, "a-1").text();
    try (var agents = spenders(SpenderKind.AGENT, 1, 0)) {
      agents.open();
      spend(agents, first, T0, 40, 2_000_000);
      spend(agents, second, T0 + 1000, 2, 0);
      spend(agents, alone, T0 + 1000, 1, 0);
      agents.setProcessingTime(1000);
      assertThat(last(agents, "agent_tokens").rows())
          .containsExactly(
              new Sample.Row(List.of("c-1", "a-1", "Reef"), 40),
              new Sample.Row(List.of("c-2", "a-1", "Reef"), 2),
              new Sample.Row(List.of("unknown", "a-1", "Reef"), 1));
      assertThat(last(agents, "agent_activity").total()).isEqualTo(3);
      assertThat(last(agents, "agent_cpu_seconds").total()).isEqualTo(2);
      state = snapshot(agents);
    }

    try (var agents = restore(spenders(SpenderKind.AGENT, 1, 0), state, 1, 1, 0)) {
      advance(agents, T0 + 5 * MINUTE);
      String times = ",\"start\":%d,\"end\":%d,\"count\":1".formatted(T0, T0 + 5 * MINUTE);
      assertThat(windows(agents))
          .containsExactlyInAnyOrder(
              "{\"kind\":\"agent\",\"id\":\"a-1\",\"name\":\"Reef\",\"colonyId\":\"c-1\""
                  + times
                  + ",\"tokens\":40,\"cpuMicros\":2000000}",
              "{\"kind\":\"agent\",\"id\":\"a-1\",\"name\":\"Reef\",\"colonyId\":\"c-2\""
                  + times
                  + ",\"tokens\":2}",
              "{\"kind\":\"agent\",\"id\":\"a-1\",\"name\":\"Reef\"" + times + ",\"tokens\":1}");
      assertThat(side(agents, KeyedCounts.PARTS))
          .singleElement()
          .isEqualTo(new WindowSummary(T0, 0, 0, 0, 3, Map.of(), 0));
    }
  }

  private static void spend(
      KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies,
      long timestamp,
      long tokens,
      long cpuMicros)
      throws Exception {
    spend(colonies, "c-1", timestamp, tokens, cpuMicros);
  }

  private static void spend(
      KeyedTwoInputStreamOperatorTestHarness<String, ColonyPart, Long, Outbound> colonies,
      String colony,
      long timestamp,
      long tokens,
      long cpuMicros)
      throws Exception {
    SecondCounts counts = new SecondCounts().add(timestamp / 1000, 1, tokens, cpuMicros);
    colonies.processElement1(
        new StreamRecord<>(new ColonyPart(colony, "Reef", false, counts), timestamp));
  }

  @Test
  void keepsNoSummaryOfAWindowThatIsOver() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<Long, WindowSummary, Outbound> summaries =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(
                new Summaries(
                    ai.colonycraft.realtime.jobs.event.WindowTime.of(
                        Harnesses.CONFIG.window(), Harnesses.CONFIG.lateness()),
                    "user-activity",
                    "activity-windows")),
            WindowSummary::start,
            Types.LONG)) {
      summaries.open();
      for (int window = 0; window < 100; window++) {
        long start = T0 + window * 5 * MINUTE;
        summaries.processElement(
            new WindowSummary(start, 5, 2, 1, 3, Map.of("web", 2L), 40), start);
        summaries.processElement(new WindowSummary(start, 7, 3, 0, 1, Map.of("ios", 3L), 2), start);
      }
      assertThat(summaries.numKeyedStateEntries()).isEqualTo(100);

      summaries.processWatermark(T0 + 600 * MINUTE);

      assertThat(summaries.numKeyedStateEntries()).isZero();
      assertThat(summaries.numEventTimeTimers()).isZero();
      Map<String, Long> same =
          summaries.extractOutputValues().stream()
              .map(record -> new String(record.value()).replaceAll(".*\"events\"", "\"events\""))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(same)
          .isEqualTo(
              Map.of(
                  "\"events\":12,\"activeUsers\":5,\"activeColonies\":1,\"activeAgents\":4,"
                      + "\"activeUsersBy\":{\"platform\":{\"ios\":3,\"web\":2}},\"tokens\":42}",
                  100L));
    }
  }
}
