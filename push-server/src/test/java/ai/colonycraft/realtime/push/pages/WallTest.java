package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wall: each page fills the screen, and nothing is scrolled, cut or clicked. */
class WallTest extends PagesInChromium {

  /** The pages that a wall shows; the settings are for who sets it up. */
  private static final List<String> WALL =
      PAGES.stream().filter(path -> !path.equals("/settings")).toList();

  private static final String LONG =
      "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung"
          .repeat(5)
          .substring(0, 300);

  /** What scrolls, what is taller than its panel, and what is smaller than can be read. */
  private static final String FAULTS =
      """
      (() => {
        const faults = [];
        const say = (n, what) => faults.push(`${what}: ${n.tagName}.${n.getAttribute("class")} in ${n.closest(".panel")?.getAttribute("class")}`);
        const stage = document.querySelector(".stage").getBoundingClientRect();
        const used = Math.max(...[...document.querySelectorAll(".page > *")].map((n) => n.getBoundingClientRect().bottom));
        if (used < stage.bottom - 0.03 * innerHeight) faults.push("empty below " + Math.round(used));
        for (const n of document.querySelectorAll("*")) {
          if (!n.checkVisibility()) continue;
          const style = getComputedStyle(n);
          if (/auto|scroll/.test(style.overflowY) && n.scrollHeight > n.clientHeight + 1) say(n, "scrolls");
          const r = n.getBoundingClientRect();
          const panel = n.closest(".panel, .notice");
          if (r.width === 0 || !panel) continue;
          const p = panel.getBoundingClientRect();
          if (p.bottom > stage.bottom + 1) say(panel, "below the screen");
          if (n.closest("svg")?.matches(".world, .spark") && n.tagName !== "svg") continue;
          if (n.closest(".uplot")) continue;
          if (r.bottom > p.bottom + 1) say(n, "cut");
          if (n.matches("th, .panel:not(.stale) h2") && n.scrollWidth > n.clientWidth + 1 && n.textContent.length < 60)
            say(n, "cut word " + n.textContent);
          let clip = n.parentElement;
          while (getComputedStyle(clip).overflowX === "visible") clip = clip.parentElement;
          const ends = getComputedStyle(clip).textOverflow === "ellipsis";
          if (!ends && r.right > clip.getBoundingClientRect().right + 1) say(n, "wider than what holds it");
          const lines = [...n.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim());
          if (lines && parseFloat(style.fontSize) < innerHeight * 0.0145 && !n.closest("svg")) say(n, "small " + style.fontSize);
        }
        return [...new Set(faults)].slice(0, 8).join("\\n");
      })()
      """;

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
    chromium.evaluate("localStorage.clear()");
  }

  @ParameterizedTest
  @CsvSource({
    "1920, 1080, quiet",
    "1920, 1080, incidents",
    "1920, 1080, names",
    "3840, 2160, quiet",
    "3840, 2160, incidents",
    "3840, 2160, names"
  })
  void everyPageFillsTheScreenWithoutScrolling(int width, int height, String day) {
    new Platform(server, day.equals("names") ? LONG : "Reef").begin();
    for (int i = 0; !day.equals("quiet") && i < 30; i++) {
      String title = day.equals("names") ? LONG + i : "Incident " + i;
      // The page of an incident shows i-1, with the numbers of its service.
      boolean isLong = day.equals("names") && i != 1;
      server.publish(notice("i-" + i, "warning", title, isLong ? LONG + i : "billing"));
    }
    chromium.show("dark", width, height);
    for (String path : WALL) {
      open(path + "?theme=wall");
      waitFor("document.querySelector('.page').children.length > 0", "true");
      waitFor("document.querySelectorAll('.panel .empty:not([hidden])').length < 4", "true");
      picture("wall-" + height + "-" + day + path.replace('/', '-'));

      waitForNo(FAULTS, path);
      assertThat(
              chromium.evaluate(
                  "[...document.querySelectorAll('button, select, nav a')].filter(n => !n.closest('th') &&"
                      + " n.checkVisibility()).map(n => n.textContent).join()"))
          .as(path)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"/", "/operations", "/notifications"})
  void aListSaysHowManyMoreThereAre(String path) {
    new Platform(server, "Reef").begin();
    for (int i = 0; i < 30; i++) {
      server.publish(notice("n" + i, "warning", "Incident " + i, "billing"));
    }
    chromium.show("dark", 1920, 1080);
    open(path + "?theme=wall");
    String shown =
        "[...document.querySelectorAll('.notice, cc-incidents tbody tr')].filter(n =>"
            + " n.checkVisibility()).length";
    String said =
        path.equals("/notifications")
            ? "document.querySelector('cc-centre > .detail').textContent === `${%s} shown of 30`"
            : "document.querySelector(':is(cc-burning, cc-incidents) > .more').textContent === `and ${30 - %s} more`";

    waitFor(said.formatted(shown), "true");
    assertThat(Integer.parseInt(chromium.evaluate(shown))).isBetween(2, 29);
  }

  @Test
  void turnsToACriticalIncidentAndBackWhenItIsHandled() {
    new Platform(server, "Reef").begin();
    chromium.show("dark", 1920, 1080);
    open("/activity?theme=wall");
    waitForText(".wall-title b", "User Activity Stream");

    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow answers", "llm-gateway"));

    waitForText(".wall-title b", "Service billing");
    waitForText("cc-burning li .title", "Billing fails");
    waitForText("cc-incident-strip strong", "Slow answers");
    picture("wall-turned");
    assertThat(chromium.evaluate("location.search")).isEqualTo("?theme=wall");

    server.publish(Updates.ack("n1", "ada"));

    waitForText(".wall-title b", "User Activity Stream");
  }

  @Test
  void showsThePagesOfItsAddressInTurnAndKeepsThemOverAReload() {
    new Platform(server, "Reef").begin();
    chromium.show("dark", 1920, 1080);
    open("/?theme=wall&playlist=/,/operations&seconds=5");
    waitForText(".wall-title b", "Overview");

    waitForText(".wall-title b", "Operations Command Center");
    assertThat(chromium.evaluate("location.pathname + location.search"))
        .isEqualTo("/operations?theme=wall&playlist=%2F%2C%2Foperations&seconds=5");
    chromium.evaluate("(location.reload(), 0)");

    waitForText(".wall-title b", "Overview");
    assertThat(chromium.evaluate("document.documentElement.dataset.theme")).isEqualTo("wall");
  }

  @Test
  void aThemeThatIsChosenCountsMoreThanThatOfTheLink() {
    new Platform(server, "Reef").begin();
    chromium.show("dark", 1920, 1080);
    open("/settings?theme=wall");

    click("input[name=theme][value=light]");

    waitFor("document.documentElement.dataset.theme", "light");
    assertThat(chromium.evaluate("location.search")).isEmpty();
    click("input[name=theme][value=wall]");
    waitFor("document.documentElement.dataset.theme", "wall");
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    waitForText(".wall-title b", "Service billing");
  }

  @Test
  void showsTheTimeWithItsZone() {
    chromium.show("dark", 1920, 1080);
    open("/?theme=wall");

    waitFor(
        "/^\\d\\d:\\d\\d [A-Z+\\-0-9:]+$/.test(document.querySelector('.clock').textContent)",
        "true");
  }

  @Test
  void saysWhichNumbersStandStill() {
    server.publish(now("active_users", Map.of(), 7));
    server.publish(heartbeat("UserActivityJob", 7_300), heartbeat("ServiceHealthJob", 5));
    chromium.show("dark", 1920, 1080);
    open("/?theme=wall");
    waitForText("cc-banner .word", "Users and Colonies: 2 h old");

    server.publish(heartbeat("ServiceHealthJob", 95));
    waitForText("cc-banner .word", "Behind by 2 h");
    chromium.show("dark", 1280, 800);
    open("/?theme=dark");
    waitForText("cc-banner p", "The numbers stand still");
    waitForText("cc-banner .behind", "They are 2 h old");
    picture("desk-stands-still");

    server.publish(heartbeat("UserActivityJob", 1), heartbeat("ServiceHealthJob", 1));
    waitFor("document.querySelector('cc-banner').hidden", "true");
  }

  private static Update heartbeat(String pipeline, int secondsAgo) {
    long now = System.currentTimeMillis();
    return new Update(
        "heartbeat-" + pipeline,
        "heartbeat_timestamp_seconds",
        Map.of("pipeline", pipeline),
        now / 1000.0 - secondsAgo,
        now);
  }

  @Test
  void saysInLargeTypeThatItIsBehindOrCutOff() throws Exception {
    server.publish(
        new Update(
            "active_users", "active_users", Map.of(), 7, System.currentTimeMillis() - 60_000));
    chromium.show("dark", 1920, 1080);
    open("/?theme=wall");
    waitForText("cc-banner .word", "Behind by 1 min");
    assertThat(text("cc-banner .behind")).isEmpty();
    assertThat(
            Double.parseDouble(
                chromium.evaluate(
                    "parseFloat(getComputedStyle(document.querySelector('cc-banner .word')).fontSize)")))
        .isGreaterThan(1080 / 20.0);

    server.publish(now("active_users", Map.of(), 8));
    waitFor("document.querySelector('cc-banner').hidden", "true");

    TestTransport.Stopped away = server.stop();
    waitForText("cc-banner .word", "Disconnected");
    picture("wall-cut-off");
    server = away.start();
    waitFor("document.querySelector('cc-banner .word').textContent", "");
    chromium.forgetProblems(); // Of tries to connect while the server was away.
  }

  @Test
  void loadsItselfAgainOnceWhenANewVersionIsServed() throws Exception {
    chromium.show("dark", 1920, 1080);
    String script =
        chromium.beforeEachPage(
            "const own = fetch; globalThis.fetch = async (...asked) => asked[0] === '/' ? new"
                + " Response('src=\"/pages/newer/app.js\"') : own(...asked);"
                + "sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1;");
    try {
      open("/?theme=wall");

      waitFor("sessionStorage.loads", "2");
      waitFor("document.querySelector('.connection')?.dataset.state", "open");
      waitForText(".wall-title b", "Overview");
      assertThat(chromium.evaluate("sessionStorage.loads")).isEqualTo("2");
    } finally {
      chromium.noLongerBeforeEachPage(script);
      chromium.evaluate("sessionStorage.clear()");
    }
  }

  private static void waitForNo(String faults, String path) {
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(chromium.evaluate(faults)).as(path).isEmpty());
  }
}
