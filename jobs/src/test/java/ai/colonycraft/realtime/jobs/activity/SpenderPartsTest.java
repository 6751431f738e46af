package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpenderPartsTest {

  private static final long T0 = Harnesses.T0;
  private static final long WINDOW = 300_000;

  private final List<ColonyPart> handed = new ArrayList<>();
  private final SpenderParts parts = parts(SpenderKind.COLONY);

  private SpenderParts parts(SpenderKind kind) {
    return new SpenderParts(kind, new WindowTime(WINDOW, 60_000), handed::add);
  }

  private static Activity event(String colony, long timestamp) {
    return event(colony, colony == null ? null : "Reef", timestamp);
  }

  private static Activity event(String colony, String name, long timestamp) {
    Map<Field, Object> fields = new HashMap<>();
    fields.put(Field.COLONY_ID, colony);
    fields.put(Field.COLONY_NAME, name);
    return Activities.of(timestamp, fields);
  }

  private static Activity spender(String colony, long timestamp, long tokens, double cpuSeconds) {
    return Activities.of(
        timestamp,
        Map.of(Field.COLONY_ID, colony, Field.TOKENS, tokens, Field.CPU_SECONDS, cpuSeconds));
  }

  /** What was spent by colony and second: tokens, and microseconds. */
  private Map<String, List<Long>> spent() {
    Map<String, List<Long>> spent = new HashMap<>();
    for (ColonyPart part : handed) {
      SecondCounts counts = part.counts();
      for (int i = 0; i < counts.size(); i++) {
        assertThat(counts.events(i)).isPositive();
        if ((counts.tokens(i) | counts.cpuMicros(i)) != 0) {
          spent.merge(
              part.key() + " " + counts.second(i) + " " + part.tooLate(),
              List.of(counts.tokens(i), counts.cpuMicros(i)),
              SpenderPartsTest::plus);
        }
      }
    }
    return spent;
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    return List.of(a.get(0) + b.get(0), a.get(1) + b.get(1));
  }

  private Map<String, Long> sums() {
    Map<String, Long> sums = new HashMap<>();
    for (ColonyPart part : handed) {
      for (int i = 0; i < part.counts().size(); i++) {
        String key = part.key() + " " + part.counts().second(i) + " " + part.tooLate();
        sums.merge(key, (long) part.counts().events(i), Long::sum);
      }
    }
    return sums;
  }

  @Test
  void handsOverOneRecordAColonyHoweverItsSecondsAreMixed() {
    for (int i = 0; i < 60; i++) {
      parts.add(event("c-1", T0 + i % 3 * 1000), false);
      parts.add(event("c-2", T0 + 5000), false);
      parts.add(event(null, T0), false);
    }
    parts.drain();

    long second = T0 / 1000;
    assertThat(handed)
        .containsExactlyInAnyOrder(
            new ColonyPart(
                "c-1",
                "Reef",
                false,
                new SecondCounts().add(second, 20).add(second + 1, 20).add(second + 2, 20)),
            new ColonyPart("c-2", "Reef", false, new SecondCounts().add(second + 5, 60)));
  }

  @Test
  void namesAColonyAsTheLastEventDid() {
    parts.add(event("c-1", "Reef", T0), false);
    parts.add(event("c-1", "Riff", T0), false);
    parts.add(event("群", "群落", T0), false);
    parts.add(event("", "", T0), false);
    parts.drain();

    long second = T0 / 1000;
    assertThat(handed)
        .containsExactlyInAnyOrder(
            new ColonyPart("c-1", "Riff", false, new SecondCounts().add(second, 2)),
            new ColonyPart("群", "群落", false, new SecondCounts().add(second, 1)),
            new ColonyPart("", "", false, new SecondCounts().add(second, 1)));
  }

  @Test
  void keepsTheNameWhereAnEventDoesNotSayIt() {
    parts.add(event("c-1", null, T0), false);
    parts.add(event("c-1", "Reef", T0), false);
    parts.add(event("c-1", null, T0), false);
    parts.drain();

    assertThat(handed)
        .containsExactly(
            new ColonyPart("c-1", "Reef", false, new SecondCounts().add(T0 / 1000, 3)));
  }

  @Test
  void tellsIdsApartThatDifferInOneCharacterWhereverItStands() {
    Map<String, Long> expected = new HashMap<>();
    for (int length = 0; length <= 40; length++) {
      for (int at = 0; at <= length; at++) {
        StringBuilder id = new StringBuilder("a".repeat(length));
        if (at < length) {
          id.setCharAt(at, 'b');
        }
        for (int events = 0; events <= at; events++) {
          parts.add(event(id.toString(), T0), false);
        }
        expected.put(id + " " + T0 / 1000 + " false", at + 1L);
      }
    }
    parts.drain();

    assertThat(sums()).isEqualTo(expected);
  }

  @Test
  void countsSecondsOfAnyCentury() {
    long[] seconds = {946_684_800, 1L << 31, (1L << 32) + 5, 5, Long.MAX_VALUE / 1000};
    for (int round = 0; round < 3; round++) {
      for (long second : seconds) {
        parts.add(event("c-1", second * 1000), false);
      }
    }
    parts.drain();

    assertThat(sums()).hasSize(seconds.length).containsEntry("c-1 " + (1L << 31) + " false", 3L);
    assertThat(sums().values()).containsOnly(3L);
  }

  @Test
  void beginsAnewAfterEachHandover() {
    for (int round = 0; round < 20; round++) {
      // Many at first, and then few for which the table becomes smaller again.
      int colonies = round < 3 ? 30_000 : 7;
      for (int i = 0; i < 2 * colonies; i++) {
        parts.add(event("c-" + i % colonies, "Reef " + round, T0 + i % 9 * 1000), false);
      }
      handed.clear();
      parts.drain();
      assertThat(handed).hasSize(colonies);
      assertThat(handed).extracting(ColonyPart::name).containsOnly("Reef " + round);
      assertThat(sums().values().stream().mapToLong(n -> n).sum()).isEqualTo(2L * colonies);
    }
  }

  /** Through growing tables, more seconds than a slot has room for, and handovers. */
  @Test
  void addsUpWhatEachColonySpentAsAPlainLoopDoes() {
    Random random = new Random(5);
    Map<String, List<Long>> expected = new HashMap<>();
    Map<String, Long> events = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      String colony = "c-" + (int) Math.sqrt(random.nextInt(4_000_000));
      boolean late = random.nextInt(10) == 0;
      long second = T0 / 1000 + random.nextInt(random.nextInt(50) == 0 ? 100 : 3);
      long tokens = random.nextInt(3) == 0 ? 1 + random.nextInt(1000) : 0;
      long micros = random.nextInt(3) == 0 ? 1 + random.nextInt(1000) : 0;
      parts.add(spender(colony, second * 1000 + random.nextInt(1000), tokens, micros / 1e6), late);
      String key = colony + " " + second + " " + late;
      events.merge(key, 1L, Long::sum);
      if (tokens + micros > 0) {
        expected.merge(key, List.of(tokens, micros), SpenderPartsTest::plus);
      }
      if (random.nextInt(20_000) == 0) {
        parts.drain();
      }
    }
    parts.drain();

    assertThat(spent()).isEqualTo(expected);
    assertThat(sums()).isEqualTo(events);
  }

  @Test
  void doesNotRepeatWhatWasHandedOver() {
    parts.add(spender("c-1", T0, 5, 0.25), false);
    parts.drain();
    assertThat(spent())
        .containsOnly(Map.entry("c-1 " + T0 / 1000 + " false", List.of(5L, 250_000L)));

    handed.clear();
    parts.add(event("c-1", T0), false);
    parts.add(spender("c-1", T0 + 1000, 3, 0), false);
    parts.drain();

    assertThat(spent())
        .containsOnly(Map.entry("c-1 " + (T0 / 1000 + 1) + " false", List.of(3L, 0L)));
  }

  @Test
  void neverOverflows() {
    for (int i = 0; i < 20_000; i++) {
      parts.add(spender("c-1", T0, 1, 1e9), false);
    }
    parts.drain();

    assertThat(spent())
        .containsOnly(Map.entry("c-1 " + T0 / 1000 + " false", List.of(20_000L, Long.MAX_VALUE)));
  }

  @Test
  void countsWhatWasSpentInSecondsOfAnyCentury() {
    for (long second : new long[] {946_684_800, 1L << 31, (1L << 32) + 5, 5}) {
      parts.add(event("c-1", second * 1000), false);
      parts.add(spender("c-1", second * 1000, 2, 0), false);
      parts.add(spender("c-1", second * 1000, 3, 0), false);
    }
    parts.drain();

    assertThat(spent()).hasSize(4);
    assertThat(spent().values()).containsOnly(List.of(5L, 0L));
  }

  @Test
  void keepsWhatIsTooLateApart() {
    parts.add(event("c-1", T0), true);
    parts.add(event("c-1", T0), false);
    parts.add(event("c-1", T0), true);
    parts.drain();

    assertThat(sums())
        .isEqualTo(Map.of("c-1 " + T0 / 1000 + " true", 2L, "c-1 " + T0 / 1000 + " false", 1L));
  }

  @Test
  void losesNothingOfAColonyWithMoreSecondsThanItGathers() {
    for (int i = 0; i < 2000; i++) {
      parts.add(event("c-1", T0 + i % 1000 * 1000), false);
    }
    parts.drain();

    assertThat(sums()).hasSize(1000).allSatisfy((key, events) -> assertThat(events).isEqualTo(2));
  }

  @Test
  void addsUpEachOfVeryManyColonies() {
    for (int i = 0; i < 60_000; i++) {
      parts.add(event("c-" + i % 20_000, T0), false);
    }
    // Texts with the same hash are different colonies.
    parts.add(event("c-Aa", T0), false);
    parts.add(event("c-BB", T0), false);
    parts.drain();

    assertThat(handed).hasSize(20_002);
    assertThat(sums()).hasSize(20_002).containsEntry("c-19999 " + T0 / 1000 + " false", 3L);
    assertThat(sums().values()).containsOnly(1L, 3L);
  }

  @Test
  void handsOverBeforeAWindowIsFinished() {
    parts.add(event("c-1", T0 + WINDOW + 5), false);
    parts.add(event("c-1", T0 + WINDOW - 5), false);

    parts.drainBefore(T0 + WINDOW - 2);
    assertThat(handed).isEmpty();

    parts.drainBefore(T0 + WINDOW - 1);
    assertThat(sums()).hasSize(2);
  }

  @Test
  void waitsLongerWhereThereAreMoreButNeverForMoreThanASecond() {
    parts.drainAt(10_000);
    parts.add(event("c", T0), false);
    parts.drainAt(10_199);
    assertThat(handed).isEmpty();
    parts.drainAt(10_200);
    assertThat(handed).hasSize(1);

    for (int i = 0; i < 10_000; i++) {
      parts.add(event("c-" + i, T0), false);
    }
    parts.drainAt(10_699);
    assertThat(handed).hasSize(1);
    parts.drainAt(10_700);
    assertThat(handed).hasSize(10_001);

    for (int i = 0; i < 40_000; i++) {
      parts.add(event("c-" + i, T0), false);
    }
    parts.drainAt(11_699);
    assertThat(handed).hasSize(10_001);
    parts.drainAt(11_700);
    assertThat(handed).hasSize(50_001);
  }

  private static Activity ofAgent(String colony, String agent, String name, long tokens) {
    return ofAgent(T0, colony, agent, name, tokens);
  }

  private static Activity ofAgent(
      long timestamp, String colony, String agent, String name, long tokens) {
    Map<Field, Object> fields = new HashMap<>();
    fields.put(Field.COLONY_ID, colony);
    fields.put(Field.AGENT_ID, agent);
    fields.put(Field.AGENT_NAME, name);
    fields.put(Field.TOKENS, tokens);
    return Activities.of(timestamp, fields);
  }

  /** No step lies in two windows: those of 7 s are no whole number of 10 s. */
  @Test
  void countsAgentsInStepsOfTenSecondsWhereWindowsAllowIt() {
    for (long window : new long[] {WINDOW, 7_000}) {
      handed.clear();
      SpenderParts agents =
          new SpenderParts(SpenderKind.AGENT, new WindowTime(window, 60_000), handed::add);
      for (long after : new long[] {0, 4_000, 9_999, 10_000}) {
        agents.add(ofAgent(T0 + after, "c-1", "a-1", "Bee", 1), false);
      }
      agents.drain();

      long second = T0 / 1000;
      SecondCounts expected =
          window == WINDOW
              ? new SecondCounts().add(second, 3, 3, 0).add(second + 10, 1, 1, 0)
              : new SecondCounts()
                  .add(second, 1, 1, 0)
                  .add(second + 4, 1, 1, 0)
                  .add(second + 9, 1, 1, 0)
                  .add(second + 10, 1, 1, 0);
      assertThat(handed)
          .as("windows of %d ms", window)
          .containsExactly(new ColonyPart("3/c-1/a-1", "Bee", false, expected));
    }
  }

  @Test
  void countsAgentsByColonyAndId() {
    SpenderParts agents = parts(SpenderKind.AGENT);
    agents.add(ofAgent("c-1", "a-1", "Bee", 3), false);
    agents.add(ofAgent("c-1", "a-1", null, 4), false);
    agents.add(ofAgent("c-2", "a-1", "Ant", 5), false);
    agents.add(ofAgent(null, "a-1", null, 6), false);
    agents.add(ofAgent("c-1", null, "Wasp", 7), false);
    agents.drain();

    long second = T0 / 1000;
    assertThat(handed)
        .containsExactlyInAnyOrder(
            new ColonyPart("3/c-1/a-1", "Bee", false, new SecondCounts().add(second, 2, 7, 0)),
            new ColonyPart("3/c-2/a-1", "Ant", false, new SecondCounts().add(second, 1, 5, 0)),
            new ColonyPart("0//a-1", null, false, new SecondCounts().add(second, 1, 6, 0)));
  }

  /** Ids of which one ends where the other begins, and ids that look like keys. */
  @Test
  void addsUpWhatEachAgentSpentAsAPlainLoopDoes() {
    String[] ids = {"", "a", "aa", "aaa", "/", "1/a", "a/a", "3/c-1/a-1", "群", "a".repeat(30)};
    SpenderParts agents = parts(SpenderKind.AGENT);
    Random random = new Random(9);
    Map<String, List<Long>> expected = new HashMap<>();
    Map<String, Long> events = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String colony = random.nextInt(5) == 0 ? null : ids[random.nextInt(ids.length)];
      String agent = ids[random.nextInt(ids.length)] + (random.nextBoolean() ? "" : i % 3000);
      long tokens = random.nextInt(3);
      agents.add(ofAgent(colony, agent, "Bee", tokens), false);
      if (agent.isEmpty()) {
        continue;
      }
      String key = new AgentKey(colony, agent).text() + " " + T0 / 1000 + " false";
      events.merge(key, 1L, Long::sum);
      if (tokens > 0) {
        expected.merge(key, List.of(tokens, 0L), SpenderPartsTest::plus);
      }
    }
    agents.drain();

    assertThat(sums()).isEqualTo(events);
    assertThat(spent()).isEqualTo(expected);
  }

  @Test
  void goesOnWhenTheClockIsSetBack() {
    parts.drainAt(10_000);
    parts.add(event("c", T0), false);
    parts.drainAt(5_000);

    assertThat(handed).hasSize(1);
  }
}
