package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything can be reached: by a keyboard, and by a finger. */
class ReachTest extends PagesInChromium {

  /** What answers to a click; of a tree one part takes the keys for all. */
  private static final String CLICKABLE =
      """
      (() => {
        const seen = (n) => n.checkVisibility({ visibilityProperty: true }) && n.getBoundingClientRect().width > 0;
        // The arrow keys lead on in a grid, as in a tree.
        const known = "a[href]:not([role=grid] [tabindex='-1']), button:not(:disabled), select, input:not([tabindex='-1']), summary, [tabindex='0']";
        const pointed = [...document.querySelectorAll("*")].filter((n) => /pointer|zoom/.test(getComputedStyle(n).cursor) && !n.closest("[role=treeitem], [role=grid], label, " + known));
        // One of a group of radio buttons stands for all.
        const all = [...document.querySelectorAll(known), ...pointed].filter((n) => seen(n) && !(n.type === "radio" && !n.checked));
        return all;
      })()
      """;

  private static final String SAID =
      "(n) => `${n.tagName} ${n.className} ${n.getAttribute('aria-label') ?? n.textContent.slice(0, 40)}`";

  @BeforeEach
  void fill() {
    new Platform(server, "Reef").begin();
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow answers", "llm-gateway"));
  }

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void everythingThatCanBeClickedIsReachedByTheTabKey() {
    chromium.show("dark", 1280, 900);
    for (String path : PAGES) {
      open(path);
      waitFor("document.querySelector('.page').children.length > 0", "true");
      waitFor("document.querySelectorAll('.panel .empty:not([hidden])').length < 4", "true");
      chromium.evaluate(
          "(globalThis.said = "
              + SAID
              + ", globalThis.reached = new Set(), document.addEventListener('focusin', (e) =>"
              + " reached.add(said(e.target))))");
      chromium.evaluate("document.activeElement.blur()");
      // Tables may still come: twice around the page reaches what was added behind the focus.
      for (int i = 0; !unreached().isEmpty() && i < 2 * clickable() + 10; i++) {
        chromium.hands().key("Tab");
      }

      assertThat(unreached()).as(path).isEmpty();
    }
  }

  private static int clickable() {
    return Integer.parseInt(chromium.evaluate(CLICKABLE + ".length"));
  }

  private static String unreached() {
    return chromium.evaluate(CLICKABLE + ".map(said).filter((n) => !reached.has(n)).join(' | ')");
  }

  @Test
  void theKeysZoomAndMoveTheMapAndItsTableHasTheNumbers() {
    open("/operations");
    waitForText("cc-map circle title", "Singapore");
    chromium.evaluate("document.querySelector('.map').focus()");
    String box = "document.querySelector('.world').getAttribute('viewBox')";

    chromium.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '+', bubbles:"
            + " true}))");
    assertThat(chromium.evaluate(box)).isEqualTo("187.5 82.5 625 275");
    chromium.hands().key("ArrowRight");
    chromium.hands().key("ArrowDown");
    assertThat(chromium.evaluate(box + ".split(' ').map(Number).map(n => n > 200 || n > 100)"))
        .startsWith("true,true");
    chromium.hands().key("Escape");
    assertThat(chromium.evaluate(box)).isEqualTo("0 0 1000 440");

    chromium.evaluate("document.querySelector('cc-map .actions button:last-child').focus()");
    chromium.hands().key("Enter");
    waitForText("cc-map td", "Singapore | 80");
    assertThat(chromium.evaluate("document.activeElement.textContent")).isEqualTo("As a chart");
  }

  @Test
  void theKeysWalkThroughAFlameGraphAndZoomIt() {
    open("/flamegraph");
    waitForText("cc-flame [role=treeitem]", "shop: put");
    String active = "document.activeElement.getAttribute('aria-label')";
    for (int i = 0; i < 40 && !chromium.evaluate(active).startsWith("all services"); i++) {
      chromium.hands().key("Tab");
    }

    chromium.hands().key("ArrowDown");
    chromium.hands().key("ArrowDown");
    assertThat(chromium.evaluate(active)).startsWith("shop: put");
    waitForText("cc-flame .told", "shop: put");
    chromium.hands().key("Enter");
    assertThat(chromium.evaluate("document.querySelectorAll('.flame .above').length"))
        .isEqualTo("2");
    assertThat(chromium.evaluate(active)).startsWith("shop: put");
    chromium.hands().key("Escape");
    assertThat(chromium.evaluate("document.querySelectorAll('.flame .above').length"))
        .isEqualTo("0");
  }

  @Test
  void aTapLeadsToAViewAndASwipeToTheOneBesideIt() {
    chromium.showPhone(390, 844);
    open("/");
    waitForText(".sentence", "Degraded");
    String middle =
        "(r => r.%s + r.%s / 2)(document.querySelector('nav"
            + " a[href=\"/operations\"]').getBoundingClientRect())";

    chromium
        .hands()
        .tap(
            Double.parseDouble(chromium.evaluate(middle.formatted("x", "width"))),
            Double.parseDouble(chromium.evaluate(middle.formatted("y", "height"))));
    waitFor("location.pathname", "/operations");
    waitForText("h1", "Operations");
    // Nothing there moves sideways, also when all its numbers are there.
    waitForText("cc-health td", "0.95");
    chromium.hands().swipe(60, 230, 330, 232);
    waitFor("location.pathname", "/");
    waitForText("h1", "Overview");
    waitForText(".sentence", "Degraded");
    chromium.hands().swipe(330, 230, 60, 236);
    waitFor("location.pathname", "/operations");
    waitForText("cc-health .value", "83.3%");

    chromium.hands().swipe(200, 600, 205, 300);
    assertThat(chromium.evaluate("location.pathname")).isEqualTo("/operations");
  }

  @Test
  void noBoxOnAPhoneLeavesASwipeToTheBrowserUnlessItScrollsSideways() {
    chromium.showPhone(390, 844);
    for (String path : PAGES) {
      open(path);
      waitFor("document.querySelector('.page').children.length > 0", "true");

      waitFor(
          """
          [...document.querySelectorAll(".stage, .stage *, cc-toasts")]
            .filter((n) => /auto|scroll/.test(getComputedStyle(n).overflowX) && n.checkVisibility())
            .filter((n) => {
              const { touchAction, overscrollBehaviorX } = getComputedStyle(n);
              return n.scrollWidth > n.clientWidth + 4
                ? overscrollBehaviorX === "auto"
                : /auto|manipulation|pan-x/.test(touchAction);
            })
            .map((n) => n.tagName + "." + n.className)
            .join()
          """,
          "");
    }
  }

  @Test
  void onAPhoneWhatIsTouchedIsLargeEnough() {
    chromium.showPhone(390, 844);
    for (String path : PAGES) {
      open(path);
      waitFor("document.querySelector('.page').children.length > 0", "true");
      waitFor("document.querySelectorAll('.panel .empty:not([hidden])').length < 4", "true");

      assertThat(
              chromium.evaluate(
                  """
                  [...document.querySelectorAll("a[href], button, select, input:not([tabindex='-1']), summary, [role=treeitem]")]
                    .filter((n) => n.checkVisibility() && !n.matches(".skip"))
                    .map((n) => [n, (n.closest("label") ?? n).getBoundingClientRect()])
                    .filter(([n, r]) => r.width > 0 && (r.height < 42.5 || (r.width < 42.5 && !n.matches("[role=treeitem]"))))
                    .map(([n, r]) => `${n.tagName} ${n.className} ${n.textContent.slice(0, 20)} ${Math.round(r.width)}x${Math.round(r.height)} in ${n.parentElement.tagName}.${n.parentElement.className}`)
                    .join("\\n")
                  """))
          .as(path)
          .isEmpty();
    }
  }
}
