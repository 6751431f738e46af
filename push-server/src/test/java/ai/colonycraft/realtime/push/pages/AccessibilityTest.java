package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.NodePackages;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** axe-core finds nothing on any page and theme. */
class AccessibilityTest extends PagesInChromium {

  private static final String FINDINGS =
      """
      axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        .then(({violations}) => violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 120)).join(" || ")).join("\\n"))
      """;

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @ParameterizedTest
  @CsvSource({"light", "dark", "wall", "phone"})
  void axeFindsNothingOnAnyPage(String theme) throws Exception {
    String axe =
        Files.readString(NodePackages.folder().resolve("node_modules/axe-core/axe.min.js"));
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
      chromium.evaluate("(() => {" + axe + "; globalThis.axe = axe })()");

      assertThat(chromium.evaluateLater(FINDINGS)).as(theme + " " + path).isEmpty();
    }
  }
}
