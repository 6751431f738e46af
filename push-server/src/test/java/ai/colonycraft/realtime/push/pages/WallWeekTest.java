package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import org.junit.jupiter.api.Test;

/** The first minutes of {@link WallWeek}. */
class WallWeekTest extends PagesInChromium {

  @Test
  void aWallRunsByItselfWithAClockThatIsSpedUp() throws Exception {
    assertThat(WallWeek.run(chromium, 9)).isEmpty();
  }
}
