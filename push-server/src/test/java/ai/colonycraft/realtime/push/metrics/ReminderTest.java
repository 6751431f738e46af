package ai.colonycraft.realtime.push.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReminderTest {

  private final MovableClock clock = new MovableClock(Instant.EPOCH);
  private final Reminder reminder = new Reminder(clock, Duration.ofMinutes(1));

  @Test
  void tellsTheFirstTimeAtOnce() {
    assertThat(reminder.happened()).isEqualTo(1);
  }

  @Test
  void gathersTheRestOfTheIntervalIntoOneLine() {
    reminder.happened();

    assertThat(reminder.happened()).isZero();
    assertThat(reminder.happened()).isZero();
    clock.now = clock.now.plus(Duration.ofMinutes(1));
    assertThat(reminder.happened()).isEqualTo(3);
  }

  @Test
  void tellsTheFirstTimeAtOnceAgainAfterItWasOver() {
    reminder.happened();

    assertThat(reminder.over()).isTrue();
    assertThat(reminder.over()).isFalse();
    assertThat(reminder.happened()).isEqualTo(1);
  }
}
