package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What shows a category has no colour of a state, and a pattern or dash beside its colour. */
class CategoriesTest extends PagesInChromium {

  /** The colours of states in the theme that is shown, as the style sheet has them. */
  private static final String STATES =
      "['green', 'yellow', 'orange', 'red', 'blue', 'warning-line'].map(n =>"
          + " getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())";

  @Test
  void thePartsOfAPieHaveNoColourOfAStateAndDifferInPattern() {
    new Platform(server, "Reef").begin();
    open("/activity");
    waitForText("cc-pie .legend", "web");

    assertThat(
            list("[...document.querySelectorAll('cc-pie .legend .name')].map(n => n.textContent)"))
        .containsExactly("android", "ios", "web");
    assertThat(
            list(
                "[...document.querySelectorAll('cc-pie pattern rect')].map(n => n.getAttribute('fill'))"))
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(list(STATES))
        .endsWith("#7960fb");
    assertThat(
            list(
                "[...document.querySelectorAll('cc-pie pattern path')].map(n => n.getAttribute('d'))"))
        .doesNotHaveDuplicates();
    assertThat(
            list(
                "[...document.querySelectorAll('cc-pie circle')].map(n => n.getAttribute('stroke'))"))
        .isEqualTo(
            list(
                "[...document.querySelectorAll('cc-pie .mark-field rect')].map(n => n.getAttribute('fill'))"))
        .allMatch(paint -> paint.startsWith("url(#field-"));
  }

  @Test
  void linesOfRegionsHaveNoColourOfAStateAndDifferInDash() {
    new Platform(server, "Reef").begin();
    open("/services/billing");
    String marks = "cc-lines[data-metric=request_rate] .mark-line path";
    waitFor("document.querySelectorAll('" + marks + "').length", "2");

    assertThat(
            list(
                "[...document.querySelectorAll('"
                    + marks
                    + "')].map(n => n.getAttribute('stroke'))"))
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(list(STATES));
    assertThat(
            list(
                "[...document.querySelectorAll('"
                    + marks
                    + "')].map(n => n.getAttribute('stroke-dasharray'))"))
        .doesNotHaveDuplicates();
  }

  private static List<String> list(String expression) {
    return Arrays.asList(chromium.evaluate("(" + expression + ").join('|')").split("\\|", -1));
  }
}
