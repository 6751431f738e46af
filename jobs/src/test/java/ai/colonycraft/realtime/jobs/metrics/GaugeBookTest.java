package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GaugeBookTest {

  private static final Metric.Gauge METRIC =
      new Metric.Gauge("here", "who is here", List.of("place"), 2, List.of(List.of()));

  private final ShownSeries shown = new ShownSeries();
  private final LiveBoard board = new LiveBoard("live-updates");
  private final GaugeBook book = new GaugeBook(METRIC, null, shown.exporter());

  private void change(String place, double by) {
    book.take(new Sample.Change("here", List.of(place), by));
  }

  private static Sample.Ranking ranking(int subtask, String place, double value, double total) {
    return new Sample.Ranking(
        "here", subtask, 2, List.of(new Sample.Row(List.of(place), value)), total);
  }

  private Map<String, Double> tick() {
    book.tick(0, board);
    return shown.now();
  }

  @Test
  void addsUpChangesAndReplacesReadings() {
    change("a", 3);
    change("a", -1);
    book.take(new Sample.Reading("here", List.of("b"), 7));
    book.take(new Sample.Reading("here", List.of("b"), 5));

    assertThat(tick()).isEqualTo(Map.of("here{place=a}", 2.0, "here{place=b}", 5.0));
  }

  @Test
  void takesASeriesAtZeroAway() {
    change("a", 3);
    tick();
    change("a", -3);

    assertThat(tick()).isEmpty();
    assertThat(book.state()).isEmpty();
  }

  @Test
  void showsTheLargestAndTheRestTogetherAndNoRestThatIsZero() {
    change("a", 1);
    change("b", 2);
    change("c", 3);
    assertThat(tick())
        .isEqualTo(Map.of("here{place=c}", 3.0, "here{place=b}", 2.0, "here{place=other}", 1.0));

    change("a", -1);
    assertThat(tick()).isEqualTo(Map.of("here{place=c}", 3.0, "here{place=b}", 2.0));
  }

  @Test
  void waitsUntilEverySubtaskHasTold() {
    book.take(ranking(0, "a", 4, 5));
    assertThat(tick()).isEmpty();

    book.take(ranking(1, "b", 2, 2));
    assertThat(tick())
        .isEqualTo(Map.of("here{place=a}", 4.0, "here{place=b}", 2.0, "here{place=other}", 1.0));
  }

  @Test
  void showsNoRestThatIsTheErrorOfASumOfDecimals() {
    book.take(
        new Sample.Ranking(
            "here",
            0,
            1,
            List.of(new Sample.Row(List.of("a"), 0.1), new Sample.Row(List.of("b"), 0.7)),
            0.8));
    assertThat(0.1 + 0.7).isNotEqualTo(0.8);

    assertThat(tick()).isEqualTo(Map.of("here{place=a}", 0.1, "here{place=b}", 0.7));
  }

  @Test
  void replacesWhatASubtaskToldBefore() {
    book.take(ranking(0, "a", 4, 4));
    book.take(ranking(1, "b", 2, 2));
    tick();
    book.take(ranking(0, "c", 1, 1));

    assertThat(tick()).isEqualTo(Map.of("here{place=b}", 2.0, "here{place=c}", 1.0));
  }

  @Test
  void goesOnWhereItWasAfterARestart() {
    change("a", 3);
    ShownSeries again = new ShownSeries();
    GaugeBook after = new GaugeBook(METRIC, null, again.exporter());
    book.state().forEach(after::restore);
    after.take(new Sample.Change("here", List.of("a"), -1));
    after.tick(0, board);

    assertThat(again.now()).isEqualTo(Map.of("here{place=a}", 2.0));
  }

  @Test
  void refusesASampleOfAnotherKind() {
    assertThatThrownBy(() -> book.take(new Sample.Increment("here", List.of("a"), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("here is a gauge and takes no Increment");
  }
}
