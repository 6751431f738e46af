package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.at;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tiles of the last hour say of the time that they count. */
class LastHourTest extends PagesInChromium {

  private static final String TILE = "cc-tile[data-metric=colony_created_total]";

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 390, 1280})
  void aPartOfAnHourSaysSinceWhenItCounts(int width) {
    if (width < 1280) {
      chromium.showPhone(width, 844);
    }
    long begin = System.currentTimeMillis() - 600_000;
    server.publish(at(begin, "colony_created_total", Map.of(), 1));
    server.publish(at(begin + 600_000, "colony_created_total", Map.of(), 3));
    open("/activity");
    waitForText(TILE + " .value", "2");

    String time =
        chromium.evaluate(
            "new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' }).format(%d)"
                .formatted(begin));
    waitForText(TILE + " .normal", "since " + time);
    assertThat(
            chromium.evaluate("document.querySelector('" + TILE + " .normal').checkVisibility()"))
        .isEqualTo("true");
  }

  @Test
  void aWholeHourSaysNothingMore() {
    new Platform(server, "Reef").begin();
    chromium.showPhone(390, 844);
    open("/activity");
    waitForText(TILE + " .value", "11");
    waitFor("document.querySelector('" + TILE + " .normal').classList.contains('since')", "true");

    assertThat(text(TILE + " .normal")).isEmpty();
    assertThat(
            chromium.evaluate(
                "[...document.querySelectorAll('cc-tile .normal:not(.since)')].some(n =>"
                    + " n.checkVisibility())"))
        .as("what is normal has no room on a phone")
        .isEqualTo("false");
  }
}
