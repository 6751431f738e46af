package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.noticeAbout;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A chosen region, service or platform applies to all that a page shows, or the page says that it
 * does not.
 */
class FiltersTest extends PagesInChromium {

  private static final String CHOSEN = "region=us-east-1&service=billing&platform=web";

  @BeforeEach
  void fill() {
    new Platform(server, "Reef").begin();
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow answers", "llm-gateway"),
        noticeAbout("n3", "critical", "ada deletes colonies", "{\"userId\":\"u-1\"}"));
  }

  @Test
  void everyChosenLabelIsAppliedOrSaidToBeUnusedOnEveryPage() {
    for (String path : PAGES) {
      open(path + "?" + CHOSEN);
      waitFor("document.querySelector('.page').children.length > 0", "true");
      for (String value : CHOSEN.split("&")) {
        String name = value.substring(value.indexOf('=') + 1);
        boolean own = value.startsWith("service") && path.matches("/services/.*|/flamegraph");
        assertThat(
                own
                    || chromium
                        .evaluate(
                            "[...document.querySelectorAll('cc-scope select.chosen, cc-scope .unused')]"
                                + ".filter(n => (n.value ?? n.textContent).includes('%s')).length"
                                    .formatted(name))
                        .equals("1"))
            .as(path + " " + name)
            .isTrue();
      }
    }
  }

  @Test
  void anUnusedLabelCanBeRemoved() {
    open("/flamegraph?region=us-east-1&service=shop");
    waitForText("cc-scope .unused", "Region us-east-1 does not apply to this page");
    picture("filter-unused");

    click("cc-scope .unused button");

    waitFor("location.search", "?service=shop");
    waitFor("document.querySelectorAll('cc-scope .unused').length", "0");
  }

  @Test
  void anIncidentWithoutTheChosenLabelIsLeftOutAndCounted() {
    open("/operations?service=billing");

    waitForText("cc-incidents td", "Billing fails");
    waitForText("cc-incidents .unfiltered", "1 without service is not shown");
    assertThat(text("cc-incidents td")).doesNotContain("ada").doesNotContain("Slow");

    open("/operations?service=api-gateway");

    waitForText("cc-incidents .empty", "No open incidents of api-gateway");
    waitForText("cc-incidents .unfiltered", "1 without service is not shown");

    open("/operations");

    waitForText("cc-incidents td", "ada deletes colonies");
    assertThat(text("cc-incidents .unfiltered")).isEmpty();
  }

  @Test
  void aPanelThatHasNoSeriesOfTheChosenLabelsSaysSo() {
    open("/operations?region=us-east-1&service=billing");

    waitForText("cc-heatmap .unfiltered", "Not filtered by region, service: shows all");
    waitForText(".map-panel .unfiltered", "Not filtered by region, service");
    waitForText("cc-lines[data-metric=request_rate] h2", "Request Rate of us-east-1, billing");
    waitForText("cc-lines[data-metric=request_rate] .legend b", "14");
    assertThat(text("cc-lines .unfiltered")).isEqualTo(" | ");
    picture("filters");

    open("/operations");

    waitForText("cc-lines[data-metric=request_rate] h2", "Global Request Rate");
    assertThat(text("cc-heatmap .unfiltered")).isEmpty();
  }

  @Test
  void memoryOfAServiceIsShownForAllRegionsAndSaysSo() {
    open("/services/billing?region=us-east-1");

    String memory = "cc-tile[data-metric=container_memory_working_set_bytes] ";
    waitForText(memory + ".value", "1.9 GiB");
    waitForText(memory + ".unfiltered", "Not filtered by region: shows all");
    waitForText("cc-tile[data-metric=request_rate] .value", "14");
    assertThat(text("cc-tile[data-metric=request_rate] .unfiltered")).isEmpty();
  }
}
