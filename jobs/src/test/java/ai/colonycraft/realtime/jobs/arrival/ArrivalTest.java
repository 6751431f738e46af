package ai.colonycraft.realtime.jobs.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.pipeline.RocksDb;
import org.junit.jupiter.api.Test;

/**
 * Finished windows and late events are those of a plain loop, whatever the order of arrival, at
 * default settings: one round that sends records at once, one with the shipped buffer timeout.
 * {@link ArrivalCommand} plays thousands of seeds.
 */
class ArrivalTest {

  @Test
  void countsWhatAPlainLoopCounts() throws Exception {
    check(new Round(1, 16, Round.SENT_AT_ONCE));
  }

  @Test
  void countsWhatAPlainLoopCountsOnRocksDb() throws Exception {
    check(new Round(2001, 8, RocksDb.SETTINGS));
  }

  /** A scenario whose records the machine could not append in time says nothing about the job. */
  private static void check(Round round) throws Exception {
    assertThat(round.play()).isEmpty();
    assertThat(round.notJudged()).hasSizeLessThan(round.size());
  }
}
