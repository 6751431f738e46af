package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

  private static final long T = 1_750_000_000_000L;
  private static final long NONE = WatermarkCoordinator.NONE;

  private final PartitionProgress progress = new PartitionProgress(Duration.ofSeconds(5));
  private long offset;

  @BeforeEach
  void assign() {
    progress.clear();
    progress.assign(20, 0, NONE);
  }

  private void arrives(long... at) {
    for (long arrival : at) {
      progress.emitted(20, offset++, arrival);
    }
  }

  private ProgressReport report() {
    return progress.report(new EventTimeUpdate(1, true, true, NONE), false, NONE);
  }

  @Test
  void knowsNoArrivalBeforeTheFirstRecord() {
    assertThat(report().spokeAt()).containsExactly(NONE);
    assertThat(report().lastArrivals()[0]).isLessThan(0);
  }

  @Test
  void knowsTheFirstRecordAfterTheLastSilence() {
    arrives(T, T + 4_999, T + 9_000);
    assertThat(report().spokeAt()).containsExactly(T);
    arrives(T + 14_000, T + 14_001, T + 60_000, T + 60_500);
    assertThat(report().spokeAt()).containsExactly(T + 60_000);
    assertThat(report().lastArrivals()).containsExactly(T + 60_500);
    assertThat(report().nextOffsets()).containsExactly(offset);
  }

  @Test
  void takesAnArrivalBeforeTheLastForNoSilence() {
    arrives(T + 60_000, T, T + 60_001);
    assertThat(report().spokeAt()).containsExactly(T + 60_000);
    assertThat(report().lastArrivals()).containsExactly(T + 60_001);
  }
}
