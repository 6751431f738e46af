package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import org.junit.jupiter.api.Test;

/** Notifications in the pages: centre, badge, toasts, desktop. */
class NotificationPagesTest extends PagesInChromium {

  /** A second of the page's timers takes ten milliseconds. */
  private static final String FAST_TIMERS =
      "const real = setTimeout; globalThis.setTimeout = (f, ms, ...more) => real(f, ms / 100, ...more);";

  private static final String TOASTS = "cc-toasts .toast:not([hidden]) strong";

  @Test
  void whatIsAcknowledgedOnOnePageIsClearedOnAnother() throws Exception {
    try (Chromium other = Chromium.start()) {
      open("/");
      open(other, "/notifications");
      await().until(() -> server.notifications.subscribers() == 2);
      server.publish(notice("n1", "critical", "Billing fails", "billing"));
      waitForText(TOASTS, "Billing fails");
      waitForText("cc-burning h3", "Billing fails");
      waitFor("document.title.startsWith('(1)')", "true");
      waitFor(other, "document.querySelector('cc-centre h3')?.textContent", "Billing fails");

      other.evaluate("document.querySelector('cc-centre .acknowledge').click()");

      waitForText("cc-burning .notice-lines .acknowledged", "Being handled since");
      waitFor("document.querySelectorAll('cc-burning article').length", "0");
      waitFor("document.querySelectorAll('cc-toasts .toast:not([hidden])').length", "0");
      waitFor("document.title.startsWith('(')", "false");
      waitForText("nav .badge", "0");
    }
  }

  @Test
  void anIncidentThatEndsLeavesEveryListOfWhatIsOpen() throws Exception {
    Notice open = notice("n1", "critical", "Billing fails", "billing");
    try (Chromium wall = Chromium.start()) {
      wall.show("dark", 1920, 1080);
      open("/");
      open(wall, "/operations?theme=wall");
      await().until(() -> server.notifications.subscribers() == 2);
      server.publish(open);
      waitForText("cc-burning h3", "Billing fails");
      waitForText("nav .badge", "1");
      waitFor(
          wall, "document.querySelector('cc-incident-strip strong')?.textContent", "Billing fails");

      server.publish(resolved(open));

      waitForText("cc-burning .empty", "No open incidents");
      waitForText("nav .badge", "0");
      waitFor("document.querySelectorAll('cc-toasts .toast').length", "0");
      waitFor(wall, "document.querySelector('cc-incident-strip strong') === null", "true");
      wall.open("http://127.0.0.1:" + server.port() + "/operations");
      waitFor(
          wall, "document.querySelector('cc-incidents .empty')?.textContent", "No open incidents");
    }
  }

  @Test
  void manyAtOnceAreAFewToastsAndACount() {
    open("/");
    await().until(() -> server.notifications.subscribers() == 1);

    for (int i = 0; i < 8; i++) {
      server.publish(notice("n" + i, "critical", "Title " + i, "service-" + i));
    }

    waitForText("cc-toasts .more", "6 more new notifications");
    assertThat(text(TOASTS)).isEqualTo("Title 7 | Title 6");
    String covered =
        "document.querySelector('cc-toasts').getBoundingClientRect().top >="
            + " document.querySelector('.stage').getBoundingClientRect().bottom";
    assertThat(chromium.evaluate(covered)).isEqualTo("true");
  }

  @Test
  void aCriticalToastGoesAfterItsTimeToo() {
    String id = chromium.beforeEachPage(FAST_TIMERS);
    try {
      open("/");
      await().until(() -> server.notifications.subscribers() == 1);

      rememberToasts();

      server.publish(notice("n1", "critical", "Billing fails", "billing"));

      waitFor("received.join()", "Billing fails");
      waitFor("document.querySelectorAll('cc-toasts .toast').length", "0");
    } finally {
      chromium.noLongerBeforeEachPage(id);
    }
  }

  @Test
  void aWallShowsTheNewestOpenIncidentInALineAndNoToasts() {
    chromium.show("dark", 1920, 1080);
    open("/?theme=wall");
    waitForText("cc-incident-strip", "No open incidents");
    await().until(() -> server.notifications.subscribers() == 1);

    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    server.publish(notice("n2", "warning", "Slow answers", "llm-gateway"));

    waitForText("cc-incident-strip", "Slow answers");
    waitForText("cc-incident-strip", "and 1 more");
    assertThat(chromium.evaluate("document.querySelector('cc-toasts').getClientRects().length"))
        .isEqualTo("0");
    server.publish(ai.colonycraft.realtime.push.support.Updates.ack("n2", "ada"));
    waitForText("cc-incident-strip", "Billing fails");
    String name = "W".repeat(300);
    server.publish(notice("n3", "critical", name, "api-gateway"));
    waitForText("cc-incident-strip", name);
    assertThat(text("cc-incident-strip")).doesNotContain("false");
    assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).isEqualTo("false");
    picture("wall-strip");
    chromium.show("dark", 1280, 900);
  }

  @Test
  void aDeskHasNoIncidentStrip() {
    open("/");

    assertThat(
            chromium.evaluate(
                "document.querySelector('cc-incident-strip').getClientRects().length"))
        .isEqualTo("0");
  }

  @Test
  void theCentreFiltersAndSearches() {
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow answers", "llm-gateway"));
    open("/notifications");
    waitForText("cc-centre h3", "Billing fails");

    chromium.evaluate(
        "(s => { s.value = 'slow llm'; s.dispatchEvent(new Event('input'));"
            + " })(document.querySelector('cc-centre [type=search]'))");

    waitFor(
        "[...document.querySelectorAll('cc-centre h3')].map(n => n.textContent).join()",
        "Slow answers");
    assertThat(chromium.evaluate("location.search")).isEqualTo("?search=slow+llm");
  }

  @Test
  void theDesktopIsToldOnlyWhenThePersonAskedForItAndClosedWhenAcknowledged() {
    String origin = "http://127.0.0.1:" + server.port();
    String shown =
        "navigator.serviceWorker.getRegistration().then(r => r.getNotifications())"
            + ".then(all => all.map(n => n.tag + ' ' + n.title).join())";
    chromium.allowNotifications(origin);
    open("/settings");
    chromium.evaluateLater("navigator.serviceWorker.ready");
    await().until(() -> server.notifications.subscribers() == 1);
    server.publish(notice("before", "critical", "Not asked for", "api-gateway"));
    waitForText(TOASTS, "Not asked for");
    assertThat(chromium.evaluateLater(shown)).isEmpty();

    click(".settings .desktop button");
    waitForText(".settings .desktop", "They are on");
    server.publish(notice("n0", "warning", "Only a warning", "llm-gateway"));
    server.publish(notice("n1", "critical", "<b>Billing</b> fails", "billing"));

    await()
        .untilAsserted(
            () -> assertThat(chromium.evaluateLater(shown)).isEqualTo("n1 <b>Billing</b> fails"));
    server.publish(ai.colonycraft.realtime.push.support.Updates.ack("n1", "ada"));
    await().untilAsserted(() -> assertThat(chromium.evaluateLater(shown)).isEmpty());
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void frozenAndCaughtUpEachNotificationIsShownOnce() {
    open("/");
    await().until(() -> server.notifications.subscribers() == 1);
    click(".freeze");
    waitForText("cc-banner p", "Frozen at");
    rememberToasts();
    server.publish(notice("n1", "critical", "First", "billing"));
    server.publish(notice("n2", "critical", "Second", "api-gateway"));
    await().until(() -> server.notifications.newest(5, -1).size() == 2);
    assertThat(chromium.evaluate("received.join()")).isEmpty();

    click("cc-banner .replay");

    waitFor("received.join()", "First,Second");
    waitFor("document.querySelector('cc-banner').hidden", "true");
    assertThat(chromium.evaluate("received.join()")).isEqualTo("First,Second");
  }

  /** From now on the page's {@code received} has the title of each toast that appears. */
  private static void rememberToasts() {
    chromium.evaluate(
        "(globalThis.received = [], new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(n"
            + " => n.classList?.contains('toast') &&"
            + " received.push(n.querySelector('strong').textContent)))).observe(document.querySelector('cc-toasts'),"
            + " {childList: true}))");
  }
}
