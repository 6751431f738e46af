package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.colonycraft.realtime.push.support.Axe;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In each theme axe-core finds nothing on any page, and every page looks as in its picture; where
 * it is meant to look otherwise, {@code exec:exec@page-looks} takes the pictures anew.
 */
class AccessibilityTest extends PagesInChromium {

  private static final Path TAKEN = Path.of("target/pictures/looks");

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    open("/");
    chromium.evaluate("localStorage.clear()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark", "wall", "phone"})
  void axeFindsNothingOnAnyPageAndEachLooksAsInItsPicture(String theme) throws Exception {
    Looks looks = new Looks(chromium, server, TAKEN);
    looks.publish();
    for (String path : PAGES) {
      looks.open(theme, path);

      assertThat(Axe.findings(chromium)).as(theme + " " + path).isEmpty();
      looks.take(theme, path);
    }

    assumeThat(looks.areOfThisBrowser())
        .as("the pictures were taken with this version of Chromium and these fonts")
        .isTrue();
    assertThat(looks.differences(theme)).as("compare %s with %s", Looks.FOLDER, TAKEN).isEmpty();
  }
}
