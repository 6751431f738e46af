package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.live.LiveValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveViewsTest {

  private static Metric metric(List<List<String>> views) {
    return new Metric.Gauge("here", "help", List.of("region", "platform"), 10, views);
  }

  private static final Map<List<String>, Double> VALUES =
      Map.of(List.of("eu", "web"), 1.0, List.of("eu", "ios"), 2.0, List.of("us", "web"), 4.0);

  @Test
  void sumsByTheLabelsThatAViewNames() {
    assertThat(LiveViews.of(metric(List.of(List.of(), List.of("platform"))), VALUES, 0))
        .containsExactlyInAnyOrder(
            LiveValue.total(7),
            LiveValue.of(List.of("platform"), List.of("web"), 5),
            LiveValue.of(List.of("platform"), List.of("ios"), 2));
    assertThat(LiveViews.of(metric(List.of(List.of("platform", "region"))), VALUES, 0))
        .contains(LiveValue.of(List.of("platform", "region"), List.of("web", "us"), 4))
        .hasSize(3);
  }

  @Test
  void putsTheRestIntoTheTotalAndIntoOther() {
    assertThat(LiveViews.of(metric(List.of(List.of(), List.of("region"))), VALUES, 10))
        .containsExactlyInAnyOrder(
            LiveValue.total(17),
            LiveValue.of(List.of("region"), List.of("eu"), 3),
            LiveValue.of(List.of("region"), List.of("us"), 4),
            LiveValue.of(List.of("region"), List.of("other"), 10));
  }

  @Test
  void tellsATotalOfZeroAndNoOtherSeriesOfNothing() {
    assertThat(LiveViews.of(metric(List.of(List.of(), List.of("region"))), Map.of(), 0))
        .containsExactly(LiveValue.total(0));
    assertThat(LiveViews.of(metric(List.of()), VALUES, 0)).isEmpty();
  }
}
