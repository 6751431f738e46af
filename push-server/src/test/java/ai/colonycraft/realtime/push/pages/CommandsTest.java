package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The palette of commands, the keys, and going back, in Chromium. */
class CommandsTest extends PagesInChromium {

  private static final String CHOSEN = "dialog.commands [aria-selected=true]";

  @BeforeEach
  void fill() {
    new Platform(server, "Reef").begin();
    server.publish(Platform.notice("n1", "critical", "Billing fails", "billing"));
  }

  private void press(String key, String modifier) {
    chromium.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', %s bubbles:"
                .formatted(key, modifier)
            + " true, cancelable: true}))");
  }

  private void type(String words) {
    chromium.evaluate(
        "(i => { i.value = '%s'; i.dispatchEvent(new Event('input')); })(document.querySelector('dialog.commands input'))"
            .formatted(words));
  }

  @Test
  void aFewLettersFindPagesServicesRegionsColoniesUsersAndIncidents() {
    open("/?minutes=30");
    waitForText("cc-verdict .sentence", "Degraded");
    for (String[] each :
        new String[][] {
          {"operat", "Operations", "/operations?minutes=30"},
          {"llm-g", "llm-gateway", "/services/llm-gateway?minutes=30"},
          {"region us-e", "us-east-1", "/regions/us-east-1?minutes=30"},
          {"colony reef", "Reef", "/colonies/c-1?minutes=30&name=Reef"},
          {"billing fa", "Billing fails", "/incidents/n1?minutes=30"},
        }) {
      press("k", "ctrlKey: true,");
      waitFor("document.activeElement.matches('dialog.commands input')", "true");
      type(each[0]);
      waitForText(CHOSEN, each[1]);
      chromium.hands().key("Enter");
      waitFor("location.pathname + location.search", each[2]);
    }
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void theKeysLeadToPagesAndListThemselvesAndTypeWhereTextIsExpected() {
    open("/");
    waitForText("cc-verdict .sentence", "Degraded");
    press("g", "");
    press("n", "");
    waitFor("location.pathname", "/notifications");

    press("?", "");
    waitForText("dialog.shortcuts", "Open Operations");
    chromium.hands().key("Escape");
    waitFor("document.querySelector('dialog.shortcuts') === null", "true");

    press("k", "ctrlKey: true,");
    waitFor("document.activeElement.matches('dialog.commands input')", "true");
    press("?", "");
    press("g", "");
    press("o", "");
    assertThat(chromium.evaluate("document.querySelector('dialog.shortcuts') === null"))
        .isEqualTo("true");
    chromium.hands().key("Escape");
    waitFor("document.querySelector('dialog.commands') === null", "true");
    assertThat(chromium.evaluate("location.pathname")).isEqualTo("/notifications");
  }

  @Test
  void goingBackLeadsToWhereThePageWasLeft() {
    chromium.show("dark", 1280, 500);
    open("/");
    waitForText("cc-services td", "billing");
    chromium.evaluate("document.querySelector('main').scrollTo(0, 400)");
    waitFor("history.state?.top > 0", "true");
    String left = chromium.evaluate("history.state.top");
    chromium.evaluate("document.querySelector('nav a[href^=\"/activity\"]').click()");
    waitFor("location.pathname", "/activity");
    waitFor("document.querySelector('main').scrollTop", "0");

    chromium.evaluate("history.back()");

    waitFor("location.pathname", "/");
    waitFor("document.querySelector('main').scrollTop", left);
  }
}
