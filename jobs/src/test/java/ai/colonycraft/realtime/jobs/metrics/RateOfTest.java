package ai.colonycraft.realtime.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateOfTest {

  private final RateOf rate = new RateOf("events_per_second");

  @Test
  void isZeroUntilThereAreTwoMoments() {
    assertThat(rate.of(1000, 0)).isZero();
  }

  @Test
  void isTheGrowthOfTheLastSeconds() {
    for (int tick = 0; tick <= 100; tick++) {
      assertThat(rate.of(20.0 * tick, tick * 100L)).isEqualTo(tick == 0 ? 0 : 200);
    }
    double last = 1;
    for (int tick = 101; tick <= 140; tick++) {
      last = rate.of(2000, tick * 100L);
    }
    assertThat(last).as("nothing came for four seconds").isZero();
  }

  @Test
  void saysNothingWhenTheClockIsSetBack() {
    rate.of(0, 10_000);

    assertThat(rate.of(100, 5_000)).isZero();
  }
}
