package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pure parts of charts: points and gaps, what is kept of them, ranges, ticks, marks,
 * histograms.
 */
class ChartPointsTest {

  private static final String PAGES =
      Path.of("src/main/resources/push-pages").toAbsolutePath().toString();

  private static final String BEGIN =
      """
      import assert from "node:assert/strict";
      import { gapsBefore, joined, lonely, nearest, pressed, stepsOf } from "PAGES/store/points.js";
      import { between, parametersOf, rangeOf, shifted, spanOf, stepFor, widened } from "PAGES/store/range.js";
      import { alone, continued, growth, quantile } from "PAGES/store/histogram.js";
      import { marksOf } from "PAGES/store/marks.js";
      import { Series } from "PAGES/store/series.js";
      import { Store } from "PAGES/store/store.js";
      import { timeLabels, valueLabels } from "PAGES/charts/ticks.js";
      const every = (from, to, step) => Array.from({ length: (to - from) / step }, (_, i) => from + i * step);
      const gaps = (times) => times.filter((_, i) => gapsBefore(times)[i]);
      """
          .replace("PAGES", "file://" + PAGES);

  @TempDir private Path folder;

  @Test
  void decidesByTheIntervalOfTheSeriesWhatIsAGap() throws Exception {
    passes(
        """
        const S = 1_000;
        assert.deepEqual(gaps(every(0, 600 * S, S)), []);
        assert.deepEqual(gaps([...every(0, 60 * S, S), ...every(420 * S, 480 * S, S)]), [420 * S]);
        // Thinned points, then fine ones: no gap where the interval changes.
        assert.deepEqual(gaps([...every(0, 600 * S, 20 * S), ...every(600 * S, 660 * S, S)]), []);
        assert.deepEqual(gaps([...every(0, 60 * S, S), ...every(60 * S, 600 * S, 60 * S)]), []);
        // A point a minute has a gap only after more than three.
        assert.deepEqual(gaps([0, 60, 120, 180, 360, 420, 900, 960].map((t) => t * S)), [900 * S]);
        // What a slow client skips is none.
        assert.deepEqual(gaps([...every(0, 60 * S, S), ...every(73 * S, 90 * S, S)]), []);
        assert.deepEqual(gaps([]), []);
        assert.deepEqual(gaps([0, 360 * S]), []);
        """);
  }

  @Test
  void pressesPointsToMeanLeastAndGreatestWithGaps() throws Exception {
    passes(
        """
        const times = [...every(0, 60_000, 1_000), ...every(120_000, 180_000, 1_000)];
        const values = times.map((t) => (t / 1_000) % 2);
        const { mean, low, high } = pressed({ times, values }, 0, 179_999, 10_000);
        assert.deepEqual(mean.slice(0, 6), Array(6).fill(0.5));
        assert.deepEqual(mean.slice(6, 12), Array(6).fill(null));
        assert.deepEqual([low[0], high[0], low[7], high[7]], [0, 1, null, null]);
        assert.deepEqual(stepsOf(0, 179_999, 10_000).length, mean.length);
        // Between points of a series that has no gap there is nothing due.
        assert.deepEqual(pressed({ times: [0, 2_000], values: [1, 3] }, 0, 2_000, 1_000).mean, [1, undefined, 3]);
        // A gap that begins before the span and ends in it.
        const before = [...every(0, 60_000, 1_000), 120_000, 121_000];
        assert.deepEqual(
          pressed({ times: before, values: before }, 118_000, 121_000, 1_000).mean, [null, null, 120_000, 121_000]);
        assert.equal(pressed({ times: [0], values: [2], lows: [1], highs: [9] }, 0, 0, 1_000).high[0], 9);
        """);
  }

  @Test
  void findsTheNearestAndLonelyPointsAndJoinsSourcesWithoutADoublePoint() throws Exception {
    passes(
        """
        assert.equal(nearest([1, null, undefined, null, 5], 2), 0);
        assert.equal(nearest([null, null, undefined, null, 5], 0), 4);
        assert.equal(nearest([null], 0), null);
        assert.equal(nearest([0], 0), 0);
        assert.deepEqual(lonely([1, null, 2, null, 3, undefined, 4]), [0, 2]);
        assert.deepEqual(lonely([undefined, 5]), [1]);
        const live = { times: [1, 4, 6, 9], values: [1, 4, 6, 9] };
        const read = { times: [3, 4, 5, 6], values: [30, 40, 50, 60] };
        assert.deepEqual(joined(read, live).times, [1, 3, 4, 5, 6, 9]);
        assert.deepEqual(joined(read, live).values, [1, 30, 40, 50, 60, 9]);
        assert.deepEqual(joined({ times: [], values: [] }, live), live);
        """);
  }

  @Test
  void readsMovesAndWidensRanges() throws Exception {
    passes(
        """
        const asked = (query) => rangeOf(new URLSearchParams(query));
        assert.deepEqual(asked("minutes=7"), { minutes: 15 });
        assert.deepEqual(asked("minutes=30&from=1000000&to=2000000"), { minutes: 30, from: 1_000_000, to: 2_000_000 });
        assert.deepEqual(asked("from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z").to - 3_600_000, Date.UTC(2026, 0, 1));
        for (const bad of ["from=2&to=1", "from=x&to=y", "from=0&to=9e9", "from=0&to=99999999999", "to=5000000"])
          assert.deepEqual(asked(bad), { minutes: 15 }, bad);
        const range = asked("from=1000000&to=2000000");
        assert.deepEqual(asked(new URLSearchParams(parametersOf(range))), range);
        assert.deepEqual(between(15, 2_000, 1_000), { minutes: 15, from: -3_500, to: 6_500 });
        const now = 10_000_000;
        assert.deepEqual(spanOf({ minutes: 5 }, now), { from: now - 300_000, to: now, still: false });
        const back = shifted({ minutes: 5 }, -1, now);
        assert.deepEqual(back, { minutes: 5, from: now - 450_000, to: now - 150_000 });
        assert.deepEqual(shifted(back, 1, now), { minutes: 5 });
        assert.deepEqual(shifted({ minutes: 5 }, 1, now), { minutes: 5 });
        assert.deepEqual(widened({ minutes: 15 }, 1, now, [5, 15, 30]), { minutes: 30 });
        assert.deepEqual(widened({ minutes: 5 }, -1, now, [5, 15, 30]), { minutes: 5 });
        assert.deepEqual(widened(back, 1, now, []), { minutes: 5, from: now - 600_000, to: now });
        assert.deepEqual([stepFor(300_000, 300), stepFor(900_000, 300), stepFor(2_592_000_000, 300)],
          [1_000, 5_000, 10_800_000]);
        """);
  }

  @Test
  void labelsOfAnAxisDoNotRepeat() throws Exception {
    passes(
        """
        const differ = (labels) => assert.equal(new Set(labels).size, labels.length, String(labels));
        differ(valueLabels([123_456, 123_456.5, 123_457], ""));
        differ(valueLabels([0.001, 0.00101, 0.00102], "ratio"));
        differ(valueLabels([8.6e9, 8.601e9, 8.602e9], "bytes"));
        assert.deepEqual(valueLabels([0, 5_000, 10_000], ""), ["0", "5K", "10K"]);
        differ(timeLabels(every(0, 60, 15), 15));
        differ(timeLabels(every(0, 3 * 86_400, 21_600).slice(1, 4), 21_600));
        differ(timeLabels(every(0, 7 * 86_400, 86_400), 86_400));
        """);
  }

  @Test
  void marksWhatIsAboutTheSameLabelsInTheSpan() throws Exception {
    passes(
        """
        const notices = [
          { id: "a", type: "critical", timestamp: 50, resolvedAt: 70, title: "A", context: { service: "x" } },
          { id: "b", type: "warning", timestamp: 80, title: "B", context: { service: "y", count: 3 } },
          { id: "c", type: "info", timestamp: 60, title: "C" },
          { id: "d", type: "warning", timestamp: 10, resolvedAt: 20, title: "D" }];
        const labels = { service: "x", region: "eu", version: "1", phase: "started" };
        const deployments = [{ labels, values: [0.055, 0.055, 0.09, 0] }];
        const titles = (span, by) => marksOf(notices, deployments, span, by).map(({ title, from, to }) => [title, from, to]);
        assert.deepEqual(titles({ from: 60, to: 100 }, {}), [["A", 50, 70], ["B", 80, 100], ["x · 1 · eu", 90, 90]]);
        assert.deepEqual(titles({ from: 40, to: 60 }, { service: "x" }), [["A", 50, 70], ["x · 1 · eu", 55, 55]]);
        assert.deepEqual(titles({ from: 0, to: 30 }, { service: "z" }), [["D", 10, 20]]);
        """);
  }

  @Test
  void quantilesOfBucketsAreThoseOfPrometheus() throws Exception {
    passes(
        """
        const bounds = [0.1, 0.3, 1.2, Infinity];
        assert.equal(quantile(0.5, bounds, [10, 10, 20, 20]), 0.1);
        assert.equal(quantile(0.75, bounds, [10, 10, 20, 20]), 0.75);
        assert.equal(quantile(0.99, bounds, [0, 0, 1, 100]), 1.2);
        assert.equal(quantile(0.5, bounds, [0, 0, 0, 0]), undefined);
        assert.equal(quantile(0.5, [], []), undefined);
        assert.deepEqual(alone([1, 3, 3, 8]), [1, 2, 0, 5]);
        // A counter that began anew counts from zero; growth between two points is spread over the steps.
        assert.deepEqual(growth({ times: [0, 20, 30], values: [4, 8, 3] }, 0, 10, 4), [2, 2, 3, 0]);
        assert.deepEqual(growth({ times: [], values: [] }, 0, 10, 2), [0, 0]);
        """);
  }

  @Test
  void aCounterOfThePastEndsWhereTheLiveOneStood() throws Exception {
    passes(
        """
        const live = [[90, 47], [100, 50], [110, 53]];
        // Steps of 10, one of them without any: it grows within its steps and nowhere else.
        const all = continued([[60, 2], [80, 5], [90, 3]], 10, 100, live);
        assert.deepEqual(all, [[60, 40], [70, 42], [80, 42], [90, 47], [100, 50], [110, 53]]);
        const [times, values] = [all.map(([t]) => t), all.map(([, v]) => v)];
        assert.deepEqual(growth({ times, values }, 60, 10, 5), [2, 0, 5, 3, 3]);
        // The last step is not over; the live counter begins after the past, or is not there.
        assert.deepEqual(continued([[80, 5]], 20, 90, [[95, 7], [99, 8]]), [[80, 2], [90, 7], [95, 7], [99, 8]]);
        assert.deepEqual(continued([[80, 5]], 10, 100, []), [[80, 0], [90, 5], [100, 5]]);
        assert.deepEqual(continued([], 10, 100, [[110, 3]]), [[100, 3], [110, 3]]);
        """);
  }

  @Test
  void whatAnEarlierVisitKnewGivesWayToWhatTheServerHas() throws Exception {
    passes(
        """
        const M = 60_000;
        const series = new Series("m", {});
        series.restore([[M, 1], [2 * M, 2], [3 * M, 3]]);
        assert.deepEqual([series.kept, series.value, series.timestamp], [true, 3, 3 * M]);
        series.put({ metric: "m", value: 9, timestamp: 9 * M });
        assert.deepEqual([series.kept, series.times], [false, [M, 2 * M, 3 * M, 9 * M]]);
        // Of the time that the server has, its points; before it those that were kept; after it the live ones.
        series.past([[2 * M, 20], [2.5 * M, 25], [8 * M, 80], [9 * M, 90]]);
        assert.deepEqual(series.times, [M, 2 * M, 2.5 * M, 8 * M, 9 * M]);
        assert.deepEqual(series.values, [1, 20, 25, 80, 9]);
        // A server without a past takes nothing away.
        series.past([]);
        assert.equal(series.times.length, 5);
        """);
  }

  @Test
  void whatIsKeptForAVisitWithoutANetworkIsBounded() throws Exception {
    passes(
        """
        const stream = { subscribe: () => () => {}, onState() {}, onBegin() {}, pace() {}, now: () => 0, age: () => 0 };
        const gate = { entrance: () => () => {}, now: () => 0, state: "live", pass: (f) => f() };
        const points = every(0, 3_600_000, 30_000).map((time) => [time, time / 3]);
        const kept = Object.fromEntries(
          every(0, 80, 1).map((i) => [JSON.stringify([`m${i}`, []]), every(0, 50, 1).map((n) => [{ n: String(n) }, 1, 3_570_000, points])]),
        );
        const store = new Store({ stream, gate, past: async () => [], catalogue: async () => [] }, kept);
        every(0, 80, 1).forEach((i) => store.watch(`m${i}`, {}, () => {}));
        const values = store.lastValues();
        assert.equal(Object.keys(values).length, 60);
        const all = Object.values(values).flat();
        assert.equal(all.length, 60 * 50);
        const count = all.reduce((sum, [, , , own = []]) => sum + own.length, 0);
        assert.ok(count <= 20_000 && count > 19_000, String(count));
        // What was watched last has its points.
        assert.equal(values[JSON.stringify(["m79", []])][0][3].length, 120);
        """);
  }

  private void passes(String checks) throws Exception {
    Path script = Files.writeString(folder.resolve("checks.mjs"), BEGIN + checks);
    try (RunningProcess process = RunningProcess.start(Needs.program("node"), script.toString())) {
      int exit = process.waitForExit();

      assertThat(exit).as(String.join("\n", process.lines())).isZero();
    }
  }
}
