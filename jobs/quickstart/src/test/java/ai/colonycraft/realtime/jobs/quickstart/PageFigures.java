package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a page shows beside what the API says. Values move ten times a second, the API keeps one of
 * each second, and a page draws them a little later. So a shown number must lie between the least
 * and the most of the last three that the API had for its series when the page was looked at, and
 * of those that came since then; in three readings one after the other, since one may agree by
 * chance.
 */
final class PageFigures {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int READINGS = 3;

  /** How the scripts below ask the API; {@code key} makes a name of a series' labels. */
  private static final String API =
      """
      const series = async (path, more) => {
        const response = await fetch(`/api/metrics/${path}${path.includes("?") ? "&" : "?"}${more}`);
        return response.ok ? (await response.json()).series : [];
      };
      const looked = Date.now();
      const last = (points) => {
        points.sort((a, b) => a[0] - b[0]);
        const since = points.filter(([time]) => time > looked - 3_000);
        return (since.length > 3 ? since : points.slice(-3)).map(([, value]) => value);
      };
      const recent = async (path, key = () => "") => {
        const received = {};
        for (const { labels, points } of await series(path, "minutes=2")) (received[key(labels)] ??= []).push(...points);
        return Object.fromEntries(Object.entries(received).map(([name, points]) => [name, last(points)]));
      };
      const grown = async (metric) => {
        const [hour] = await series(metric, "minutes=60&step=20");
        const first = hour.points[0][1];
        return { "": (await recent(metric))[""].map((value) => value - first) };
      };
      const healthy = async (path) => {
        const received = await series(path, "minutes=2");
        const answered = Math.ceil((Date.now() - looked) / 1_000);
        return { "": Array.from({ length: 3 + answered }, (_, i) => i + 1).map((back) => {
          const of = received.map(({ labels, points }) => ({ state: labels.state, value: points.at(-back)?.[1] ?? 0 }));
          const sum = (all) => all.reduce((a, { value }) => a + value, 0);
          return sum(of.filter(({ state }) => state === "healthy")) / sum(of);
        }) };
      };
      """;

  /** What is shown by the name of its series, and what the API returned for it. */
  record Reading(Map<String, String> shown, Map<String, List<Double>> received) {

    void check(String figure, int least) {
      assertThat(shown).as(figure).hasSizeGreaterThanOrEqualTo(least);
      shown.forEach(
          (name, text) ->
              assertThat(ShownNumber.of(text).isAmong(received.getOrDefault(name, List.of())))
                  .as("%s: %s shows \"%s\", the API returned %s", figure, name, text, received)
                  .isTrue());
    }
  }

  private final Chromium browser;
  private final List<String> figures = new ArrayList<>();
  private final List<Integer> least = new ArrayList<>();

  PageFigures(Chromium browser) {
    this.browser = browser;
  }

  /** A single number of a metric without further labels, or with those that the path selects. */
  PageFigures number(String selector, String received) {
    return numbers(1, selector, "\"\"", "n.textContent", received);
  }

  /**
   * Several numbers.
   *
   * @param count at least so many of them
   * @param rows selects the element of each
   * @param key gives the name of its series, of the element {@code n}
   * @param value gives its text, of the element {@code n}
   * @param received asks the API
   */
  PageFigures numbers(int count, String rows, String key, String value, String received) {
    least.add(count);
    figures.add("[`%s`, (n) => %s, (n) => %s, () => %s]".formatted(rows, key, value, received));
    return this;
  }

  /** Waits until each has agreed so often. */
  void agree() {
    int[] agreed = new int[figures.size()];
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<Reading> readings = read();
              for (int i = 0; i < agreed.length; i++) {
                if (agreed[i] < READINGS) {
                  // Anew from the first, should it fail.
                  int before = agreed[i];
                  agreed[i] = 0;
                  readings.get(i).check(figures.get(i), least.get(i));
                  agreed[i] = before + 1;
                }
              }
              assertThat(agreed).as("readings that agreed").containsOnly(READINGS);
            });
  }

  /** The page first, so that what it shows can't be newer than what the API returns. */
  private List<Reading> read() throws IOException {
    String script =
        """
        (() => {
          %s
          const shown = (rows, key, value) => Object.fromEntries([...document.querySelectorAll(rows)].map((n) => [key(n), value(n)]));
          const figures = [%s];
          return Promise.all(figures.map(async ([rows, key, value, received]) => ({ shown: shown(rows, key, value), received: await received() }))).then(JSON.stringify);
        })()
        """
            .formatted(API, String.join(",\n", figures));
    return JSON.readValue(browser.evaluateLater(script), new TypeReference<>() {});
  }
}
