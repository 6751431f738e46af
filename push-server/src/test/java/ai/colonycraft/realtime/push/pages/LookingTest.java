package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a page says of whoever looks at it. */
class LookingTest extends PagesInChromium {

  private static final String SAID =
      "performance.getEntriesByType('resource').some((e) =>"
          + " e.name.includes('/people/me/page') && e.responseEnd > 0)";

  @AfterEach
  void asBefore() {
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void aPageThatIsLookedAtSaysWhatItHasShownAndAHiddenOneDoesNot() {
    openAs("ada", "/operations");
    assertThat(server.outbox).extracting(record -> record.key()).containsExactly("looks:ada");

    String tab = chromium.hide();
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    // Nothing is drawn in a tab that is hidden, but it is there.
    waitForText("cc-toasts", "Billing fails");
    chromium.reveal(tab);
    server.publish(notice("n2", "critical", "Search fails", "search"));

    awaitShown("n2");
    assertThat(shown()).hasSize(1);
  }

  @Test
  void nobodyLooksAtAWall() {
    openAs("ada", "/operations");
    open("/operations?theme=wall");
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    waitForText("cc-incident-strip", "Billing fails");

    open("/operations?theme=dark");
    waitFor(SAID, "true");
    server.publish(notice("n2", "critical", "Search fails", "search"));

    awaitShown("n2");
    assertThat(shown()).hasSize(1);
  }

  private void openAs(String person, String path) {
    server.people.change(person, before -> before.seeing(before.visibility()));
    open("/settings");
    chromium.evaluate(
        "localStorage.setItem('colonycraft.settings', JSON.stringify({name: '" + person + "'}))");
    open(path);
    waitFor(SAID, "true");
  }

  private List<String> shown() {
    return server.outbox.stream()
        .filter(record -> !record.key().startsWith("looks:"))
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private void awaitShown(String incident) {
    await()
        .untilAsserted(
            () ->
                assertThat(shown())
                    .anyMatch(
                        json ->
                            json.contains("\"about\":\"" + incident + "\"")
                                && json.contains("\"way\":\"page\"")
                                && json.contains("\"state\":\"accepted\"")));
  }
}
