package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveClockTest {

  private static final long SILENCE = 5_000;
  private static final long T = 1_750_000_000_000L;

  private final LiveClock clock = new LiveClock(SILENCE);

  @Test
  void isLongAgoBeforeTheFirstEventHoweverLongThatTakes() {
    assertThat(clock.time(0)).isEqualTo(Long.MIN_VALUE);
    assertThat(clock.time(T)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void isTheNewestEventTimeWhileEventsCome() {
    clock.observe(T, 1_000);
    clock.observe(T - 60_000, 2_000);

    assertThat(clock.time(2_000 + SILENCE)).isEqualTo(T);
  }

  @Test
  void isCarriedOnByTheClockWhileTheInputIsSilent() {
    clock.observe(T, 1_000);

    assertThat(clock.time(1_000 + SILENCE)).isEqualTo(T);
    assertThat(clock.time(1_001 + SILENCE)).isEqualTo(T + SILENCE + 1);
    assertThat(clock.time(61_000)).isEqualTo(T + 60_000);
  }

  @Test
  void neverRunsBack() {
    clock.observe(T, 1_000);
    assertThat(clock.time(61_000)).isEqualTo(T + 60_000);

    clock.observe(T + 10_000, 61_000);
    assertThat(clock.time(61_000)).isEqualTo(T + 60_000);

    // A clock that is set back carries nothing on.
    assertThat(clock.time(0)).isEqualTo(T + 60_000);
    clock.observe(T + 70_000, 100);
    assertThat(clock.time(100)).isEqualTo(T + 70_000);
  }
}
