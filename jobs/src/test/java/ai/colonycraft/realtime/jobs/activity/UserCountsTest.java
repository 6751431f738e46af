package ai.colonycraft.realtime.jobs.activity;

import static ai.colonycraft.realtime.jobs.activity.Harnesses.MINUTE;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.T0;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.active;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.advance;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.restore;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.side;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.snapshot;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.users;
import static ai.colonycraft.realtime.jobs.activity.Harnesses.windows;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

// Flink's harnesses throw any Exception when they close.
@SuppressWarnings("try")
class UserCountsTest {

  private static final Place WEB = new Place("DE", "eu-west-1", "web");
  private static final Place IOS = new Place("DE", "eu-west-1", "ios");
  private static final int MANY = 10_000;

  private static Sighting sighting(String user, long timestamp, Place place, long tokens) {
    return new Sighting(user, "name of " + user, timestamp, place, tokens, false, false);
  }

  private static void see(
      KeyedTwoInputStreamOperatorTestHarness<String, Sightings, Long, Outbound> users,
      Sighting sighting)
      throws Exception {
    seeAll(users, List.of(sighting));
  }

  /** As a source sends them: many in a record, which has one key group and several users. */
  private static void seeAll(
      KeyedTwoInputStreamOperatorTestHarness<String, Sightings, Long, Outbound> users,
      List<Sighting> sightings)
      throws Exception {
    List<Sightings> gathered = new ArrayList<>();
    SightingGroups groups = new SightingGroups(Harnesses.MAX_PARALLELISM, gathered::add);
    for (Sighting sighting : sightings) {
      groups.add(Activities.of(sighting), sighting.tooLate());
    }
    groups.drain();
    for (Sightings record : gathered) {
      users.processElement1(new StreamRecord<>(record));
    }
  }

  @Test
  void keepsNoStateAndNoTimerWhenAllUsersHaveGone() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      List<Sighting> sightings = new ArrayList<>();
      for (int i = 0; i < 3 * MANY; i++) {
        long at = T0 + i * 20L;
        sightings.add(sighting("u-" + i % MANY, at, i % 2 == 0 ? WEB : IOS, i % 5));
      }
      seeAll(users, sightings);
      users.setProcessingTime(1000);
      assertThat(users.numKeyedStateEntries()).isEqualTo(MANY);
      assertThat(users.numEventTimeTimers()).isPositive();
      assertThat(
              active(side(users, UserCounts.SAMPLES)).values().stream().mapToDouble(n -> n).sum())
          .isEqualTo(MANY);

      advance(users, T0 + 60 * MINUTE);

      assertThat(users.numKeyedStateEntries()).isZero();
      assertThat(users.numEventTimeTimers()).isZero();
      assertThat(active(side(users, UserCounts.SAMPLES))).isEmpty();
    }
  }

  @Test
  void keepsAUserAsLongAsAnythingOfItIsOpen() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      see(users, sighting("u-1", T0, WEB, 0));

      // The window is over and the user has left, but the session lasts half an hour.
      advance(users, T0 + 29 * MINUTE);
      assertThat(users.numKeyedStateEntries()).isOne();
      assertThat(active(side(users, UserCounts.SAMPLES))).isEmpty();

      advance(users, T0 + 30 * MINUTE);
      assertThat(users.numKeyedStateEntries()).isZero();
      assertThat(users.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void countsAUserWhereLastSeenUntilFiveMinutesHavePassed() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      see(users, sighting("u-1", T0, WEB, 0));
      see(users, sighting("u-2", T0, WEB, 0));
      see(users, sighting("u-1", T0 + 2 * MINUTE, IOS, 0));

      advance(users, T0 + 5 * MINUTE - 1);
      assertThat(active(side(users, UserCounts.SAMPLES)))
          .isEqualTo(Map.of(WEB.labels(), 1.0, IOS.labels(), 1.0));
      advance(users, T0 + 5 * MINUTE);
      assertThat(active(side(users, UserCounts.SAMPLES))).isEqualTo(Map.of(IOS.labels(), 1.0));
      advance(users, T0 + 7 * MINUTE - 1);
      assertThat(active(side(users, UserCounts.SAMPLES))).isEqualTo(Map.of(IOS.labels(), 1.0));
      advance(users, T0 + 7 * MINUTE);
      assertThat(active(side(users, UserCounts.SAMPLES))).isEmpty();
    }
  }

  @Test
  void tokensOfAWindowStayAtTheLargestNumber() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      see(users, sighting("u-1", T0, WEB, Long.MAX_VALUE));
      see(users, sighting("u-2", T0, WEB, 5));
      advance(users, T0 + 5 * MINUTE);

      WindowSummary all =
          side(users, UserCounts.PARTS).stream().reduce(WindowSummary::plus).orElseThrow();
      assertThat(all.tokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(all.plus(all).tokens()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void doesNotCountSomebodyWhoseLastEventIsLongAgo() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      see(users, sighting("u-1", T0 + 10 * MINUTE, WEB, 0));
      users.processElement2(new StreamRecord<>(T0 + 10 * MINUTE));
      users.setProcessingTime(1000);

      see(users, sighting("u-2", T0 + 5 * MINUTE, IOS, 0));
      users.setProcessingTime(2000);

      assertThat(active(side(users, UserCounts.SAMPLES))).isEqualTo(Map.of(WEB.labels(), 1.0));
    }
  }

  @Test
  void correctsAFinishedWindowAndThenLetsItBe() throws Exception {
    try (var users = users(1, 0)) {
      users.open();
      see(users, sighting("u-1", T0, WEB, 0));
      advance(users, T0 + 5 * MINUTE);
      see(users, sighting("u-1", T0 + 1, WEB, 0));
      advance(users, T0 + 6 * MINUTE);
      see(users, sighting("u-1", T0 + 2, WEB, 0));
      users.setProcessingTime(users.getProcessingTime() + 1000);

      assertThat(windows(users))
          .hasSize(2)
          .allSatisfy(window -> assertThat(window).contains("\"start\":" + T0))
          .satisfies(all -> assertThat(all.get(0)).endsWith("\"count\":1}"))
          .satisfies(all -> assertThat(all.get(1)).endsWith("\"count\":2}"));
      assertThat(side(users, UserCounts.SAMPLES))
          .contains(
              new Sample.Increment(
                  "events_late_total", List.of("user-activity", "idle_partition"), 1));
    }
  }

  @Test
  void goesOnExactlyWhenItIsRestoredAtAnotherParallelism() throws Exception {
    OperatorSubtaskState state;
    try (var users = users(1, 0)) {
      users.open();
      for (int i = 0; i < 100; i++) {
        see(users, sighting("u-" + i, T0 + i * 1000L, WEB, 10));
      }
      state = snapshot(users);
      assertThat(active(side(users, UserCounts.SAMPLES))).isEqualTo(Map.of(WEB.labels(), 100.0));
      assertThat(side(users, UserCounts.PARTS).stream().reduce(WindowSummary::plus))
          .as("what no window waits for")
          .contains(new WindowSummary(T0, 0, 0, 0, 0, Map.of(), 1000));
    }

    Map<List<String>, Double> changed = new HashMap<>();
    Map<String, Double> tokens = new HashMap<>();
    List<String> windows = new ArrayList<>();
    List<WindowSummary> parts = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var users = restore(users(2, subtask), state, 1, 2, subtask)) {
        for (int i = 0; i < 100; i++) {
          if (subtaskOf("u-" + i) == subtask) {
            see(users, sighting("u-" + i, T0 + 100_000, i < 50 ? WEB : IOS, 1));
          }
        }
        advance(users, T0 + 3 * MINUTE);
        active(side(users, UserCounts.SAMPLES))
            .forEach((place, n) -> changed.merge(place, n, Double::sum));
        advance(users, T0 + 60 * MINUTE);
        assertThat(users.numKeyedStateEntries()).isZero();
        windows.addAll(windows(users));
        parts.addAll(side(users, UserCounts.PARTS));
        Sample.Ranking last = null;
        for (Sample sample : side(users, UserCounts.SAMPLES)) {
          last = sample instanceof Sample.Ranking ranking ? ranking : last;
        }
        last.rows().forEach(row -> tokens.put(row.labels().get(0), row.value()));
      }
    }

    assertThat(changed).isEqualTo(Map.of(WEB.labels(), -50.0, IOS.labels(), 50.0));
    assertThat(tokens).hasSize(100).allSatisfy((user, sum) -> assertThat(sum).isEqualTo(11));
    assertThat(windows).hasSize(100).allMatch(window -> window.endsWith("\"count\":2}"));
    assertThat(parts.stream().reduce(WindowSummary::plus))
        .contains(new WindowSummary(T0, 200, 100, 0, 0, Map.of("web", 100L, "ios", 50L), 100));
  }

  @Test
  void letsUsersLeaveOnTimeAndCorrectsTheirWindowsAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var users = users(1, 0)) {
      users.open();
      for (int i = 0; i < 20; i++) {
        see(users, sighting("u-" + i, T0 + MINUTE, i < 10 ? WEB : IOS, 0));
      }
      advance(users, T0 + 5 * MINUTE);
      assertThat(windows(users)).hasSize(20).allMatch(window -> window.endsWith("\"count\":1}"));
      state = snapshot(users);
    }

    Map<List<String>, Double> justBefore = new HashMap<>();
    Map<List<String>, Double> atTheMoment = new HashMap<>();
    List<String> corrections = new ArrayList<>();
    List<WindowSummary> parts = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var users = restore(users(2, subtask), state, 1, 2, subtask)) {
        advance(users, T0 + 5 * MINUTE + 30_000);
        for (int i = 0; i < 20; i += 2) {
          if (subtaskOf("u-" + i) == subtask) {
            // Late, within the lateness, and no news of where the user is.
            see(users, sighting("u-" + i, T0 + 1, IOS, 3));
          }
        }
        advance(users, T0 + 6 * MINUTE - 1);
        active(side(users, UserCounts.SAMPLES))
            .forEach((place, n) -> justBefore.merge(place, n, Double::sum));
        advance(users, T0 + 6 * MINUTE);
        active(side(users, UserCounts.SAMPLES))
            .forEach((place, n) -> atTheMoment.merge(place, n, Double::sum));
        corrections.addAll(windows(users));
        parts.addAll(side(users, UserCounts.PARTS));
      }
    }

    assertThat(corrections)
        .hasSize(10)
        .allMatch(window -> window.contains("\"start\":" + T0 + ","))
        .allMatch(window -> window.endsWith("\"count\":2}"));
    // Those of the web were seen on a second platform now; nobody is counted a second time.
    assertThat(parts.stream().reduce(WindowSummary::plus))
        .contains(new WindowSummary(T0, 10, 0, 0, 0, Map.of("ios", 5L), 30));
    assertThat(justBefore).isEmpty();
    assertThat(atTheMoment).isEqualTo(Map.of(WEB.labels(), -10.0, IOS.labels(), -10.0));
  }

  private static int subtaskOf(String user) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(user, Harnesses.MAX_PARALLELISM, 2);
  }
}
