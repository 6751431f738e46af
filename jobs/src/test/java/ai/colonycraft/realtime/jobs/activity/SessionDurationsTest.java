package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
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
    durations.add(0, "web", 0);
    durations.add(0, "web", MINUTE);
    durations.add(0, "web", MINUTE + 1);
    durations.add(0, "web", 481 * MINUTE);
    durations.add(0, "ios", 90_000);

    Map<String, Sample.Observations> drained = drain();
    assertThat(drained).containsOnlyKeys("web", "ios");
    // Bounds 1 5 10 15 30 60 120 240 480, each included, and one bucket for all above.
    assertThat(drained.get("web").counts()).containsExactly(2, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(drained.get("web").sum()).isEqualTo(28_980_001 / 60_000.0);
    assertThat(drained.get("ios").sum()).isEqualTo(1.5);
    assertThat(drain()).isEmpty();
  }

  @Test
  void gathersTheSameByTheWindowInWhichTheyWereOver() {
    durations.add(300_000, "web", 0);
    durations.add(300_000, "web", 2 * MINUTE);
    durations.add(300_000, "ios", 0);
    durations.add(600_000, "web", 481 * MINUTE);

    Map<Long, WindowSessions> windows = new TreeMap<>();
    durations.drainWindows(window -> windows.put(window.start(), window));
    assertThat(windows.keySet()).containsExactly(300_000L, 600_000L);
    assertThat(windows.get(300_000L).byPlatform().get("web"))
        .containsExactly(1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(windows.get(300_000L).byPlatform().get("ios")[0]).isOne();
    assertThat(windows.get(600_000L).byPlatform().get("web")[9]).isOne();
    durations.drainWindows(window -> Assertions.fail("drained twice"));

    WindowSessions both = windows.get(300_000L).plus(windows.get(600_000L));
    assertThat(both.byPlatform().get("web")).containsExactly(1, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(windows.get(300_000L).byPlatform().get("web")[9]).isZero();
  }
}
