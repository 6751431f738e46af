package ai.colonycraft.realtime.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTimeTest {

  private static final WindowTime TIME =
      WindowTime.of(Duration.ofMinutes(5), Duration.ofMinutes(1));

  @ParameterizedTest
  @CsvSource({"0,0", "299999,0", "300000,300000", "-1,-300000", "-300000,-300000"})
  void alignsWindowsToTheEpochOnBothSidesOfIt(long timestamp, long start) {
    assertThat(TIME.start(timestamp)).isEqualTo(start);
  }

  @Test
  void finishesAWindowAtItsLastMillisecondAndEndsItTheLatenessLater() {
    assertThat(TIME.finishedAt(300_000)).isEqualTo(599_999);
    assertThat(TIME.overAt(300_000)).isEqualTo(659_999);
    assertThat(TIME.isOver(300_000, 659_998)).isFalse();
    assertThat(TIME.isOver(599_999, 659_999)).isTrue();
    assertThat(TIME.isOver(600_000, 659_999)).isFalse();
  }

  @Test
  void refusesALengthThatSecondsDoNotFillExactly() {
    assertThatThrownBy(() -> WindowTime.of(Duration.ofMillis(1500), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window.length: expected whole seconds, found \"1500 ms\"");
    assertThatThrownBy(() -> WindowTime.of(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
