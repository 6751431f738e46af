/** `<cc-percentiles>`: the 50th, 95th and 99th percentile over time, from the cumulative buckets of a histogram. */
import { looksOf } from "../palette.js";
import { boundOf, growth, quantile } from "../store/histogram.js";
import { stepFor } from "../store/range.js";
import { Lines } from "./lines.js";

const QUANTILES = [0.5, 0.95, 0.99];
/** Points of a line: each needs some requests to be more than chance. */
const MOST_POINTS = 60;

export class Percentiles extends Lines {
  /** @type {import("../store/store.js").Watch|undefined} */
  #buckets;

  watchLines() {
    this.#buckets = this.watch(this.spec.metric ?? "", ["le"]);
  }

  /** @param {import("../store/range.js").Span} span */
  lines(span) {
    this.#buckets?.want(span, 2 * MOST_POINTS);
    const step = stepFor(span.to - span.from, MOST_POINTS);
    const first = Math.floor(span.from / step) * step;
    // Only steps that are over: the last one would be of a few requests.
    const count = Math.floor((span.to - first) / step);
    const series = (this.#buckets?.series() ?? []).sort(
      (a, b) => boundOf(a.labels.le) - boundOf(b.labels.le),
    );
    const bounds = series.map(({ labels }) => boundOf(labels.le));
    const grown = series.map((one) => growth(this.#buckets?.points(one) ?? one, first, step, count));
    const names = QUANTILES.map((q) => `p${q * 100}`);
    const looks = looksOf("percentile", names);
    return QUANTILES.map((q, i) => {
      /** @type {import("../store/points.js").Points} */
      const points = { times: [], values: [] };
      for (let at = 0; at < count; at++) {
        const cumulative = grown.map((row) => row[at]);
        const value = quantile(q, bounds, cumulative);
        if (value === undefined) continue;
        points.times.push(first + at * step);
        points.values.push(value);
      }
      return { name: names[i], href: null, look: looks[i], value: points.values.at(-1) ?? NaN, points };
    });
  }
}

customElements.define("cc-percentiles", Percentiles);
