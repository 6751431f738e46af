package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that people make: how they are changed, and where they are kept. */
class ViewsTest extends PagesInChromium {

  private static final String ORDER =
      "[...document.querySelectorAll('cc-view-grid .panel')].map(p => p.dataset.metric).join()";
  private static final String SIZE = "document.querySelector('.slot').style.gridColumn";
  private static final String KEPT = "JSON.parse(localStorage['colonycraft.views'] ?? '[]')";

  @BeforeEach
  void fill() {
    new Platform(server, "Reef").begin();
    chromium.show("dark", 1280, 900);
  }

  @AfterEach
  void forget() {
    chromium.evaluate("localStorage.clear()");
  }

  /** Opens a view with a tile for each metric, to be edited. */
  private void edit(String... metrics) {
    open("/settings");
    keep("[" + viewJson("v", metrics) + "]");
    open("/custom?id=v&edit=1");
    waitFor(ORDER, String.join(",", metrics));
  }

  private static String viewJson(String id, String... metrics) {
    StringBuilder tiles = new StringBuilder();
    for (String metric : metrics) {
      tiles.append(tiles.isEmpty() ? "" : ",");
      tiles.append("{kind: 'tile', metric: '").append(metric).append("'}");
    }
    return "{id: '%s', name: 'Ours', tiles: [%s]}".formatted(id, tiles);
  }

  private static void keep(String views) {
    chromium.evaluate("localStorage['colonycraft.views'] = JSON.stringify(%s)".formatted(views));
  }

  private static void signIn(String name) {
    chromium.evaluate(
        "localStorage['colonycraft.settings'] = JSON.stringify({name: '%s'})".formatted(name));
  }

  private static void focus(String selector) {
    chromium.evaluate("document.querySelector(`%s`).focus()".formatted(selector));
  }

  private static void press(String words) {
    chromium.evaluate(
        "[...document.querySelectorAll('button')].find(b => b.textContent === `%s`).click()"
            .formatted(words));
  }

  private static double number(String expression) {
    return Double.parseDouble(chromium.evaluate(expression));
  }

  /** The middle of what a selector finds. */
  private static double[] middle(String selector) {
    String box = "document.querySelector(`%s`).getBoundingClientRect()".formatted(selector);
    return new double[] {
      number(box + ".left + " + box + ".width / 2"), number(box + ".top + " + box + ".height / 2")
    };
  }

  @Test
  void aThresholdIsTypedInTheUnitOfItsMetric() {
    open("/custom?new=1");
    waitFor("document.querySelectorAll('.adder select')[0].options.length > 5", "true");

    chromium.evaluate(
        "(m => { m.value = 'error_rate'; m.dispatchEvent(new Event('change')); })"
            + "(document.querySelector('[name=metric]'))");
    waitForText(".adder label", "Critical from (%)");
    chromium.evaluate("document.querySelector('[name=critical]').value = '0.3'");
    click(".adder [type=submit]");

    waitForText(".custom .status", "Critical");
    assertThat(chromium.evaluate(KEPT + "[0].tiles[0].critical")).isEqualTo("0.003");
    focus(".change");
    click(".change");
    waitFor("document.querySelector('[name=critical]').value", "0.3");
    chromium.evaluate("document.querySelector('[name=critical]').value = '1'");
    press("Apply");
    waitForText(".custom .status", "Healthy");
    waitFor(KEPT + "[0].tiles.length", "1");
    picture("custom-edit");
  }

  @Test
  void theArrowKeysMoveATileAndChangeItsSize() {
    edit("active_users", "apdex", "cpu_cores");

    focus(".move");
    chromium.hands().key("ArrowRight");
    waitFor(ORDER, "apdex,active_users,cpu_cores");
    chromium.hands().key("ArrowRight");
    waitFor(ORDER, "apdex,cpu_cores,active_users");
    chromium.hands().key("ArrowRight");
    chromium.hands().key("ArrowUp");
    waitFor(ORDER, "apdex,active_users,cpu_cores");

    focus(".corner");
    chromium.hands().key("ArrowRight");
    chromium.hands().key("ArrowDown");
    waitFor(SIZE, "span 4");
    waitFor(KEPT + "[0].tiles[0].height", "2");
    assertThat(chromium.evaluate("document.activeElement.className")).isEqualTo("corner");
  }

  @Test
  void aPointerDragsATileToAnotherPlaceAndItsCornerToAnotherSize() {
    edit("active_users", "apdex", "cpu_cores");
    waitFor("document.querySelectorAll('cc-view-grid .value').length", "3");
    double[] from = middle(".move");
    double[] to = middle(".slot:nth-child(3) .panel");

    chromium.hands().drag(from[0], from[1], to[0], to[1]);

    waitFor(ORDER, "apdex,cpu_cores,active_users");
    double[] corner = middle(".corner");
    double column = number("document.querySelector('.slot').clientWidth") / 3;
    chromium.hands().drag(corner[0], corner[1], corner[0] + 3 * column, corner[1] + 5);
    waitFor(SIZE, "span 6");
    waitFor(KEPT + "[0].tiles[0].width", "6");
  }

  @Test
  void whatIsRemovedOrDeletedComesBackInPlaceOfAQuestion() {
    edit("active_users", "apdex");

    click(".slot:nth-child(2) .duplicate");
    waitFor(ORDER, "active_users,apdex,apdex");
    click(".slot:nth-child(1) .remove");
    waitFor(ORDER, "apdex,apdex");
    click(".said button");
    waitFor(ORDER, "active_users,apdex,apdex");
    press("Undo");
    waitFor(ORDER, "active_users,apdex");

    press("Delete this view");
    waitFor("localStorage['colonycraft.views']", "[]");
    click(".said button");
    waitFor(ORDER, "active_users,apdex");
  }

  @Test
  void anUnknownViewSaysSo() {
    open("/custom?id=nowhere");
    waitForText("cc-custom [role=status]", "There is no view nowhere here");

    signIn("ada");
    open("/custom?id=nowhere");
    waitForText("cc-custom [role=status]", "There is no view nowhere here");
  }

  @Test
  void whoSignsInFindsTheirViewsInAnotherBrowserWithEarlierVersions() {
    open("/settings");
    signIn("ada");
    keep("[" + viewJson("v", "active_users") + "]");
    open("/custom?id=v&edit=1");
    waitFor(ORDER, "active_users");
    click(".duplicate");
    waitFor(KEPT + "[0].version", "1");
    click(".remove");
    waitFor(KEPT + "[0].version", "2");

    chromium.evaluate("localStorage.clear()");
    signIn("ada");
    open("/custom?id=v&edit=1");

    waitFor(ORDER, "active_users");
    chromium.evaluate(
        "(s => { s.value = '1'; s.dispatchEvent(new Event('change')); })"
            + "(document.querySelector('[name=earlier]'))");
    waitFor(ORDER, "active_users,active_users");
    waitFor(KEPT + "[0].version", "3");
    assertThat(server.people.find("ada").orElseThrow().views().get(0).tiles()).hasSize(2);
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void aSharedViewIsSeenByOthersWhoTakeACopyToChangeIt() {
    open("/settings");
    signIn("ada");
    keep("[" + viewJson("v", "active_users") + "]");
    open("/custom?id=v&edit=1");
    waitFor(ORDER, "active_users");
    click("[name=shared]");
    await().until(() -> server.people.find("ada").isPresent());

    chromium.evaluate("localStorage.clear()");
    signIn("bob");
    open("/custom?id=v");
    waitForText("cc-custom .centre-bar", "Shared by ada");
    waitFor(ORDER, "active_users");
    assertThat(chromium.evaluate("document.querySelectorAll('.tools').length")).isEqualTo("0");
    press("Duplicate");

    waitFor(KEPT + "[0].name", "Copy of Ours");
    await().until(() -> server.people.find("bob").isPresent());
    assertThat(server.people.find("bob").orElseThrow().views().get(0).shared()).isFalse();
  }

  @Test
  void aChangeThatCameSecondIsKeptAsACopy() {
    open("/settings");
    signIn("ada");
    keep("[" + viewJson("v", "active_users") + "]");
    open("/custom?id=v&edit=1");
    click(".duplicate");
    waitFor(KEPT + "[0].version", "1");
    chromium.evaluateLater(
        "fetch('/api/views/v?person=ada', {method: 'PUT', body: JSON.stringify({name: 'Theirs',"
            + " version: 1, tiles: []})})");

    click(".duplicate");

    waitForText("cc-custom [role=status]", "Theirs was changed elsewhere");
    waitFor(KEPT + ".map(v => v.name + v.tiles.length).sort().join()", "Ours3,Theirs0");
    chromium.forgetProblems(); // Chromium logs the answer 409.
  }

  @Test
  void aViewGoesToGrafanaAndBackAndWhatItCannotShowIsCounted(@TempDir Path folder)
      throws Exception {
    edit("error_rate", "apdex");
    chromium.downloadTo(folder);
    press("Export to Grafana");
    waitForText(".said", "1 tile left out, which Grafana cannot show: Apdex");
    Path file = folder.resolve("Ours-Grafana.json");
    await().until(() -> Files.exists(file));

    chromium.evaluate(
        "[...document.querySelectorAll('button')].find(b => b.textContent === 'Import').id ="
            + " 'import-button'");
    chromium.hands().choose("#import-button", file);

    waitFor(ORDER, "error_rate");
    assertThat(chromium.evaluate("document.querySelector('cc-custom option:checked').textContent"))
        .isEqualTo("Ours");
  }
}
