package ai.colonycraft.realtime.push.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ReminderTest {

  private Instant now = Instant.EPOCH;
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };
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
    now = now.plus(Duration.ofMinutes(1));
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
