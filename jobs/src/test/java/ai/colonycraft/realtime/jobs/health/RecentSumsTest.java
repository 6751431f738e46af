package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSumsTest {

  private final RecentSums sums = new RecentSums(4_000, 1);

  @Test
  void forgetsWhatIsOlderThanTheSpan() {
    sums.add(new double[] {3}, 100_000);
    sums.add(new double[] {4}, 102_000);

    assertThat(sum(4_000, 102_100)).isEqualTo(7);
    assertThat(sum(1_000, 102_100)).isEqualTo(4);
    assertThat(sum(4_000, 104_100)).isEqualTo(4);
    assertThat(sum(4_000, 106_100)).isZero();
  }

  @Test
  void usesAPlaceInTheRingAgain() {
    sums.add(new double[] {3}, 100_000);
    sums.add(new double[] {5}, 104_000);

    assertThat(sum(4_000, 104_000)).isEqualTo(5);
  }

  @Test
  void tellsHowLongASpanReallyIs() {
    assertThat(RecentSums.seconds(4_000, 100_000)).isEqualTo(3.75);
    assertThat(RecentSums.seconds(4_000, 100_249)).isEqualTo(3.999);
  }

  private double sum(long span, long now) {
    double[] to = new double[1];
    sums.sumInto(to, span, now);
    return to[0];
  }
}
