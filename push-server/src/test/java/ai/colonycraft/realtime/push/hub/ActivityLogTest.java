package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Updates;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityLogTest {

  private final ActivityLog log = new ActivityLog(3);

  @Test
  void aNewcomerBeginsWithTheRecentLines() {
    add(5);

    assertThat(log.read(log.start(), 100).lines()).hasSize(3);
    assertThat(log.start()).isEqualTo(2);
  }

  @Test
  void aNewcomerToAShortLogBeginsAtItsBeginning() {
    add(2);

    assertThat(log.start()).isZero();
  }

  @Test
  void returnsNoMoreThanAskedAndGoesOnThere() {
    add(5);

    ActivityLog.Slice slice = log.read(0, 2);

    assertThat(slice.lines()).hasSize(2);
    assertThat(slice.next()).isEqualTo(2);
    assertThat(slice.lost()).isZero();
  }

  @Test
  void countsTheLinesThatASlowReaderLost() {
    add(ActivityLog.CAPACITY + 10);

    ActivityLog.Slice slice = log.read(4, 1);

    assertThat(slice.lost()).isEqualTo(6);
    assertThat(slice.next()).isEqualTo(11);
  }

  private void add(int lines) {
    IntStream.range(0, lines).forEach(i -> log.append(Message.of(Updates.line("u" + i))));
  }
}
