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

    waitForText("cc-gauge .value", "83.3%");
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
    waitForText("cc-gauge .value", "83.3%");
    waitForText("cc-sign-in h2", "The server wants another token");

    give(issuer.token(Issuer.ALL));
    waitForText("cc-gauge .value", "83.3%");
    waitFor("document.querySelector('cc-sign-in')", "null");
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
    waitForText("cc-gauge .value", "83.3%");

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

  private void give(String token) {
    chromium.evaluate(
        "(f => { f.querySelector('#token').value = `%s`; f.requestSubmit(); })(document.querySelector('.sign-in'))"
            .formatted(token));
  }

  private String address(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }
}
