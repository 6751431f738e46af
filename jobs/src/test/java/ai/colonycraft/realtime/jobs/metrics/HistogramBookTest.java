package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistogramBookTest {

  private static final Metric.Histogram METRIC =
      new Metric.Histogram("took", "took, seconds", List.of("service"), 1, List.of(.3, 5.));
  private static final Metric.Histogram DELAY =
      new Metric.Histogram("delay", "delay, seconds", List.of(), 1, List.of(.1, 1.));

  private final ShownSeries shown = new ShownSeries();
  private final LiveBoard board = new LiveBoard("live-updates");
  private final HistogramBook book = new HistogramBook(METRIC, shown.exporter());

  private void observe(String service, double sum, long... counts) {
    book.take(new Sample.Observations("took", List.of(service), counts, sum));
  }

  private Map<String, Double> tick() {
    book.tick(0, board);
    return shown.now();
  }

  @Test
  void showsBucketsThatEachHoldAllBelowThem() {
    observe("shop", 11.5, 2, 3, 1);
    observe("shop", 0.5, 1, 0, 0);

    assertThat(tick())
        .isEqualTo(
            Map.of(
                "took_bucket{le=0.3,service=shop}", 3.0,
                "took_bucket{le=5,service=shop}", 6.0,
                "took_bucket{le=+Inf,service=shop}", 7.0,
                "took_sum{service=shop}", 12.0,
                "took_count{service=shop}", 7.0));
  }

  @Test
  void countsWhatIsBeyondTheLimitAsOther() {
    observe("shop", 1, 1, 0, 0);
    observe("mail", 2, 0, 1, 0);
    observe("auth", 3, 0, 1, 0);

    assertThat(tick())
        .hasSize(10)
        .containsEntry("took_count{service=shop}", 1.0)
        .containsEntry("took_count{service=other}", 2.0)
        .containsEntry("took_sum{service=other}", 5.0);
  }

  @Test
  void goesOnWhereItWasAfterARestartAndBeginsAnewWhenTheBoundsChanged() {
    observe("shop", 11.5, 2, 3, 1);
    ShownSeries again = new ShownSeries();
    HistogramBook after = new HistogramBook(METRIC, again.exporter());
    book.state().forEach(after::restore);
    after.tick(0, board);
    assertThat(again.now())
        .containsEntry("took_bucket{le=5,service=shop}", 5.0)
        .containsEntry("took_sum{service=shop}", 11.5);

    ShownSeries anew = new ShownSeries();
    HistogramBook other =
        new HistogramBook(
            new Metric.Histogram("took", "took, seconds", List.of("service"), 1, List.of(1.)),
            anew.exporter());
    book.state().forEach(other::restore);
    other.tick(0, board);
    assertThat(anew.now().values()).containsOnly(0.0);
  }

  @Test
  void addsToEachDelayWhatPassedUntilItWasShown() {
    DelayCells cells = new DelayCells();
    cells.add(40);
    cells.add(900);
    HistogramBook delays = new HistogramBook(DELAY, shown.exporter());
    delays.take(cells.drain("delay", 1_000));
    delays.tick(1_150, board);

    // 40 and 900 ms at the flush are 190 and 1,050 ms when they are shown.
    assertThat(shown.now())
        .containsEntry("delay_bucket{le=0.1}", 0.0)
        .containsEntry("delay_bucket{le=1}", 1.0)
        .containsEntry("delay_bucket{le=+Inf}", 2.0)
        .containsEntry("delay_sum{}", 1.24);
  }

  @Test
  void tellsTheMeanDelayAndKeepsItWhileNothingComes() {
    List<String> published = new ArrayList<>();
    DelayCells cells = new DelayCells();
    cells.add(100);
    cells.add(300);
    HistogramBook delays = new HistogramBook(DELAY, shown.exporter());
    delays.take(cells.drain("delay", 1_000));
    delays.tick(1_000, board);
    board.flush(1_000, record -> published.add(new String(record.value())));
    delays.tick(60_000, board);
    board.flush(60_000, record -> published.add(new String(record.value())));

    assertThat(published)
        .containsExactly(
            "{\"metric\":\"delay\",\"value\":0.2,\"timestamp\":1000}",
            "{\"metric\":\"delay\",\"value\":0.2,\"timestamp\":60000}");
  }

  @Test
  void refusesASampleOfAnotherKind() {
    assertThatThrownBy(() -> book.take(new Sample.Reading("took", List.of("a"), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("took is a histogram and takes no Reading");
  }
}
