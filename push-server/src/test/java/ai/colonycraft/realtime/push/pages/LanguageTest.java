package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages speak the language that a person chose. */
class LanguageTest extends PagesInChromium {

  /** Texts that are seen and are English, though the chosen language says them in another way. */
  private static final String ENGLISH_LEFT =
      """
      (async () => {
        const folder = document.querySelector("script[type=module]").src.replace("app.js", "");
        const german = (await import(folder + "texts.de.js")).TEXTS;
        const source = await (await fetch(folder + "texts.js")).text();
        const english = new Set();
        for (const [, key, value] of source.matchAll(/"([\\w. ]+)":\\s+"([^"]+)"/g))
          if (german[key] !== value && !value.includes("{")) english.add(value);
        for (const value of Object.values(german)) english.delete(value);
        return [...document.querySelectorAll("body *")]
          .filter((n) => n.childElementCount === 0 && n.checkVisibility() && english.has(n.textContent.trim()))
          .map((n) => n.textContent)
          .join(" | ");
      })()
      """;

  @AfterEach
  void asBefore() {
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void everyPageIsInTheChosenLanguage() {
    new Platform(server, "Reef").begin();
    server.publish(notice("n1", "critical", "Rechnungen scheitern", "billing"));
    open("/settings");
    click("input[name=language][value=de]");
    waitForText("h1", "Einstellungen");

    for (String path : PAGES) {
      open(path);
      waitFor("document.querySelector('.page').children.length > 0", "true");
      waitFor("document.querySelectorAll('.panel .empty:not([hidden])').length < 4", "true");
      assertThat(chromium.evaluateLater(ENGLISH_LEFT)).as(path).isEmpty();
      picture("german" + path.replace('/', '-'));
    }
    assertThat(chromium.evaluate("document.documentElement.lang")).isEqualTo("de");
    open("/");
    waitForText("cc-tile[data-metric=active_users] .value", "1.234");
    assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).isEqualTo("false");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void anUnknownViewOrNotificationIsNamed() {
    open("/custom?id=ours");
    waitForText("cc-custom", "There is no view ours here");
    open("/notifications?id=n-4711");
    waitForText("cc-centre .empty", "There is no notification n-4711");
  }
}
