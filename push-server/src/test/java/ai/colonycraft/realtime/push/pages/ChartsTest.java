package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.noticeAbout;
import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Charts over time: what the pointer finds, gaps, zoom, marks and heat. */
class ChartsTest extends PagesInChromium {

  private static final String RATE = "cc-lines[data-metric=request_rate]";
  private static final String ERRORS = "cc-lines[data-metric=error_rate]";
  private static final long MINUTE = 60_000;

  @Test
  void everyPlaceOfThePointerFindsATimeAValueAndAUnit() {
    new Platform(server, "Reef").begin();
    open("/operations?minutes=5");
    waitForChart(RATE);
    JsonNode over = box(RATE + " .u-over");

    for (int i = 0; i < 40; i++) {
      chromium
          .hands()
          .move(over.get("x").asDouble() + over.get("width").asDouble() * (i + 0.5) / 40, y(over));
      String shown = chromium.evaluate("document.querySelector('" + RATE + " .legend').innerText");
      assertThat(shown).as("position %d", i).containsPattern("\\d\\d:\\d\\d:\\d\\d");
      assertThat(shown).as("position %d", i).containsPattern("\\d").contains("requests/s");
      assertThat(shown).as("position %d", i).doesNotContain("–\n");
    }
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void theCrosshairShowsTheSameTimeOnAllChartsOfThePage() {
    new Platform(server, "Reef").begin();
    open("/operations");
    waitForChart(RATE);
    waitForChart(ERRORS);
    JsonNode over = box(RATE + " .u-over");

    chromium.hands().move(over.get("x").asDouble() + over.get("width").asDouble() / 3, y(over));

    waitFor(
        "new Set([...document.querySelectorAll('cc-lines .moment time')].map(n => n.textContent))"
            + ".size",
        "1");
    assertThat(text(ERRORS + " .moment time")).containsPattern("\\d\\d:\\d\\d:\\d\\d");
    assertThat(chromium.evaluate("document.querySelector('.heat-line').hidden")).isEqualTo("false");
    picture("crosshair");
  }

  @Test
  void aHoleIsNotALine() {
    long now = System.currentTimeMillis();
    List<LiveRecord> records = new ArrayList<>();
    for (long time = now - 15 * MINUTE; time < now; time += 5_000) {
      if (time < now - 9 * MINUTE || time > now - 3 * MINUTE) {
        records.add(new Update("request_rate{}", "request_rate", Map.of(), 50, time));
      }
    }
    server.publish(records.toArray(LiveRecord[]::new));
    open("/operations");
    waitForChart(RATE);

    waitFor(inked(RATE, 0.2), "true");
    waitFor(inked(RATE, 0.9), "true");
    for (double part : new double[] {0.45, 0.6, 0.75}) {
      assertThat(chromium.evaluate(inked(RATE, part))).as("at " + part).isEqualTo("false");
    }
    picture("gap");
  }

  /** Whether a column of the chart has a pixel of its line or its field. */
  static String inked(String chart, double part) {
    return """
        (() => {
          const canvas = document.querySelector(`%s canvas`);
          const [box, over] = [canvas, document.querySelector(`%1$s .u-over`)].map((n) => n.getBoundingClientRect());
          const ratio = canvas.width / box.width;
          const x = Math.round((over.x - box.x + over.width * %f) * ratio);
          const { data } = canvas.getContext("2d").getImageData(x, 0, 1, Math.round((over.y - box.y + over.height - 4) * ratio));
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 20 && data[i + 2] - data[i + 1] > 60) return true;
          return false;
        })()
        """
        .formatted(chart, part);
  }

  @Test
  void aZoomedChartSaysThatItStandsStillAndLeadsBack() {
    new Platform(server, "Reef").begin();
    open("/operations?minutes=30");
    waitForChart(RATE);
    waitForChart(ERRORS);
    JsonNode over = box(RATE + " .u-over");
    double left = over.get("x").asDouble();
    double width = over.get("width").asDouble();

    chromium.hands().drag(left + width * 0.2, y(over), left + width * 0.6, y(over));

    waitForText(RATE + " .age", "Stands still");
    waitForText(ERRORS + " .age", "Stands still");
    waitForText("cc-heatmap .age", "Stands still");
    assertThat(Long.parseLong(chromium.evaluate(asked("to") + " - " + asked("from"))))
        .isBetween(11 * MINUTE, 13 * MINUTE);
    assertThat(chromium.evaluate("document.querySelector('nav a[href^=\"/activity\"]').search"))
        .contains("from=");
    picture("zoomed");
    String address = chromium.evaluate("location.pathname + location.search");
    open(address);
    waitForText(RATE + " .age", "Stands still");
    server.publish(now("request_rate", Map.of(), 4711));
    waitForText("cc-scope .still", " to ");

    click(RATE + " .back");

    waitForText(RATE + " .legend b", "4,711");
    waitForTextOfLive(RATE + " .age", "now", "request_rate", 4711);
    waitFor("location.search", "?minutes=30");
    chromium.evaluate("history.back()");
    waitForText(RATE + " .age", "Stands still");
    assertThat(chromium.problems()).isEmpty();
  }

  @Test
  void keysMoveAndWidenTheRangeAndLeadBack() {
    new Platform(server, "Reef").begin();
    open("/operations");
    waitForChart(RATE);

    chromium.hands().key(",");
    waitForText(RATE + " .age", "Stands still");
    String before = chromium.evaluate(asked("from"));
    chromium.hands().key(",");
    waitFor(asked("from") + " < " + before, "true");
    chromium.hands().key("-");
    waitFor(asked("to") + " - " + asked("from"), String.valueOf(30 * MINUTE));
    chromium.hands().key("0");
    waitFor("location.search", "");
    waitForTextOfLive(RATE + " .age", "now", "request_rate", 4711);
    chromium.hands().key("-");
    waitFor("location.search", "?minutes=30");
  }

  private static String asked(String parameter) {
    return "Date.parse(new URLSearchParams(location.search).get('" + parameter + "'))";
  }

  @Test
  void aFreshPageOfFiveMinutesShowsEachSecondThatTheServerHas() {
    long now = System.currentTimeMillis();
    List<LiveRecord> records = new ArrayList<>();
    for (long time = now - 5 * MINUTE; time <= now; time += 1_000) {
      records.add(
          new Update("request_rate{}", "request_rate", Map.of(), time / 1_000 % 2 * 50, time));
    }
    server.publish(records.toArray(LiveRecord[]::new));
    open("/operations?minutes=5");
    waitForText(RATE + " .legend b", "");

    click(RATE + " .actions button:last-child");

    waitFor(
        "[...document.querySelectorAll('"
            + RATE
            + " tbody tr')].filter(r => /\\d/.test(r.cells[1].textContent)).length > 280",
        "true");
  }

  @Test
  void deploymentsAndIncidentsAreMarkedWhereTheyWere() {
    new Platform(server, "Reef").begin();
    long now = System.currentTimeMillis();
    Map<String, String> labels =
        Map.of("service", "billing", "region", "eu-west-1", "version", "2.4.1", "phase", "started");
    server.publish(now("deployment_timestamp_seconds", labels, (now - 5 * MINUTE) / 1_000));
    server.publish(
        noticeAbout("n1", "critical", "Billing fails", "{\"service\":\"billing\"}"),
        noticeAbout("n2", "critical", "Gateway fails", "{\"service\":\"gateway\"}"));
    open("/services/billing?minutes=15");
    waitForChart(RATE);
    JsonNode over = box(RATE + " .u-over");
    double left = over.get("x").asDouble();
    double width = over.get("width").asDouble();

    chromium.hands().move(left + width * 10 / 15, y(over));
    waitForText(RATE + " .marks", "Deployment billing · 2.4.1 · eu-west-1");
    chromium.hands().move(left + width - 3, y(over));
    waitForText(RATE + " .marks", "Billing fails");

    assertThat(text(RATE + " .marks")).doesNotContain("Gateway");
    picture("marks");
  }

  @Test
  void theHeatmapNamesTheWholeBucketAndItsColours() {
    new Platform(server, "Reef").begin();
    open("/operations");
    waitForText("cc-heatmap .heat-rows", "∞");
    JsonNode canvas = box("cc-heatmap canvas");
    double x = canvas.get("x").asDouble() + canvas.get("width").asDouble() / 2;
    double top = canvas.get("y").asDouble();
    double height = canvas.get("height").asDouble();

    chromium.hands().move(x, top + height * 0.625);
    waitForText("cc-heatmap .told", "100 to 300 ms: ");
    chromium.hands().move(x, top + height * 0.375);
    waitForText("cc-heatmap .told", "300 ms to 1.2 s: ");
    chromium.hands().move(x, top + height * 0.1);
    waitForText("cc-heatmap .told", "above 1.2 s: ");
    chromium.hands().move(x, top + height * 0.9);
    waitForText("cc-heatmap .told", "0 to 100 ms: ");

    assertThat(chromium.evaluate("document.querySelectorAll('cc-heatmap .heat-scale i').length"))
        .isEqualTo("5");
    picture("heat");
  }

  @Test
  void percentilesOfRequestsStandBesideTheHeatmap() {
    new Platform(server, "Reef").begin();
    open("/operations");

    waitForText("cc-percentiles .legend .name", "p50 | p95 | p99");
    // A quarter of the requests in each bucket: half of them took up to 0.3 s.
    waitForText("cc-percentiles .legend b", "0.3");
  }

  @Test
  void ticksOfAnAxisDoNotRepeat() {
    long now = System.currentTimeMillis();
    List<LiveRecord> records = new ArrayList<>();
    for (long time = now - 5 * MINUTE; time <= now; time += 1_000) {
      double value = 123_456 + time / 1_000 % 3;
      records.add(new Update("request_rate{}", "request_rate", Map.of(), value, time));
    }
    server.publish(records.toArray(LiveRecord[]::new));
    chromium.beforeEachPage(
        """
        globalThis.written = [];
        const fillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (words, ...at) {
          written.push(words);
          return fillText.call(this, words, ...at);
        };
        const clearRect = CanvasRenderingContext2D.prototype.clearRect;
        CanvasRenderingContext2D.prototype.clearRect = function (...box) {
          written = [];
          return clearRect.call(this, ...box);
        };
        """);
    open("/regions/none?minutes=5");
    open("/operations?minutes=5");
    waitForChart(RATE);

    waitFor("written.length > 4", "true");
    assertThat(chromium.evaluate("written.length - new Set(written).size + ' of ' + written"))
        .startsWith("0 of ");
  }

  @Test
  void chartsOfPagesThatWereLeftListenToNothing() {
    new Platform(server, "Reef").begin();
    // uPlot listens to the window for another density of pixels, once for all and once a plot.
    String script =
        chromium.beforeEachPage(
            """
            globalThis.plots = 0;
            const { addEventListener: add, removeEventListener: remove } = globalThis;
            globalThis.addEventListener = (type, ...rest) => {
              if (type === 'dppxchange') plots++;
              add.call(globalThis, type, ...rest);
            };
            globalThis.removeEventListener = (type, ...rest) => {
              if (type === 'dppxchange') plots--;
              remove.call(globalThis, type, ...rest);
            };
            """);
    try {
      open("/operations");
      waitForChart(RATE);
    } finally {
      chromium.noLongerBeforeEachPage(script);
    }

    chromium.evaluateLater(
        """
        (async () => {
          const frame = () => new Promise(requestAnimationFrame);
          for (let i = 0; i < 40; i++) {
            document.querySelector(`nav a[href^="${i % 2 ? '/operations' : '/activity'}"]`).click();
            for (let frames = i % 20; frames >= 0; frames--) await frame();
          }
        })()
        """);

    waitForChart(RATE);
    waitFor("plots - 1 - document.querySelectorAll('.uplot').length", "0");
  }

  @Test
  void theFlameGraphReadsAgainWhileItIsLiveAndStandsStillWhereTheRangeDoes() {
    new Platform(server, "Reef").begin();
    open("/flamegraph");
    waitForText("cc-flame", "shop: put");

    long start = System.currentTimeMillis() - MINUTE;
    server
        .hub
        .flameGraphs()
        .accept(
            new FlameGraph(
                "calls/*/" + (start + 1),
                "calls",
                "*",
                start,
                start + 300_000,
                10,
                List.of(new FlameGraph.Frame(1, "mill: grind", 10, 5_000, 0, 0))));
    waitForText("cc-flame", "mill: grind");

    chromium.hands().key(",");
    waitForText("cc-flame-page .centre-bar", "Stands still");
  }

  private static void waitForChart(String selector) {
    waitFor("document.querySelector('" + selector + " .u-over')?.clientWidth > 100", "true");
    chromium.evaluate(
        "document.querySelector('" + selector + "').scrollIntoView({ block: 'center' })");
  }

  private static double y(JsonNode box) {
    return box.get("y").asDouble() + box.get("height").asDouble() / 2;
  }

  private static JsonNode box(String selector) {
    chromium.evaluate(
        "document.querySelector('" + selector + "').scrollIntoView({ block: 'center' })");
    try {
      return new ObjectMapper()
          .readTree(
              chromium.evaluate(
                  "JSON.stringify(document.querySelector('%s').getBoundingClientRect())"
                      .formatted(selector)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
