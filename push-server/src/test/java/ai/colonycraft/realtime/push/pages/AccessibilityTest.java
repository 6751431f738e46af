package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Axe;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** axe-core finds nothing on any page and theme. */
class AccessibilityTest extends PagesInChromium {

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @ParameterizedTest
  @CsvSource({"light", "dark", "wall", "phone"})
  void axeFindsNothingOnAnyPage(String theme) throws Exception {
    new Platform(server, "Reef").begin();
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow", "billing"),
        notice("n3", "info", "Deployed", "billing"));
    if (theme.equals("phone")) {
      chromium.showPhone(390, 844);
    } else {
      chromium.show("light", 1440, 1000);
    }
    String query = theme.equals("phone") ? "" : "?theme=" + theme;
    for (String path : PAGES) {
      open(path + query);
      waitFor("document.querySelector('.page').children.length > 0", "true");
      waitFor("document.querySelectorAll('.panel .empty:not([hidden])').length < 4", "true");

      assertThat(Axe.findings(chromium)).as(theme + " " + path).isEmpty();
    }
  }
}
