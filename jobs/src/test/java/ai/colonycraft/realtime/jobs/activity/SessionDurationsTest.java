package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionDurationsTest {

  private static final long MINUTE = 60_000;

  private final SessionDurations durations = new SessionDurations();

  private Map<String, Sample.Observations> drain() {
    List<Sample> samples = new ArrayList<>();
    durations.drain(samples::add);
    return samples.stream()
        .map(Sample.Observations.class::cast)
        .collect(Collectors.toMap(sample -> sample.labels().get(0), sample -> sample));
  }

  @Test
  void gathersBucketsAndMinutesByPlatformAndBeginsAnew() {
    durations.add("web", 0);
    durations.add("web", MINUTE);
    durations.add("web", MINUTE + 1);
    durations.add("web", 481 * MINUTE);
    durations.add("ios", 90_000);

    Map<String, Sample.Observations> drained = drain();
    assertThat(drained).containsOnlyKeys("web", "ios");
    // Bounds 1 5 10 15 30 60 120 240 480, each included, and one bucket for all above.
    assertThat(drained.get("web").counts()).containsExactly(2, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(drained.get("web").sum()).isEqualTo(28_980_001 / 60_000.0);
    assertThat(drained.get("ios").sum()).isEqualTo(1.5);
    assertThat(drain()).isEmpty();
  }
}
