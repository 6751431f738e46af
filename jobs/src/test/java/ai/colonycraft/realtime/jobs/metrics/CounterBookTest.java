package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterBookTest {

  private static final Metric.Counter METRIC =
      new Metric.Counter("spent_total", "spent", List.of("user"), 3, List.of(List.of()));
  private static final Metric.Counter BARE =
      new Metric.Counter("seen_total", "seen", List.of(), 1, List.of());

  private final ShownSeries shown = new ShownSeries();
  private final LiveBoard board = new LiveBoard("live-updates");
  private CounterBook book = new CounterBook(METRIC, null, null, shown.exporter());

  private void add(String user, double amount) {
    book.take(new Sample.Increment("spent_total", List.of(user), amount));
  }

  private Map<String, Double> tick() {
    book.tick(0, board);
    return shown.now();
  }

  private static Sample.Ranking ranking(
      int subtask, int subtasks, double total, Map<String, Double> rows) {
    List<Sample.Row> list = new ArrayList<>();
    rows.forEach((user, value) -> list.add(new Sample.Row(List.of(user), value)));
    return new Sample.Ranking("spent_total", subtask, subtasks, list, total);
  }

  @Test
  void showsWhatEachSeriesCameTo() {
    add("ada", 1);
    add("bob", 2);
    add("ada", 3);

    assertThat(shown.now()).as("before the tick").isEmpty();
    assertThat(tick())
        .isEqualTo(Map.of("spent_total{user=ada}", 4.0, "spent_total{user=bob}", 2.0));
  }

  @Test
  void countsWhatIsBeyondTheLimitAsOther() {
    for (String user : List.of("a", "b", "c")) {
      add(user, 10);
    }
    add("d", 4);
    add("e", 5);

    assertThat(tick())
        .hasSize(4)
        .containsEntry("spent_total{user=c}", 10.0)
        .containsEntry("spent_total{user=other}", 9.0);
  }

  @Test
  void showsANewcomerInPlaceOfTheSmallestOnceItIsLarger() {
    add("a", 10);
    add("b", 20);
    add("c", 30);
    add("d", 10);
    assertThat(tick()).containsKey("spent_total{user=a}");

    add("d", 1);
    assertThat(tick())
        .containsEntry("spent_total{user=d}", 11.0)
        .doesNotContainKey("spent_total{user=a}")
        .containsEntry("spent_total{user=other}", 11.0);
  }

  @Test
  void takesARankingAsWhatEachSeriesCameTo() {
    book.take(ranking(0, 2, 5, Map.of("a", 5.0)));
    book.take(ranking(1, 2, 4, Map.of("b", 3.0)));

    assertThat(tick())
        .isEqualTo(
            Map.of(
                "spent_total{user=a}", 5.0,
                "spent_total{user=b}", 3.0,
                "spent_total{user=other}", 1.0));
  }

  @Test
  void neverFallsWhenASubtaskKnowsLessAfterAFailure() {
    book.take(ranking(0, 1, 9, Map.of("a", 9.0)));
    tick();
    book.take(ranking(0, 1, 0, Map.of("a", 4.0)));

    assertThat(tick()).isEqualTo(Map.of("spent_total{user=a}", 9.0));
  }

  @Test
  void keepsTheLargestOfARankingThatIsLongerThanTheLimit() {
    book.take(ranking(0, 1, 15, Map.of("a", 1.0, "b", 2.0, "c", 3.0, "d", 4.0, "e", 5.0)));

    assertThat(tick().keySet())
        .containsExactlyInAnyOrder(
            "spent_total{user=c}",
            "spent_total{user=d}",
            "spent_total{user=e}",
            "spent_total{user=other}");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverShowsTooMuchOrTooManyAndLetsNoSeriesFall(long seed) {
    Random random = new Random(seed);
    Map<String, Double> truth = new HashMap<>();
    Map<String, Double> before = Map.of();
    for (int step = 0; step < 3_000; step++) {
      String user = "u-" + (int) Math.sqrt(random.nextInt(144));
      double amount = 1 + random.nextInt(9);
      add(user, amount);
      truth.merge("spent_total{user=" + user + "}", amount, Double::sum);
      truth.merge("spent_total{user=other}", amount, Double::sum);
      if (random.nextInt(4) == 0) {
        Map<String, Double> last = before;
        before = tick();
        assertThat(before)
            .as("seed %d, step %d", seed, step)
            .hasSizeLessThanOrEqualTo(4)
            .allSatisfy(
                (series, value) ->
                    assertThat(value).isBetween(last.getOrDefault(series, 0.0), truth.get(series)));
      }
    }
  }

  @Test
  void goesOnWhereItWasAfterARestart() {
    for (String user : List.of("a", "b", "c", "d")) {
      add(user, 10);
    }
    ShownSeries again = new ShownSeries();
    CounterBook after = new CounterBook(METRIC, null, null, again.exporter());
    book.state().forEach(after::restore);
    after.take(new Sample.Increment("spent_total", List.of("a"), 1));
    after.tick(0, board);

    assertThat(again.now())
        .isEqualTo(
            Map.of(
                "spent_total{user=a}", 11.0,
                "spent_total{user=b}", 10.0,
                "spent_total{user=c}", 10.0,
                "spent_total{user=other}", 10.0));
  }

  @Test
  void putsWhatALowerLimitHasNoRoomForWithTheOthers() {
    for (String user : List.of("a", "b", "c")) {
      add(user, 10);
    }
    Metric.Counter narrow =
        new Metric.Counter("spent_total", "spent", List.of("user"), 1, List.of());
    ShownSeries again = new ShownSeries();
    CounterBook after = new CounterBook(narrow, null, null, again.exporter());
    book.state().forEach(after::restore);
    after.tick(0, board);

    assertThat(again.now()).hasSize(2).containsEntry("spent_total{user=other}", 20.0);
  }

  @Test
  void keepsACounterWithoutLabelsAcrossARestart() {
    CounterBook bare = new CounterBook(BARE, null, null, shown.exporter());
    bare.take(new Sample.Increment("seen_total", List.of(), 7));
    ShownSeries again = new ShownSeries();
    CounterBook after = new CounterBook(BARE, null, null, again.exporter());
    bare.state().forEach(after::restore);
    after.tick(0, board);

    assertThat(again.now()).isEqualTo(Map.of("seen_total{}", 7.0));
  }

  @Test
  void refusesASampleOfAnotherKind() {
    assertThatThrownBy(() -> book.take(new Sample.Reading("spent_total", List.of("a"), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spent_total is a counter and takes no Reading");
  }
}
