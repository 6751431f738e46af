package ai.colonycraft.realtime.jobs.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.pipeline.RocksDb;
import org.junit.jupiter.api.Test;

/**
 * Finished windows and late events are those of a plain loop, whatever the order of arrival, at
 * default settings. {@link ArrivalCommand} plays thousands of seeds.
 */
class ArrivalTest {

  @Test
  void countsWhatAPlainLoopCounts() throws Exception {
    assertThat(new Round(1, 12).play()).isEmpty();
  }

  @Test
  void countsWhatAPlainLoopCountsInAnotherRound() throws Exception {
    assertThat(new Round(1001, 12).play()).isEmpty();
  }

  @Test
  void countsWhatAPlainLoopCountsOnRocksDb() throws Exception {
    assertThat(new Round(2001, 6, RocksDb.SETTINGS).play()).isEmpty();
  }
}
