package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages on a phone: what comes first, what a battery changes, and what stays offline. */
class PhonePagesTest extends PagesInChromium {

  private static final String KINDS =
      "[...document.querySelectorAll('.grid > *')].map(n => n.localName).join()";

  private static final String RATE = "cc-lines[data-metric=request_rate]";

  private static final String BATTERY =
      "navigator.getBattery = async () => Object.assign(new EventTarget(),"
          + " {level: 0.8, charging: false});";

  @BeforeEach
  void fill() {
    new Platform(server, "Reef").begin();
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    chromium.showPhone(390, 844);
  }

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void incidentsComeFirstAndThenTheNumbers() {
    open("/");
    waitForText("cc-burning h3", "Billing fails");
    assertThat(chromium.evaluate(KINDS))
        .startsWith("cc-burning,cc-verdict,cc-tile,cc-tile,cc-tile,cc-tile,");
    picture("phone-overview");

    open("/operations");
    waitForText("cc-incidents td", "Billing fails");
    assertThat(chromium.evaluate(KINDS)).startsWith("cc-incidents,cc-health,");

    chromium.show("dark", 1280, 900);
    open("/");
    waitForText("cc-burning h3", "Billing fails");
    assertThat(chromium.evaluate(KINDS)).startsWith("cc-verdict,cc-tile,");
  }

  @Test
  void onABatteryThePaceIsSlowerAndThePageSaysSo() {
    String script = chromium.beforeEachPage(BATTERY);
    try {
      open("/settings");

      waitFor("document.documentElement.dataset.pace", "saver");
      waitForText(".connection .pill", "Live, each 2 s on battery");
      waitForText("fieldset .detail", "because the device runs on its battery, 80% of it");
      picture("phone-battery");
    } finally {
      chromium.noLongerBeforeEachPage(script);
    }
  }

  @Test
  void chartsOfTheLastHourStayWithoutANetwork() throws Exception {
    open("/operations?minutes=60");
    seesTheWholeHour();
    chromium.evaluateLater("navigator.serviceWorker.ready");
    await()
        .until(
            () ->
                chromium
                    .evaluateLater("caches.match('/').then(found => found !== undefined)")
                    .equals("true"));
    chromium.evaluate("dispatchEvent(new Event('pagehide'))");

    chromium.offline(true);
    try {
      chromium.open("http://127.0.0.1:" + server.port() + "/operations?minutes=60");

      waitForText("cc-banner p", "This device has no network. Last values are shown");
      seesTheWholeHour();
      picture("phone-offline-charts");
    } finally {
      chromium.offline(false);
    }
    waitFor("document.querySelector('cc-banner').hidden", "true");
    chromium.forgetProblems();
  }

  private static void seesTheWholeHour() {
    waitFor("document.querySelector('" + RATE + " .u-over')?.clientWidth > 100", "true");
    chromium.evaluate("document.querySelector('" + RATE + "').scrollIntoView({ block: 'center' })");
    for (double part : new double[] {0.1, 0.5, 0.9}) {
      waitFor(ChartsTest.inked(RATE, part), "true");
    }
  }

  @Test
  void lettersAreLegible() {
    Map<String, Double> small = new TreeMap<>();
    for (String page : PAGES) {
      open(page);
      waitFor("document.querySelectorAll('main *').length > 5", "true");
      small.put(
          page,
          Double.parseDouble(
              chromium.evaluate(
                  """
                  (() => {
                    let [small, all] = [0, 0];
                    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                    while (texts.nextNode()) {
                      const element = texts.currentNode.parentElement;
                      const letters = texts.currentNode.textContent.trim().length;
                      if (!element.checkVisibility()) continue;
                      all += letters;
                      if (parseFloat(getComputedStyle(element).fontSize) < 12) small += letters;
                    }
                    return small / all;
                  })()
                  """)));
    }
    // Lighthouse asks for 12 pixels of six letters in ten; names in the bar below have less.
    assertThat(small).allSatisfy((page, part) -> assertThat(part).isLessThan(0.25));
  }

  @Test
  void rowsOfServicesBreakNoWordsAndFitThePhone() {
    for (int width : new int[] {360, 390}) {
      chromium.showPhone(width, 844);
      open("/");
      waitForText("cc-services td", "api-gateway");
      waitForText("cc-services td", "degraded");

      // A word in more lines than one has more than one box.
      assertThat(
              chromium.evaluate(
                  """
                  [...document.querySelectorAll("cc-services :is(td, th)")]
                    .filter((cell) => cell.checkVisibility())
                    .flatMap((cell) => {
                      const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
                      const broken = [];
                      while (texts.nextNode())
                        for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
                          const range = document.createRange();
                          range.setStart(texts.currentNode, word.index);
                          range.setEnd(texts.currentNode, word.index + word[0].length);
                          const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
                          if (tops.size > 1) broken.push(word[0]);
                        }
                      return broken;
                    })
                    .join()
                  """))
          .isEmpty();
      assertThat(
              chromium.evaluate(
                  "(box => box.scrollWidth - box.clientWidth)(document.querySelector('cc-services"
                      + " .table'))"))
          .as("pixels too wide at " + width)
          .isEqualTo("0");
    }
    chromium.evaluate("document.querySelector('cc-services').scrollIntoView()");
    picture("phone-services");
  }

  @Test
  void onItsSideThePageHasMostOfTheHeight() {
    chromium.showPhone(844, 390);
    open("/operations");
    waitForText("cc-health .value", "83.3%");

    // A toast takes its part for a moment.
    waitFor(
        "[...document.querySelectorAll('.stage, cc-toasts')].reduce((sum, n) => sum + n.offsetHeight,"
            + " 0) / innerHeight > 0.95",
        "true");
    assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).isEqualTo("false");
    assertThat(
            chromium.evaluate(
                "document.elementFromPoint(40, innerHeight - 40).closest('.connection') !== null"))
        .as("whether the connection can be seen")
        .isEqualTo("true");
    assertThat(
            chromium.evaluate(
                "[...document.querySelectorAll('nav > a.main, nav summary, .connection button')]"
                    + ".every(n => n.getBoundingClientRect().bottom <= innerHeight)"))
        .isEqualTo("true");
    picture("phone-landscape");
  }

  @Test
  void theSettingsShowACodeThatSignsAPhoneInOnlyWhenItIsAskedFor() {
    open("/settings");
    waitForText(".android button", "Show the code");
    assertThat(chromium.evaluate("document.querySelectorAll('.android canvas').length"))
        .isEqualTo("0");

    click(".android button");

    waitFor("document.querySelector('.android canvas')?.width > 20", "true");
    // Dark at the three corners that every QR code has, on white in dark themes too.
    assertThat(
            chromium.evaluate(
                """
                (({ width }, pixels) => [[4, 4], [width - 5, 4], [4, width - 5]]
                  .every(([x, y]) => pixels.getImageData(x, y, 1, 1).data.join() === "0,0,0,255")
                  && pixels.getImageData(1, 1, 1, 1).data.join() === "255,255,255,255")
                (document.querySelector(".android canvas"),
                  document.querySelector(".android canvas").getContext("2d"))
                """))
        .isEqualTo("true");
    assertThat(chromium.evaluate("document.querySelector('.android a').href"))
        .isEqualTo("colonycraft://sign-in?server=http%3A%2F%2F127.0.0.1%3A" + server.port());
    chromium.evaluate("document.querySelector(`.android`).scrollIntoView()");
    picture("phone-code");
    click(".android button");
    waitFor("document.querySelectorAll('.android canvas').length", "0");
  }

  @Test
  void aSwipeWorksThoughWhatIsTouchedIsTakenAwayMeanwhile() {
    open("/");
    waitForText(".sentence", "Degraded");
    chromium.evaluate("addEventListener('touchmove', (e) => e.target.remove(), { once: true })");

    chromium.hands().swipe(320, 300, 70, 302);

    waitFor("location.pathname", "/operations");
  }

  @Test
  void aSwipeWorksInEachOfTenTries() {
    open("/");
    waitForText(".sentence", "Degraded");
    for (int i = 0; i < 10; i++) {
      boolean on = i % 2 == 0;
      // Over other things each time, charts too.
      int y = 160 + 55 * i;
      String before = chromium.evaluate("location.pathname");
      chromium.hands().swipe(on ? 320 : 70, y, on ? 70 : 320, y + i);
      waitFor("location.pathname === '" + before + "'", "false");
      waitFor("document.querySelectorAll('.page .panel').length > 3", "true");
    }
    assertThat(chromium.evaluate("location.pathname")).isEqualTo("/");
  }
}
