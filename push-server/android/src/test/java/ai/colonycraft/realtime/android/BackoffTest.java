package ai.colonycraft.realtime.android;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(new Random(7));

  @Test
  void waitsLongerUpToFiveMinutesAndDiffersEachTime() {
    long longest = 1_000;
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isBetween(longest / 2, longest);
      longest = Math.min(longest * 2, 300_000);
    }
    assertThat(backoff.next()).isNotEqualTo(backoff.next());
  }

  @Test
  void beginsAnewOnceTheConnectionHolds() {
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(1_000);
  }
}
