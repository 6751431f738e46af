package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Axe;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages at a server that asks for tokens. */
class SignInTest extends PagesInChromium {

  private static final String USERS = "cc-tile[data-metric=active_users] .value";

  /** Of the page's reports; the browser's own list of requests leaves those out that outlive it. */
  private static final String NOTE_REPORTS =
      """
      const real = fetch;
      globalThis.fetch = async (...request) => {
        const response = await real(...request);
        if (String(request[0]).endsWith("/api/reports")) globalThis.reportStatus = response.status;
        return response;
      };
      """;

  @TempDir private Path folder;
  private Issuer issuer;

  @BeforeEach
  void askForTokens() throws Exception {
    server.close();
    issuer = Issuer.in(folder.resolve("secret"));
    server =
        TestTransport.start(
            "--auth.secret", folder.resolve("secret").toString(), "--auth.clock-skew", "0 s");
    new Platform(server, "Reef").begin();
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    chromium.open(address("/operations"));
    waitForText("cc-sign-in h2", "This server asks for a token");
  }

  @Test
  void aTokenOpensEveryPageAndStaysInItsTab() {
    waitForText("cc-banner p", "Not signed in");
    assertThat(text(".panel td")).doesNotContain("Billing fails");
    give("nonsense");
    waitForText("cc-sign-in .detail", "This is no token");

    String token = issuer.token(Issuer.ALL);
    give("Bearer " + token + "\n");

    waitForText("cc-health .value", "83.3%");
    waitForText("cc-incidents td", "Billing fails");
    assertThat(chromium.evaluate("document.querySelector('cc-sign-in')")).isEqualTo("null");
    open("/");
    waitForText(USERS, "1,234");
    click("cc-burning .acknowledge");
    await().until(() -> server.notifications.newest(1, -1).get(0).toString().contains("ada"));
    open("/flamegraph");
    waitForText("cc-flame [role=treeitem]", "shop: put");
    assertThat(chromium.evaluate("location.href + JSON.stringify(localStorage) + document.cookie"))
        .doesNotContain(token.substring(token.lastIndexOf('.')));
    leave();
  }

  @Test
  void aTokenThatIsRefusedOrEndsIsAskedForAnewWithTheReason() {
    give(issuer.token("alerts:write"));
    waitForText("cc-sign-in h2", "The server wants another token");
    waitForText("cc-sign-in h2", "scope");

    give(issuer.token(Issuer.ALL, Duration.ofSeconds(6)));
    waitForText("cc-health .value", "83.3%");
    waitForText("cc-sign-in h2", "The server wants another token");

    give(issuer.token(Issuer.ALL));
    waitForText("cc-health .value", "83.3%");
    waitFor("document.querySelector('cc-sign-in')", "null");
    leave();
  }

  @Test
  void whatIsShownAndKeptEndsWithItsToken() {
    give(issuer.token(Issuer.ALL, Duration.ofSeconds(8)));
    waitForData();
    assertThat(kept()).contains("Billing fails");
    assertThat(chromium.evaluate("JSON.stringify(localStorage)")).doesNotContain("Billing fails");

    waitForText("cc-sign-in h2", "The server wants another token");
    waitUntilNothingIsLeft();
    chromium.forgetProblems();
  }

  @Test
  void whatIsShownAndKeptEndsWithItsTokenWhereTheServerIsAwayToo() {
    give(issuer.token(Issuer.ALL));
    waitForData();
    server.close();
    waitFor("document.querySelector('.connection').dataset.state", "waiting");
    assertThat(text("cc-incidents td")).contains("Billing fails");

    chromium.evaluate("(now => { Date.now = () => now() + 3_700_000; })(Date.now)");

    waitUntilNothingIsLeft();
    chromium.forgetProblems();
  }

  @Test
  void aNewTabShowsNothingOfAnother() {
    give(issuer.token(Issuer.ALL));
    waitForData();
    String script = chromium.beforeEachPage("sessionStorage.clear()");

    for (String path : PAGES) {
      chromium.open(address(path));
      waitForText("cc-sign-in h2", "This server asks for a token");
      waitUntilNothingIsLeft();
    }
    chromium.noLongerBeforeEachPage(script);
    chromium.forgetProblems();
  }

  @Test
  void aTokenThatLacksAScopeShowsNothingOfWhatTheOneBeforeRead() {
    give(issuer.token(Issuer.ALL));
    waitForData();
    leave();
    give(issuer.token("metrics:read"));
    waitForText("cc-sign-in h2", "scope notifications:read");

    chromium.open(address("/operations"));
    waitForText("cc-health .value", "83.3%");
    waitForText("cc-sign-in h2", "scope notifications:read");
    assertThat(text("body")).doesNotContain("Billing fails");
    leave();
  }

  @Test
  void namesTheScopeThatAcknowledgingNeeds() {
    give(issuer.token("metrics:read notifications:read"));
    waitForText("cc-incidents td", "Billing fails");
    open("/");
    waitForText("cc-burning", "Billing fails");

    click("cc-burning .acknowledge");

    waitForText(".said", "your token has no scope notifications:acknowledge. Sign out");
    leave();
  }

  @Test
  void axeFindsNothingWrongWithTheCard() throws Exception {
    assertThat(Axe.findings(chromium)).isEmpty();

    give("nonsense");
    waitForText("cc-sign-in .detail", "This is no token");
    assertThat(Axe.findings(chromium)).isEmpty();
    chromium.forgetProblems();
  }

  /** There is no Kafka to take them, which is said only to those that may write reports. */
  @Test
  void reportsBearTheToken() {
    String script = chromium.beforeEachPage(NOTE_REPORTS);
    give(issuer.token(Issuer.ALL));
    waitForText("cc-health .value", "83.3%");

    waitFor("globalThis.reportStatus", "503");
    chromium.noLongerBeforeEachPage(script);
    leave();
  }

  /** Signs out, which forgets all that was read. */
  private void leave() {
    chromium.open(address("/settings"));
    waitForText(".sign-out", "Sign out");

    click(".sign-out");

    waitForText("cc-sign-in h2", "This server asks for a token");
    assertThat(chromium.evaluate("sessionStorage['colonycraft.token']")).isEqualTo("undefined");
    assertThat(chromium.evaluate("JSON.stringify(localStorage)"))
        .doesNotContain("Billing fails", "active_users");
    chromium.forgetProblems();
  }

  private static void waitForData() {
    waitForText("cc-health .value", "83.3%");
    waitForText("cc-incidents td", "Billing fails");
    chromium.evaluate("dispatchEvent(new Event('pagehide'))");
  }

  private static void waitUntilNothingIsLeft() {
    await()
        .untilAsserted(
            () ->
                assertThat(text("body") + chromium.evaluate("document.title") + kept())
                    .doesNotContain("Billing", "83.3", "Reef", "1,234", "active_users\""));
  }

  private static String kept() {
    return chromium.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)");
  }

  private void give(String token) {
    chromium.evaluate(
        "(f => { f.querySelector('#token').value = `%s`; f.requestSubmit(); })(document.querySelector('.sign-in'))"
            .formatted(token));
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }
}
