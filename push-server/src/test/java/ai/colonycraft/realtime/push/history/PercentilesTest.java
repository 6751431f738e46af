package ai.colonycraft.realtime.push.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void addsHistogramsUp() {
    Percentiles merged = new Percentiles();
    merged.add(new Integer[] {-12, 0, 100}, new Long[] {1L, 2L, 3L});
    merged.add(new Integer[] {0, 100, 200}, new Long[] {40L, 4L, 50L});
    double[] values = merged.values();
    assertThat(values[3]).isEqualTo(100);
    assertThat(values[0]).isCloseTo(Math.pow(1.02, 100) / 1000, within(0.02 * values[0]));
    assertThat(values[1]).isCloseTo(Math.pow(1.02, 200) / 1000, within(0.02 * values[1]));
    assertThat(values[2]).isEqualTo(values[1]);
  }

  @Test
  void knowsNothingOfNoDurations() {
    Percentiles empty = new Percentiles();
    empty.add(new Integer[0], new Long[0]);
    assertThat(empty.values()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void takesAnyBucketThatATableMayHold() {
    Percentiles odd = new Percentiles();
    odd.add(new Integer[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, new Long[] {1L, 1L});
    double[] values = odd.values();
    assertThat(values[0]).isPositive().isLessThan(1e-5);
    assertThat(values[2]).isGreaterThan(1e18).isFinite();
    assertThat(values[3]).isEqualTo(2);
  }
}
