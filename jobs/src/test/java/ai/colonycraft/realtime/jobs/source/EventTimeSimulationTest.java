package ai.colonycraft.realtime.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Two thousand seeds of event time in simulated time. {@link EventTimeCommand} plays more of them.
 */
class EventTimeSimulationTest {

  @Test
  void anEventIsLateIfItIsLateAtItsOwnPartition() {
    assertThat(
            LongStream.rangeClosed(1, 2_000)
                .mapToObj(seed -> new EventTimeSimulation(seed).play())
                .filter(wrong -> !wrong.isEmpty())
                .findFirst())
        .isEmpty();
  }
}
