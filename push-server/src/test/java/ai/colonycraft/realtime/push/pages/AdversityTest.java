package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.Relay;
import ai.colonycraft.realtime.push.support.Targets;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile names, no network, a server that goes: the pages stay whole and honest. */
class AdversityTest extends PagesInChromium {

  private static final String WATCH_FOR_THE_END_OF_LIVE =
      "new MutationObserver(() => { if (document.querySelector('.connection').dataset.state !=="
          + " 'open') globalThis.notLiveAt ??= performance.now(); })"
          + ".observe(document.querySelector('.connection'), {attributes: true}) ?? 'watching'";

  private static final String USERS = "cc-tile[data-metric=active_users] .value";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src=x onerror=document.title=`hacked`>",
        "مستعمرة النمل الكبيرة",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf0123456789Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf0123456789Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf0123456789Donaudampfschifffahrtsgesellschaftskapitänsmützen"
      })
  void aNameIsShownAsTextAndBreaksNothing(String name) {
    new Platform(server, name).begin();
    server.publish(notice("n1", "critical", name, name));
    chromium.show("dark", 1280, 900);
    for (String path : new String[] {"/", "/operations", "/activity", "/notifications"}) {
      open(path);
      waitFor("document.querySelectorAll('.panel, .notice').length > 0", "true");
      waitFor(
          "document.body.textContent.includes(`%s`)".formatted(name.replace("`", "\\`")), "true");
      assertThat(chromium.evaluate("document.querySelectorAll('main img').length")).isEqualTo("0");
      assertThat(chromium.evaluate("document.title")).doesNotContain("hacked");
      assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).as(path).isEqualTo("false");
      picture("name-" + name.length() + path.replace('/', '-'));
    }
    chromium.showPhone(390, 844);
    open("/activity");
    waitForText("cc-ranking td", name);
    assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).isEqualTo("false");
    picture("name-" + name.length() + "-phone");
    chromium.show("dark", 1280, 900);
  }

  @Test
  void saysSinceWhenItIsDisconnectedAndComesBackByItself() throws Exception {
    new Platform(server, "Reef").begin();
    server.publish(now("active_users", Map.of(), 1));
    open("/");
    waitForText(USERS, "1");

    TestTransport.Stopped away = server.stop();
    waitForText("cc-banner p", "Disconnected");
    waitForText("cc-banner .behind", "No connection for");
    waitFor("document.querySelector('cc-tile').classList.contains('stale')", "true");
    waitForText("cc-tile[data-metric=active_users] .age", "Stale for");
    picture("server-away");

    server = away.start();
    server.publish(now("active_users", Map.of(), 2));

    waitForText(USERS, "2");
    waitFor("document.querySelector('cc-banner').hidden", "true");
    waitFor("document.querySelector('cc-tile').classList.contains('stale')", "false");
    chromium.forgetProblems(); // Of tries to connect while the server was away.
  }

  @Test
  void aDeadLinkIsShownWithinFiveSeconds() throws Exception {
    new Platform(server, "Reef").begin();
    server.publish(now("active_users", Map.of(), 1), notice("n1", "critical", "Old", "billing"));
    try (Relay relay = Relay.to(server.port())) {
      chromium.open("http://127.0.0.1:" + relay.port() + "/");
      waitForText(USERS, "1");
      waitForText("cc-burning h3", "Old");
      chromium.evaluate(WATCH_FOR_THE_END_OF_LIVE);

      relay.cut();
      chromium.evaluate("globalThis.cutAt = performance.now()");

      waitFor("globalThis.notLiveAt !== undefined", "true");
      Targets.judge(
          "until a page with a dead link is not live",
          Long.parseLong(chromium.evaluate("Math.round(globalThis.notLiveAt - globalThis.cutAt)")),
          5_000);
      waitForText("cc-banner .behind", "No connection for");
      waitFor(
          "document.querySelectorAll('cc-tile, cc-burning, cc-services').length - "
              + "document.querySelectorAll('.panel.stale:is(cc-tile, cc-burning, cc-services)').length",
          "0");
      picture("dead-link");
    }
    chromium.forgetProblems(); // Of tries to connect while the link was cut.
  }

  @Test
  void withTheNetworkCutTheLastValuesAreShownWithTheirAgeUntilItIsBack() throws Exception {
    new Platform(server, "Reef").begin();
    server.publish(now("active_users", Map.of(), 4711));
    server.publish(notice("n1", "critical", "Kept one", "billing"));
    open("/");
    waitForText(USERS, "4,711");
    waitForText("cc-burning h3", "Kept one");
    waitForWholeVersionKept();
    chromium.evaluate("dispatchEvent(new Event('pagehide'))");

    chromium.offline(true);
    try {
      chromium.open("http://127.0.0.1:" + server.port() + "/");

      waitForText(USERS, "4,711");
      waitForText("cc-tile[data-metric=active_users] .heard", "Last visit");
      waitForText("cc-burning h3", "Kept one");
      waitForText("cc-banner p", "This device has no network. Last values are shown");
      picture("network-cut");

      server.publish(now("active_users", Map.of(), 4712));
    } finally {
      chromium.offline(false);
    }

    waitForText(USERS, "4,712");
    waitFor("document.querySelector('cc-banner').hidden", "true");
    chromium.forgetProblems();
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void withoutItsServerThePageOpensWithTheLastValues() {
    server.publish(now("active_users", Map.of(), 4711));
    open("/");
    waitForText(USERS, "4,711");
    waitForWholeVersionKept();
    chromium.evaluate("dispatchEvent(new Event('pagehide'))");

    int port = server.port();
    server.close();
    chromium.open("http://127.0.0.1:" + port + "/");

    waitForText(USERS, "4,711");
    waitForText("cc-tile[data-metric=active_users] .heard", "Last visit");
    waitForText("cc-banner p", "Not connected yet");
    chromium.forgetProblems();
    chromium.evaluate("localStorage.clear()");
  }

  private static void waitForWholeVersionKept() {
    chromium.evaluateLater("navigator.serviceWorker.ready");
    await()
        .until(
            () ->
                chromium
                    .evaluateLater("caches.match('/').then(found => found !== undefined)")
                    .equals("true"));
  }

  @Test
  void tenThousandColoniesAreCutToWhatCanBeRead() {
    server.publish(
        IntStream.rangeClosed(1, 10_000)
            .mapToObj(
                i ->
                    now(
                        "top_colonies",
                        Map.of("rank", "" + i, "colony_id", "c-" + i, "colony_name", "Colony " + i),
                        20_000 - i))
            .toArray(LiveRecord[]::new));
    open("/activity");

    waitFor("document.querySelectorAll('cc-ranking tbody tr').length", "300");
    assertThat(chromium.problems()).isEmpty();
    chromium.evaluate("document.querySelector('cc-ranking').scrollIntoView()");
    picture("ten-thousand-colonies");
  }

  @Test
  void aClockThatIsWrongByAnHourChangesNoAge() {
    String script = "const real = Date.now; Date.now = () => real() + 3_600_000;";
    String id = chromium.beforeEachPage(script);
    try {
      server.publish(now("active_users", Map.of(), 1));
      open("/");
      waitForText(USERS, "1");
      server.publish(now("active_users", Map.of(), 2));

      waitForText(USERS, "2");
      waitForTextOfLive(
          "cc-tile[data-metric=active_users] .heard", "Updated now", "active_users", 2);
      picture("clock-an-hour-ahead");
    } finally {
      chromium.noLongerBeforeEachPage(id);
    }
  }
}
