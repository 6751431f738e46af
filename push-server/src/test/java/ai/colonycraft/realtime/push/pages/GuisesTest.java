package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page in every guise fits its window; with {@code -Dpictures=true} each leaves a picture.
 */
class GuisesTest extends PagesInChromium {

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "wall", "portrait", "landscape"})
  void everyPageFitsItsWindow(String guise) {
    if (!guise.equals("nothing")) {
      new Platform(server, "Reef").begin();
      server.publish(
          notice("i-1", "critical", "Billing fails", "billing"),
          notice("n2", "warning", "Slow answers", "llm-gateway"));
    }
    switch (guise) {
      case "wall" -> chromium.show("dark", 1920, 1080);
      case "portrait" -> chromium.showPhone(390, 844);
      // A phone that asks for all that a device can ask for.
      case "landscape" -> {
        chromium.showPhone(844, 390);
        chromium.media(
            "prefers-reduced-motion",
            "reduce",
            "forced-colors",
            "active",
            "prefers-color-scheme",
            "dark");
      }
      default -> chromium.show("light", 1280, 900);
    }
    for (String path : PAGES) {
      open(path + (guise.equals("wall") ? "?theme=wall" : ""));
      waitFor("document.querySelector('.page').children.length > 0", "true");
      picture(guise + path.replace('/', '-'));
      assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).as(path).isEqualTo("false");
      // Where there is nothing, the incident of the page is not found, which Chromium logs.
      assertThat(chromium.problems())
          .as(path)
          .allMatch(p -> guise.equals("nothing") && p.contains("/api/incidents/i-1"));
      if (guise.equals("landscape")) {
        assertThat(
                chromium.evaluate(
                    "document.getAnimations().filter(a => a.playState === 'running').length"))
            .as(path)
            .isEqualTo("0");
      }
    }
  }
}
