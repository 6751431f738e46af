package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedTest {

  private static final long NOW = 1_750_000_000_000L;

  /** Lines that come of one event each millisecond. */
  private static long lines(Feed feed, long from, long millis) {
    return LongStream.range(from, from + millis).filter(feed::takes).count();
  }

  @ParameterizedTest
  @CsvSource({"20,1", "20,4", "3,1", "1,2", "500,1", "7,3"})
  void letsItsShareOfTheRateThrough(int rate, int subtasks) {
    Feed feed = new Feed(rate, subtasks);
    lines(feed, NOW, 1_000);

    double share = 60.0 * rate / subtasks;

    assertThat((double) lines(feed, NOW + 1_000, 60_000)).isBetween(share - 1, share + 1);
  }

  @Test
  void letsASecondsWorthThroughAtOnceAndSavesNoMoreUp() {
    Feed feed = new Feed(20, 1);
    assertThat(LongStream.range(0, 1000).filter(i -> feed.takes(NOW)).count()).isEqualTo(21);

    long later = NOW + 3_600_000;
    assertThat(LongStream.range(0, 1000).filter(i -> feed.takes(later)).count()).isEqualTo(21);
  }

  @Test
  void letsNothingThroughAtARateOfZero() {
    assertThat(lines(new Feed(0, 4), NOW, 100_000)).isZero();
  }

  @Test
  void goesOnWhenTheClockIsSetBack() {
    Feed feed = new Feed(20, 1);
    lines(feed, NOW, 10_000);

    assertThat(lines(feed, NOW - 3_600_000, 10_000)).isBetween(195L, 205L);
  }
}
