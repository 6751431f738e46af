package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.at;
import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages show what the server sends. */
class DashboardsTest extends PagesInChromium {

  private static final String USERS = "cc-tile[data-metric=active_users] .value";

  @Test
  void aFrozenPageShowsTheFrozenMomentOnEveryPage() {
    new Platform(server, "Reef").begin();
    server.publish(now("active_users", Map.of(), 4711));
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    open("/");
    waitForText("cc-tile[data-metric=active_users] .value", "4,711");
    waitForText("cc-burning h3", "Billing fails");
    click(".freeze");
    waitForText("cc-banner p", "Frozen at");
    server.publish(now("active_users", Map.of(), 99));

    for (String path : new String[] {"/operations", "/activity"}) {
      click("nav a[href='" + path + "']");
      waitFor("document.querySelectorAll('.panel').length > 5", "true");
      // This server has no history, which is all that one panel shows.
      waitFor(
          "[...document.querySelectorAll('.panel:not(cc-weekly) .empty')]"
              + ".filter(e => e.getClientRects().length)"
              + ".map(e => e.parentElement.textContent).join()",
          "");
    }
    waitForText("cc-tile[data-metric=active_users] .value", "4,711");
    waitForText("cc-feed .what", "Reef created a colony");
    assertThat(chromium.evaluate("document.querySelectorAll('.panel.stale').length"))
        .isEqualTo("0");
    picture("frozen-then-navigated");

    click("cc-banner .jump");

    waitForText("cc-tile[data-metric=active_users] .value", "99");
  }

  @Test
  void theOverviewShowsNumbersThatMoveAndWhatBurns() {
    new Platform(server, "Reef").begin();
    server.publish(now("active_users", Map.of(), 1234));
    open("/");
    waitForText(USERS, "1,234");

    server.publish(now("active_users", Map.of(), 1235));
    server.publish(Platform.notice("n1", "critical", "Billing fails", "billing"));

    waitForText(USERS, "1,235");
    waitForText("cc-verdict .sentence", "Degraded: billing in us-east-1");
    waitForText("cc-burning h3", "Billing fails");
    waitForText("cc-tile[data-metric=error_rate] .status", "Healthy");
    waitForText("cc-tile[data-metric=active_users] .normal", "normal 1,");
    waitForText("cc-tile[data-metric=active_users] .heard", "from event to screen");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void whatANumberWasDuringAnIncidentIsNotNormal() {
    long now = System.currentTimeMillis();
    long begin = now - 50 * 60_000;
    long end = now - 10 * 60_000;
    for (long time = now - 59 * 60_000; time <= now; time += 30_000) {
      boolean isBroken = time >= begin && time <= end;
      server.publish(at(time, "error_rate", Map.of("service", "billing"), isBroken ? 0.3 : 0.001));
    }
    open("/services/billing");
    waitForText("cc-tile[data-metric=error_rate] .normal", "30%");

    server.publish(
        new Notice(
            "n1",
            ("{\"id\":\"n1\",\"type\":\"critical\",\"title\":\"t\",\"message\":\"m\",\"timestamp\":%d,"
                    + "\"source\":\"s\",\"state\":\"resolved\",\"resolvedAt\":%d,"
                    + "\"context\":{\"service\":\"billing\",\"region\":\"eu-west-1\"}}")
                .formatted(begin, end),
            LiveRecord.NO_SEQUENCE));

    waitForText("cc-tile[data-metric=error_rate] .normal", "normal 0.1%");
  }

  @Test
  void theOperationsCommandCenterHasTheSixPanelsOfTheDocument() {
    new Platform(server, "Reef").begin();
    server.publish(Platform.notice("n1", "critical", "Billing fails", "billing"));
    open("/operations");

    waitForText("cc-health .value", "83.3%");
    // As bad as its worst place, which is degraded.
    waitForText("cc-health .status", "Warning");
    waitForText("cc-incidents td", "Billing fails");
    waitForText("cc-lines[data-metric=request_rate] .legend b", "87.5");
    waitForText("cc-lines[data-metric=error_rate] .legend b", "0.4%");
    waitForText("cc-map circle title", "Singapore: 80 users");
    waitForText("cc-map circle title", "Malta: 40 users");
    waitForText("cc-map .detail", "Not on the map: XX 4");
    waitForText("cc-bars .name", "eu-west-1");
    waitFor("document.querySelectorAll('cc-lines canvas').length", "2");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void theHealthOfEachServiceInEachRegionLeadsToIt() {
    new Platform(server, "Reef").begin();
    open("/operations?minutes=30");

    waitForText("cc-health td[data-status=warning] b", "Degraded");
    String cell = "document.querySelector('cc-health td[data-status=warning] a')";
    assertThat(chromium.evaluate(cell + ".title")).startsWith("billing in us-east-1: Degraded, ");
    assertThat(chromium.evaluate(cell + ".getAttribute('href')"))
        .isEqualTo("/services/billing?minutes=30&region=us-east-1");
    // What is worst stands first.
    assertThat(chromium.evaluate("document.querySelector('cc-health tbody th').textContent"))
        .isEqualTo("billing");
    chromium.evaluate("document.querySelector('cc-health tbody th a').focus()");
    chromium.hands().key("ArrowRight");
    chromium.hands().key("ArrowDown");
    waitFor(
        "document.activeElement === document.querySelector('cc-health tbody').rows[1].cells[1]"
            + ".firstElementChild",
        "true");
    chromium.hands().key("Enter");
    waitFor("location.pathname.startsWith('/services/')", "true");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void theUserActivityStreamHasTheNinePanelsOfTheDocument() {
    new Platform(server, "Reef").begin();
    open("/activity");

    waitForText(USERS, "1,234");
    waitForText("cc-tile[data-metric=colony_created_total] .value", "119");
    waitForText("cc-tile[data-metric=agent_deployed_total] .value", "357");
    waitForText("cc-tile[data-metric=llm_tokens_total] .value", "1,428,000");
    waitForText("cc-feed .what", "Reef created a colony");
    waitForText("cc-pie .legend", "web70056.7%");
    waitForText("cc-heatmap .heat-rows", "1.2 min");
    waitForText("cc-ranking[data-metric=top_colonies] td", "Reef");
    waitForText("cc-ranking[data-metric=top_users_by_tokens] td", "90,000");
    waitForText("cc-ranking[data-metric=top_colonies_by_tokens] h2", "Consumption by Colony");
    waitForText("cc-ranking[data-metric=top_colonies_by_tokens] tr", "1Reef60,00090.5");
    waitForText("cc-ranking[data-metric=top_agents_by_tokens] h2", "Consumption by Agent");
    waitForText("cc-ranking[data-metric=top_agents_by_tokens] tr", "1Reef6,0009.5");
    picture("activity");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void aChosenRegionTravelsAlongAndNarrowsWhatIsToldByIt() {
    new Platform(server, "Reef").begin();
    open("/operations?region=us-east-1&minutes=30");

    waitForText("cc-lines[data-metric=request_rate] .legend b", "40");
    waitForText("cc-health .detail", "2 of 3");
    assertThat(chromium.evaluate("document.querySelector('nav a[href^=\"/activity\"]').search"))
        .isEqualTo("?minutes=30&region=us-east-1");
  }

  @Test
  void aServiceAndAColonyCanBeLookedInto() {
    new Platform(server, "Reef").begin();
    open("/");
    waitForText("cc-services td", "billing");

    click("cc-services a[href*='/services/billing']");

    waitForText("h1", "Service billing");
    waitForText("cc-tile[data-metric=request_rate] .value", "29");
    waitForText("cc-services td", "us-east-1");
    waitForText("cc-services td[data-status=warning]", "degraded");

    chromium.evaluate(
        "(history.pushState(null, '', '/colonies/c-2'), dispatchEvent(new Event('popstate')))");

    waitForText("cc-colony-tile[data-metric=colony_activity] .value", "200");
    waitForText("cc-colony-tile[data-metric=colony_activity] .unit", "Rank 2");
    waitForText("cc-colony-tile[data-metric=colony_tokens] .value", "30,000");
    waitForText("cc-colony-tile[data-metric=colony_tokens] .unit", "Rank 2");
    waitForText("cc-colony-tile[data-metric=colony_cpu_seconds] .value", "45.3");
    waitForText("cc-lines[data-metric=colony_tokens] h2", "Its Tokens");
    waitForText("cc-agents h2", "Its Agents in 24 Hours");
    waitForText("cc-agents tr", "a-1–––6,0009.5");
    picture("colony");
  }

  @Test
  void everyChartIsAlsoATableThatSorts() {
    new Platform(server, "Reef").begin();
    open("/activity");
    waitForText("cc-pie .legend", "web");

    click("cc-pie .actions button:last-child");

    waitForText("cc-pie td", "web | 700");
    click("cc-pie th button");
    waitFor("document.querySelector('cc-pie tbody td').textContent", "android");
  }

  @Test
  void anEmptyTileSaysWhyItIsEmpty() {
    open("/");

    waitForText(
        "cc-tile[data-metric=active_users] .empty", "The job has not published this series");
    waitForText("cc-verdict .sentence", "Waiting for the health of services");
    open("/operations");
    waitForText("cc-incidents .empty", "No open incidents");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void aNumberThatIsNotRenewedIsStaleInPatternAndWord() {
    server.publish(
        new Update(
            "active_users", "active_users", Map.of(), 7, System.currentTimeMillis() - 120_000));
    open("/");

    waitForText(USERS, "7");
    waitForText("cc-tile[data-metric=active_users] .age", "Stale for 2 min");
    waitFor("document.querySelector('cc-tile').classList.contains('stale')", "true");
  }

  @Test
  void aCustomViewSurvivesAReloadAndTravelsInALink() {
    new Platform(server, "Reef").begin();
    open("/custom?new=1");
    waitFor("document.querySelectorAll('.adder select')[0].options.length > 5", "true");
    chromium.evaluate("document.querySelector('[name=metric]').value = 'active_users'");
    click(".adder [type=submit]");
    waitForText(".custom .value", "1,234");

    open(chromium.evaluate("location.pathname + location.search"));
    waitForText(".custom .value", "1,234");
    String kept = chromium.evaluate("localStorage['colonycraft.views']");
    String linked =
        chromium.evaluateLater(
            "import(document.querySelector('script[type=module]').src.replace('app.js',"
                + " 'store/views.js')).then(m => m.encoded(m.views()[0]))");
    chromium.evaluate("localStorage.removeItem('colonycraft.views')");
    open("/custom?view=" + linked);

    waitForText(".custom .value", "1,234");
    assertThat(chromium.evaluate("localStorage['colonycraft.views']"))
        .contains("active_users")
        .hasSameSizeAs(kept);
    open("/custom?view=" + linked.substring(0, 9));
    waitForText("cc-custom", "This is no view");
    chromium.evaluate("localStorage.clear()");
  }

  @Test
  void aCustomViewIsExportedToAFileAndImportedFromIt(@TempDir Path folder) throws Exception {
    new Platform(server, "Reef").begin();
    open("/custom");
    chromium.evaluate(
        "localStorage['colonycraft.views'] = JSON.stringify([{id: 'v', name: 'Our wall', tiles:"
            + " [{kind: 'tile', metric: 'active_users', critical: 2000, warning: 1000}]}])");
    open("/custom");
    waitForText(".custom .value", "1,234");
    chromium.downloadTo(folder);
    String export = "[...document.querySelectorAll('button')].find(b => b.textContent === '%s')";

    chromium.evaluate(export.formatted("Export") + ".click()");

    Path file = folder.resolve("Our-wall.json");
    await().until(() -> Files.exists(file));
    chromium.evaluate("localStorage.clear()");
    open("/custom");
    waitForText("cc-custom", "This view has no tiles yet");
    chromium.evaluate(export.formatted("Import") + ".id = 'import-button'");
    chromium.hands().choose("#import-button", file);

    waitForText(".custom .value", "1,234");
    waitForText(".custom .status", "Warning");
    assertThat(chromium.evaluate("localStorage['colonycraft.views']"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(Files.readString(file))
                .toString()
                .transform("[%s]"::formatted));
    Path other = Files.writeString(folder.resolve("other.json"), "{\"name\":\"x\"}");
    chromium.evaluate(export.formatted("Import") + ".id = 'import-button'");
    chromium.hands().choose("#import-button", other);
    waitForText("cc-custom", "This is no view: tiles: expected a list");
    chromium.evaluate("localStorage.clear()");
  }
}
