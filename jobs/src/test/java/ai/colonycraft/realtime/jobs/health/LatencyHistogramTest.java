package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private final Random random = new Random(3);

  /** The middle of the bucket in which the nearest rank lies. */
  private static double percentile(LatencyHistogram histogram, double share) {
    long rank = (long) Math.ceil(share * histogram.count());
    for (Map.Entry<Integer, Long> bucket : histogram.counts().entrySet()) {
      rank -= bucket.getValue();
      if (rank <= 0) {
        return 2 * Math.pow(LatencyHistogram.GAMMA, bucket.getKey()) / (LatencyHistogram.GAMMA + 1);
      }
    }
    throw new IllegalStateException("empty");
  }

  @Test
  void knowsEveryPercentileWithinOnePercent() {
    for (double scale : new double[] {0.1, 1, 300, 1e6}) {
      LatencyHistogram histogram = new LatencyHistogram();
      double[] millis = new double[10_000];
      for (int i = 0; i < millis.length; i++) {
        millis[i] = scale * Math.exp(random.nextGaussian());
        histogram.add(millis[i]);
      }
      Arrays.sort(millis);
      for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 0.999}) {
        double exact = millis[(int) Math.ceil(share * millis.length) - 1];
        assertThat(percentile(histogram, share)).isCloseTo(exact, Percentage.withPercentage(1));
      }
    }
  }

  @Test
  void addsUpInAnyOrder() {
    LatencyHistogram whole = new LatencyHistogram();
    LatencyHistogram[] parts = {
      new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()
    };
    for (int i = 0; i < 1000; i++) {
      double millis = random.nextDouble() * 1000;
      whole.add(millis);
      parts[random.nextInt(parts.length)].add(millis);
    }
    LatencyHistogram sum = new LatencyHistogram();
    for (int i = parts.length - 1; i >= 0; i--) {
      sum.add(parts[i]);
    }
    assertThat(sum.counts()).isEqualTo(whole.counts());
    assertThat(sum.count()).isEqualTo(1000);
    assertThat(sum.sumMicros()).isEqualTo(whole.sumMicros());
  }

  @Test
  void hasABucketForEveryDurationThatAnEventCanHave() {
    assertThat(LatencyHistogram.index(0)).isEqualTo(-348);
    assertThat(LatencyHistogram.index(1e-9)).isEqualTo(-348);
    assertThat(LatencyHistogram.index(1)).isZero();
    assertThat(LatencyHistogram.index(31.0 * 24 * 3_600_000)).isEqualTo(1097);
  }
}
