/**
 * A small line of the recent past: what is normal as a band, thresholds as dashed lines, and the
 * newest value as a dot.
 */
import { setAttribute, svg } from "../dom.js";

const WIDTH = 240;
const HEIGHT = 60;
const MOST_POINTS = 160;

/**
 * @typedef {object} Look
 * @property {number} from epoch milliseconds of the left end
 * @property {number} to epoch milliseconds of the right end
 * @property {{low: number, high: number}|null} normal
 * @property {import("../metrics.js").Thresholds|undefined} thresholds
 */

export class Spark {
  #band = svg("rect", { class: "band" });
  #area = svg("path", { class: "area" });
  #line = svg("path", { class: "line" });
  #warning = svg("path", { class: "threshold warning" });
  #critical = svg("path", { class: "threshold critical" });
  #dot = svg("circle", { class: "dot", r: 3.5 });
  #svg = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", class: "spark" },
    this.#band,
    this.#area,
    this.#warning,
    this.#critical,
    this.#line,
  );
  #dotSvg = svg("svg", { class: "spark-dot", "aria-hidden": "true", viewBox: "-5 -5 10 10" }, this.#dot);
  /** @type {HTMLElement} */
  node;

  constructor() {
    this.node = document.createElement("div");
    this.node.className = "spark-box";
    this.node.append(this.#svg, this.#dotSvg);
  }

  /** @param {string} label what it shows, in words */
  describe(label) {
    setAttribute(this.#svg, "aria-label", label);
  }

  /**
   * @param {{times: number[], values: number[]}} points ascending
   * @param {Look} look
   */
  draw(points, { from, to, normal, thresholds }) {
    const { times, values } = thinned(points);
    const [low, high] = extent(values, normal, thresholds);
    const x = (/** @type {number} */ time) => ((time - from) / Math.max(1, to - from)) * WIDTH;
    const y = (/** @type {number} */ value) => HEIGHT - 3 - ((value - low) / (high - low)) * (HEIGHT - 6);
    let path = "";
    for (let i = 0; i < times.length; i++) {
      path += `${i === 0 ? "M" : "L"}${x(times[i]).toFixed(1)} ${y(values[i]).toFixed(1)}`;
    }
    const last = times.length - 1;
    setAttribute(this.#line, "d", path || null);
    setAttribute(
      this.#area,
      "d",
      last > 0 && `${path}L${x(times[last]).toFixed(1)} ${HEIGHT}L${x(times[0]).toFixed(1)} ${HEIGHT}Z`,
    );
    this.#threshold(this.#warning, thresholds?.warning, low, high, y);
    this.#threshold(this.#critical, thresholds?.critical, low, high, y);
    if (normal) {
      setAttribute(this.#band, "x", 0);
      setAttribute(this.#band, "width", WIDTH);
      setAttribute(this.#band, "y", y(normal.high).toFixed(1));
      setAttribute(this.#band, "height", Math.max(1, y(normal.low) - y(normal.high)).toFixed(1));
    }
    this.#band.style.display = normal ? "" : "none";
    this.#dotSvg.style.display = last < 0 ? "none" : "";
    if (last >= 0) {
      this.#dotSvg.style.left = `${Math.min(100, (x(times[last]) / WIDTH) * 100)}%`;
      this.#dotSvg.style.top = `${(y(values[last]) / HEIGHT) * 100}%`;
    }
  }

  /**
   * @param {SVGPathElement} path
   * @param {number|undefined} value
   * @param {number} low
   * @param {number} high
   * @param {(value: number) => number} y
   */
  #threshold(path, value, low, high, y) {
    const seen = value !== undefined && value >= low && value <= high;
    setAttribute(path, "d", seen && `M0 ${y(value).toFixed(1)}H${WIDTH}`);
  }
}

/**
 * The range of the y axis: all values and what is normal, with a little air; a flat line lies in the middle.
 * @param {number[]} values
 * @param {{low: number, high: number}|null} normal
 * @param {import("../metrics.js").Thresholds|undefined} thresholds
 * @returns {[number, number]}
 */
function extent(values, normal, thresholds) {
  let low = normal?.low ?? Infinity;
  let high = normal?.high ?? -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) return [0, 1];
  if (low === 0 && high === 0 && thresholds && Number.isFinite(thresholds.warning))
    return [0, thresholds.warning * 1.5];
  const air = (high - low) * 0.15 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/**
 * As many points as can be seen; of each stretch the least and the most, so that no peak is lost.
 * @param {{times: number[], values: number[]}} points
 */
export function thinned({ times, values }) {
  if (times.length <= MOST_POINTS) return { times, values };
  const size = Math.ceil(times.length / (MOST_POINTS / 2));
  /** @type {{times: number[], values: number[]}} */
  const thin = { times: [], values: [] };
  for (let start = 0; start < times.length; start += size) {
    const end = Math.min(start + size, times.length);
    let least = start;
    let most = start;
    for (let i = start; i < end; i++) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[most]) most = i;
    }
    for (const at of least === most ? [least] : [Math.min(least, most), Math.max(least, most)]) {
      thin.times.push(times[at]);
      thin.values.push(values[at]);
    }
  }
  const last = times.length - 1;
  if (thin.times.at(-1) !== times[last]) {
    thin.times.push(times[last]);
    thin.values.push(values[last]);
  }
  return thin;
}
