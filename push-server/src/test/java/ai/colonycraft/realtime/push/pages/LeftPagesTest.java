package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pages that were left keep no elements and no listeners: a wall changes pages for weeks. */
class LeftPagesTest extends PagesInChromium {

  private static final int FIRST_ROUNDS = 2;
  private static final int ROUNDS = 5;

  @Test
  void pagesThatWereLeftKeepNothing() {
    new Platform(server, "Reef").begin();
    open("/settings");
    visitAll(FIRST_ROUNDS);
    Map<String, Double> before = counts();

    visitAll(ROUNDS);

    // A page that was left just now may have a timer that is not due yet.
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              Map<String, Double> after = counts();
              assertThat(grown("Nodes", before, after)).isLessThan(1);
              assertThat(grown("JSEventListeners", before, after)).isLessThan(1);
            });
  }

  /** Goes to each page, and stays for another number of frames each time. */
  private static void visitAll(int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (String page : PAGES) {
        go(page, 3 + 2 * round);
      }
    }
  }

  private static void go(String page, int frames) {
    chromium.evaluateLater(
        """
        (async () => {
          const link = document.createElement('a');
          link.href = '%s';
          document.body.append(link);
          link.click();
          link.remove();
          for (let frames = %d; frames > 0; frames--) await new Promise(requestAnimationFrame);
        })()
        """
            .formatted(page, frames));
    waitFor("location.pathname", page);
    waitFor("document.querySelector('main').childElementCount > 0", "true");
  }

  private static Map<String, Double> counts() {
    // A collection of one heap frees what another held.
    chromium.heapAfterCollection();
    chromium.heapAfterCollection();
    return chromium.metrics();
  }

  /** How many more there are for each visit of a page. */
  private static double grown(String what, Map<String, Double> before, Map<String, Double> after) {
    return (after.get(what) - before.get(what)) / (ROUNDS * PAGES.size());
  }
}
