package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.HistoryTables;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts over hours and days, from a real PostgreSQL into the live line. */
class HistoryChartsTest extends PagesInChromium {

  private static final String RATE = "cc-lines[data-metric=request_rate]";
  private static final String LONGER = "cc-scope select[aria-label=Longer]";
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  @TempDir static Path dir;
  private static HistoryTables tables;

  @BeforeAll
  static void fill() throws Exception {
    tables = HistoryTables.start(dir);
    long until = Math.floorDiv(System.currentTimeMillis(), MINUTE) * MINUTE - 2 * MINUTE;
    List<String> services = new ArrayList<>();
    for (long start = until - 30 * HOUR; start < until; start += MINUTE) {
      // Four hours are missing.
      if (start < until - 14 * HOUR || start >= until - 10 * HOUR) {
        services.add(HistoryTables.service("api", "eu-west-1", start, 5_400, 20));
      }
    }
    tables.put("services", services);
    List<String> summaries = new ArrayList<>();
    long begin = Math.floorDiv(until, 5 * MINUTE) * 5 * MINUTE - 30 * HOUR;
    for (long start = begin; start < begin + 30 * HOUR; start += 5 * MINUTE) {
      summaries.add(HistoryTables.summary(start, 300, 900, 300));
    }
    tables.put("summaries", summaries);
    List<String> sessions = new ArrayList<>();
    for (long start = begin; start < begin + 30 * HOUR; start += 5 * MINUTE) {
      sessions.add(HistoryTables.sessions(start, "web", 30));
    }
    tables.put("sessions", sessions);
    tables.put(
        "tops",
        List.of(
            HistoryTables.agents(
                begin + 10 * HOUR, 600, 1_500_000, "[\"a-1\",\"Bee\",5,600,1500000,\"c-2\"]"),
            HistoryTables.agents(
                begin + 29 * HOUR,
                1310,
                0,
                "[\"a-1\",\"Wasp\",2,1300,0,\"c-2\"]",
                "[\"a-9\",null,1,10,0,\"c-2\"]",
                "[\"a-1\",\"Ant\",9,9000,0,\"c-3\"]")));
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @BeforeEach
  void startWithHistory() throws Exception {
    server.close();
    server = TestTransport.start("--history.url", tables.url(), "--history.user", "push_server");
    new Platform(server, "Reef").begin();
  }

  @Test
  void aDayIsOneLineFromTheDatabaseToNow() {
    open("/operations?minutes=1440");

    waitFor("document.querySelector(`%s`)?.value".formatted(LONGER), "1440");
    for (double part : new double[] {0.1, 0.3, 0.7, 0.97}) {
      waitFor(ChartsTest.inked(RATE, part), "true");
    }
    assertThat(chromium.evaluate(ChartsTest.inked(RATE, 0.5))).isEqualTo("false");
    picture("day");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void aLongerRangeIsChosenAndStaysInTheAddress() {
    open("/operations");
    waitFor("document.querySelector(`%s`)?.value".formatted(LONGER), "");

    chromium.evaluate(
        """
        (() => {
          const select = document.querySelector(`%s`);
          select.value = "180";
          select.dispatchEvent(new Event("change"));
        })()
        """
            .formatted(LONGER));

    waitFor("new URLSearchParams(location.search).get('minutes')", "180");
    waitFor(ChartsTest.inked(RATE, 0.2), "true");
    chromium.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '-', bubbles: true})), 0");
    waitFor("new URLSearchParams(location.search).get('minutes')", "720");
  }

  @Test
  void aTimeOfThePastIsReadFromTheDatabase() {
    long to = System.currentTimeMillis() - 20 * HOUR;
    open("/operations?from=%d&to=%d".formatted(to - 2 * HOUR, to));

    for (double part : new double[] {0.1, 0.5, 0.9}) {
      waitFor(ChartsTest.inked(RATE, part), "true");
    }
  }

  @Test
  void whatIsPointedAtStandsBesideTheSameMomentOfTheDayBefore() {
    open("/operations?minutes=60");
    waitFor(ChartsTest.inked(RATE, 0.5), "true");

    chromium.evaluate(
        """
        (() => {
          const box = document.querySelector(`%s .u-over`).getBoundingClientRect();
          const at = { clientX: box.left + box.width / 2, clientY: box.top + 5, bubbles: true };
          document.querySelector(`%s .chart`).dispatchEvent(new PointerEvent("pointermove", at));
        })()
        """
            .formatted(RATE, RATE));

    // 5,400 requests a minute.
    waitFor("document.querySelector(`%s .earlier`).textContent".formatted(RATE), "day before: 90");
  }

  @Test
  void theAgentsOfAColonyStandWithWhatTheyDidInADayAndSpendNow() {
    open("/colonies/c-2");

    waitForText("cc-agents tbody tr:nth-child(1)", "Wasp71,9001.56,0009.5");
    waitForText("cc-agents tbody", "a-91100––");
    assertThat(text("cc-agents tbody")).doesNotContain("Ant");
    picture("agents");
    // It is no longer among the busiest, so what it spends now is unknown.
    for (String metric : List.of("agent_tokens", "agent_cpu_seconds")) {
      server.publish(Platform.now(metric, Map.of("colony_id", "c-2", "agent_id", "a-1"), 0));
    }
    waitForText("cc-agents tbody tr:nth-child(1)", "Wasp71,9001.5––");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void aListWithoutAgentsSaysWhy() throws Exception {
    open("/colonies/c-9");
    waitForText("cc-agents .empty", "No activity of its agents in 24 hours");

    server.close();
    server = TestTransport.start("--history.url", "jdbc:postgresql://127.0.0.1:1/none");
    new Platform(server, "Reef").begin();
    open("/colonies/c-9");
    waitForText("cc-agents .empty", "The history cannot be read now");

    server.close();
    server = TestTransport.start();
    new Platform(server, "Reef").begin();
    open("/colonies/c-9");
    waitForText("cc-agents .empty", "none of its agents is among the top 100 now");
  }

  /** The live histogram goes an hour back. */
  @Test
  void percentilesOfADayComeFromTheHistory() {
    open("/operations?minutes=1440");

    // 94 of 100 requests take 50 ms, the others a second.
    waitFor(
        "/p50 0.05.* p99 0.99/.test(document.querySelector(`cc-percentiles .chart`)?.ariaLabel)",
        "true");
  }

  @Test
  void sessionsOfADayStandInTheHeatmap() {
    open("/activity?minutes=1440");
    String panel = "cc-heatmap[data-metric=session_duration_minutes_bucket]";
    waitFor("document.querySelectorAll(`%s .heat-rows span`).length >= 3".formatted(panel), "true");

    // Twenty hours ago; a column is 24 minutes, and has the 10 of 30 sessions in 5 minutes.
    waitFor(
        """
        (() => {
          const panel = document.querySelector(`%s`);
          const canvas = panel.querySelector("canvas");
          const rows = [...panel.querySelectorAll(".heat-rows span")].map((row) => row.textContent);
          canvas.scrollIntoView();
          const box = canvas.getBoundingClientRect();
          const row = rows.indexOf("0.3 min");
          const to = { clientX: box.left + box.width * 0.167, clientY: box.top + box.height * (row + 0.5) / rows.length, bubbles: true };
          canvas.dispatchEvent(new PointerEvent("pointermove", to));
          return / 0\\.1 to 0\\.3 min: (4[6-9]|50)(\\.\\d)?$/.test(panel.querySelector(".told span").textContent);
        })()
        """
            .formatted(panel),
        "true");
    picture("sessions");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void anHourOfAWeekdayIsNamedWithItsMeanWhereItIsPointedAt() {
    open("/activity");
    waitFor("document.querySelectorAll(`cc-weekly .heat-rows span`).length", "7");

    point("cc-weekly", "((at.getDay() + 6) % 7 + 0.5) / 7", "(at.getHours() + 0.5) / 24");

    waitForText("cc-weekly .told", ":00 to ");
    waitForText("cc-weekly .told", ": 1 events");
    waitForText("cc-weekly .told", "(mean of 1)");
    waitForText("cc-weekly .heat-scale", " events");
    picture("weekly");
  }

  @Test
  void aRegionsUseIsNamedWithTheTimeOfItsCellWhereItIsPointedAt() {
    open("/operations?minutes=1440");
    waitFor("document.querySelectorAll(`cc-places .heat-rows span`).length", "2");

    point("cc-places", "0.25", "0.995");

    waitForText("cc-places .told", "eu-west-1: ");
    waitForText("cc-places .told", " cores");
    waitForText("cc-places .heat-scale", " cores");
    picture("places");
  }

  /**
   * Points at a part of the height and the width of a panel's cells; {@code at} is five hours ago.
   */
  private static void point(String panel, String down, String right) {
    chromium.evaluate(
        """
        (() => {
          const canvas = document.querySelector(`%s canvas`);
          canvas.scrollIntoView();
          const box = canvas.getBoundingClientRect();
          const at = new Date(Date.now() - 5 * 3_600_000);
          const to = { clientX: box.left + box.width * (%s), clientY: box.top + box.height * (%s), bubbles: true };
          canvas.dispatchEvent(new PointerEvent("pointermove", to));
        })()
        """
            .formatted(panel, right, down));
  }

  /** The history has what each step grew by, and the chart shows what the counter stands at. */
  @Test
  void aBucketHasNoValueOfTheDayBefore() {
    open("/");

    String points =
        chromium.evaluateLater(
            """
            (async () => {
              const app = document.querySelector("script[type=module]").src;
              const { Sources } = await import(app.replace("app.js", "sources.js"));
              const sources = new Sources({ headers: () => ({}) }, Date.now);
              const of = [{ le: "*" }, Date.now() - 864e5, 3e5, Date.now() - 432e5];
              const past = await sources.past("session_duration_minutes_bucket", ...of);
              const before = await sources.before("session_duration_minutes_bucket", ...of);
              return JSON.stringify([past.length, before.length]);
            })()
            """);

    assertThat(points).isEqualTo("[3,0]");
  }

  /** In the catalogue active_users stands twice: alone, and by platform. */
  @Test
  void aMetricThatIsKeptWithOtherLabelsTooIsReadWithItsOwn() {
    open("/");

    String points =
        chromium.evaluateLater(
            """
            (async () => {
              const app = document.querySelector("script[type=module]").src;
              const { Sources } = await import(app.replace("app.js", "sources.js"));
              const sources = new Sources({ headers: () => ({}) }, Date.now);
              const of = async (labels) =>
                (await sources.past("active_users", labels, Date.now() - 864e5, 3e5))
                  .map(({ points }) => points.length > 100);
              return JSON.stringify([await of({}), await of({ platform: "ios" })]);
            })()
            """);

    assertThat(points).contains("[[true],[true]]");
  }
}
