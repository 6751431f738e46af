/**
 * `<cc-percentiles>`: the 50th, 95th and 99th percentile over time, from the cumulative buckets of a histogram; what is
 * longer than the server has those in memory, from the history.
 */
import { looksOf } from "../palette.js";
import { boundOf, growth, quantile } from "../store/histogram.js";
import { stepFor } from "../store/range.js";
import { Lines } from "./lines.js";

const QUANTILES = [0.5, 0.95, 0.99];
/** Points of a line: each needs some requests to be more than chance. */
const MOST_POINTS = 60;
/** Of the history, which has finer buckets. */
const MOST_PAST_POINTS = 300;
/** Buckets are in memory for so long. */
const IN_MEMORY_MS = 61 * 60_000;
const AGAIN_MS = 60_000;

export class Percentiles extends Lines {
  /** @type {import("../store/store.js").Watch|undefined} */
  #buckets;
  /** What was read of the history, for which span. @type {Map<string, import("../store/points.js").Points>|null} */
  #past = null;
  #asked = "";
  #askedAt = 0;

  watchLines() {
    this.#buckets = this.watch(this.spec.metric ?? "", ["le"]);
  }

  /** @param {import("../store/range.js").Span} span */
  lines(span) {
    const past = this.#pastOf(span);
    if (past) {
      const names = QUANTILES.map((q) => `p${q * 100}`);
      const looks = looksOf("percentile", names);
      return names.map((name, i) => {
        const points = past.get(name) ?? { times: [], values: [] };
        return { name, href: null, look: looks[i], value: points.values.at(-1) ?? Number.NaN, points };
      });
    }
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

  /**
   * What the history has of a span, null if it has nothing or is not asked.
   * @param {import("../store/range.js").Span} span
   */
  #pastOf({ from, to }) {
    const { place, sources, store } = this.context;
    if (store.now() - from <= IN_MEMORY_MS) return null;
    const labels = { ...place.filters, ...this.spec.only };
    const asked = JSON.stringify([place.scope, labels]);
    if (asked !== this.#asked) this.#past = null;
    if (asked !== this.#asked || store.now() - this.#askedAt > AGAIN_MS) {
      this.#asked = asked;
      this.#askedAt = store.now();
      sources
        .percentiles(labels, from, stepFor(to - from, MOST_PAST_POINTS), to)
        .then((past) => {
          if (asked !== this.#asked) return;
          this.#past = past;
          this.context.painter.soon(this);
        })
        // What is in memory is drawn, and the history asked again.
        .catch(() => {});
    }
    return this.#past;
  }
}

customElements.define("cc-percentiles", Percentiles);
