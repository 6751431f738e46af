package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link OpenForADay}: twelve minutes of a page at 60 times the speed. */
class OpenForADayTest {

  @TempDir Path folder;

  @Test
  void aPageThatStaysOpenHasNoGapAndNoDoublePointAtAnySeam() throws Exception {
    try (OpenForADay day = new OpenForADay(folder, 60, 2)) {
      day.open();
      day.stayOpen(Duration.ofMinutes(12), Duration.ofMinutes(4));

      assertThat(day.hasNoFaults()).as(day.faults()).isTrue();
      assertThat(day.seams()).isGreaterThan(5);
      assertThat(day.page().get("walks").asInt()).isGreaterThan(5);
      assertThat(day.page().get("ends").asInt()).isGreaterThan(1);
    }
  }
}
