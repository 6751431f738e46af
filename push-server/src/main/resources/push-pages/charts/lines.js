/** `<cc-lines>`: one metric over time, a line a series; drag to zoom, double click for the whole. */

import { el, setAttribute, setText, svg } from "../dom.js";
import { brief, hourAndMinute, number, timeOfDay } from "../format.js";
import { isAboutPeople, thresholdsOf } from "../metrics.js";
import { looksOf, MACHINES, PEOPLE } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { serviceLink } from "../router.js";
import { text } from "../texts.js";
import { colour, onTheme } from "./colours.js";
import { loadUPlot } from "./uplot.js";

const MOST_LINES = 8;
const BUCKETS = 180;
const EVERY_MS = 1_000;

/** @import uPlot from "../lib/uplot/uPlot.esm.js" */
/** @typedef {import("../store/series.js").Series} Series */

export class Lines extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #box = el("div", { class: "chart" });
  #legend = el("ul", { class: "legend" });
  /** Undefined until it is loaded. @type {typeof uPlot|undefined} */
  #Plot;
  #loading = false;
  /** @type {uPlot|null} */
  #plot = null;
  /** Draws the plot that is made. @type {(() => void)|undefined} */
  #finishPlot;
  #shape = "";
  #drawnAt = 0;
  #zoomed = false;
  /** @type {Series[]} */
  #series = [];
  /** @type {import("../palette.js").Look[]} */
  #looks = [];
  /** @type {ResizeObserver|undefined} */
  #resized;
  #endTheme = () => {};

  begin() {
    this.body.replaceChildren(this.#box, this.#legend);
    setAttribute(this.#box, "role", "img");
    setAttribute(this.#box, "aria-label", this.title_);
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
    this.#resized = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#resized.observe(this.#box);
    this.#endTheme = onTheme(() => this.#again());
  }

  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.#Plot = await loadUPlot();
      this.#again();
      this.context.painter.soon(this);
    } catch {
      this.note(text("panel.unloaded"));
    }
  }

  end() {
    this.#resized?.disconnect();
    this.#endTheme();
    this.#again();
  }

  draw() {
    if (performance.now() - this.#drawnAt < EVERY_MS || this.#zoomed) return;
    this.#drawnAt = performance.now();
    this.#series = this.#choose();
    this.#looks = this.#chooseLooks();
    const shape = this.#series.map((s) => this.#nameOf(s)).join("\n");
    if (shape !== this.#shape) this.#again();
    this.#shape = shape;
    const data = this.#data();
    this.classList.toggle("single", this.#series.length === 1);
    if (this.#plot) this.#plot.setData(data, true);
    else if (this.#finishPlot) this.#finishPlot();
    else if (this.#Plot) this.#makePlot(this.#Plot, data);
    else this.#load();
    this.#drawLegend(null);
    setAttribute(this.#box, "aria-label", this.#description());
  }

  /**
   * Makes it, and draws it in another frame, since the first of a page's plots would take longer than one.
   * @param {typeof uPlot} Plot
   * @param {uPlot.AlignedData} data
   */
  #makePlot(Plot, data) {
    new Plot(this.#options(), data, (plot, draw) => {
      this.#finishPlot = () => {
        this.#finishPlot = undefined;
        this.#plot = plot;
        this.#box.append(plot.root);
        draw();
      };
    });
    this.#drawnAt = 0;
    this.context.painter.soon(this);
  }

  table() {
    const [times, ...values] = this.#data();
    return {
      columns: [
        { title: text("column.time") },
        ...this.#series.map((s) => ({ title: this.#nameOf(s), numeric: true })),
      ],
      rows: times.map((time, i) => [
        { text: timeOfDay(time * 1000), sort: time },
        ...values.map((v) => ({ text: number(v[i], this.#unit()), sort: v[i] ?? -Infinity })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** The largest, in the order of their names so that colours stay. */
  #choose() {
    const all = this.#watch?.series() ?? [];
    const largest = [...all].sort((a, b) => b.value - a.value).slice(0, MOST_LINES);
    this.leaveOut(Math.max(0, all.length - MOST_LINES));
    return largest.sort((a, b) => this.#nameOf(a).localeCompare(this.#nameOf(b)));
  }

  /** @returns {[number[], ...(number|null)[][]]} seconds, and of each series the last value of each stretch */
  #data() {
    const now = this.context.store.now();
    const span = this.context.place.scope.minutes * 60_000;
    const step = span / BUCKETS;
    const first = Math.floor((now - span) / step);
    const xs = Array.from({ length: BUCKETS + 1 }, (_, i) => ((first + i) * step) / 1000);
    const ys = this.#series.map((series) => {
      /** @type {(number|null)[]} */
      const y = new Array(BUCKETS + 1).fill(null);
      const { times, values } = series.since(now - span);
      times.forEach((time, i) => (y[Math.min(BUCKETS, Math.floor(time / step) - first)] = values[i]));
      return y;
    });
    return [xs, ...ys];
  }

  /** @returns {uPlot.Options} */
  #options() {
    const [rule, quiet] = [colour("--rule"), colour("--quiet")];
    const font = getComputedStyle(this).fontFamily;
    const size = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.72);
    const axis = {
      stroke: quiet,
      font: `${size}px ${font}`,
      grid: { stroke: rule, width: 1 },
      ticks: { show: false },
    };
    const unit = this.#unit();
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false } },
      scales: { y: { range: (_, low, high) => rangeOf(low, high, this.#bounds()?.warning) } },
      axes: [
        {
          ...axis,
          size: size * 1.9,
          space: size * 5,
          values: (_, splits) => splits.map((s) => hourAndMinute(s * 1000)),
        },
        {
          ...axis,
          size: size * 5,
          space: size * 2.4,
          values: (_, splits) => splits.map((s) => brief(s, unit)),
        },
      ],
      series: [
        {},
        ...this.#series.map((series, i) => ({
          label: this.#nameOf(series),
          stroke: this.#looks[i].colour,
          width: Math.max(2, size / 7),
          dash: this.#looks[i].dash,
          spanGaps: true,
          points: { show: false },
          ...(this.#series.length === 1 && { fill: `${this.#looks[i].colour}22` }),
        })),
      ],
      hooks: {
        draw: [(plot) => this.#drawThresholds(plot)],
        setCursor: [(plot) => this.#drawLegend(plot.cursor.idx ?? null)],
        setSelect: [(plot) => (this.#zoomed = plot.select.width > 0)],
        ready: [(plot) => plot.over.addEventListener("dblclick", () => (this.#zoomed = false))],
      },
    };
  }

  /** @param {uPlot} plot */
  #drawThresholds(plot) {
    const bounds = this.#bounds();
    if (!bounds) return;
    const { ctx } = plot;
    ctx.save();
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const [value, property] of /** @type {[number, string][]} */ ([
      [bounds.warning, "--warning-line"],
      [bounds.critical, "--red"],
    ])) {
      const y = plot.valToPos(value, "y", true);
      if (y < plot.bbox.top || y > plot.bbox.top + plot.bbox.height) continue;
      ctx.strokeStyle = colour(property);
      ctx.beginPath();
      ctx.moveTo(plot.bbox.left, y);
      ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Names with their values: those under the cursor, or the newest. @param {number|null} at */
  #drawLegend(at) {
    const { children } = this.#legend;
    while (children.length < this.#series.length) {
      this.#legend.append(
        el(
          "li",
          {},
          svg(
            "svg",
            { class: "mark-line", viewBox: "0 0 24 4", "aria-hidden": "true" },
            svg("path", { d: "M0 2h24" }),
          ),
          el("span", { class: "name", dir: "auto" }),
          el("b", {}),
        ),
      );
    }
    while (children.length > this.#series.length) this.#legend.lastChild?.remove();
    this.#series.forEach((series, i) => {
      const [mark, name, value] = /** @type {HTMLElement[]} */ ([...children[i].children]);
      const { colour: stroke, dash } = this.#looks[i];
      setAttribute(/** @type {Element} */ (mark.firstElementChild), "stroke", stroke);
      setAttribute(/** @type {Element} */ (mark.firstElementChild), "stroke-dasharray", dash.join(" "));
      this.#drawName(name, series);
      const y = at === null ? null : /** @type {any} */ (this.#plot?.data[i + 1])?.[at];
      setText(value, `${number(at === null ? series.value : y, this.#unit())}`);
    });
  }

  /** @param {HTMLElement} node @param {Series} series */
  #drawName(node, series) {
    const { service } = series.labels;
    const name = this.#nameOf(series);
    if (!service || this.spec.by?.[0] !== "service") return setText(node, name);
    if (node.firstElementChild?.textContent !== name) {
      node.replaceChildren(el("a", { href: serviceLink(service, this.context.place.scope) }, name));
    }
  }

  #description() {
    return `${this.title_}: ${this.#series.map((s) => `${this.#nameOf(s)} ${number(s.value, this.#unit())}`).join(", ")}`;
  }

  #chooseLooks() {
    if (this.#series.length === 1) return [isAboutPeople(this.spec.metric ?? "") ? PEOPLE : MACHINES];
    const label = this.spec.by?.[0] ?? "";
    return looksOf(
      label,
      this.#series.map((s) => s.labels[label] ?? ""),
    );
  }

  /** @param {Series} series */
  #nameOf(series) {
    const by = (this.spec.by ?? []).map((label) => series.labels[label] ?? "");
    return by.join(" · ") || unitText(this.#unit());
  }

  #bounds() {
    return (
      this.spec.thresholds ??
      thresholdsOf(this.spec.metric ?? "", { ...this.context.place.filters, ...this.spec.only })
    );
  }

  #unit() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }

  #size() {
    return { width: Math.max(50, this.#box.clientWidth), height: Math.max(80, this.#box.clientHeight) };
  }

  #again() {
    this.#plot?.destroy();
    this.#plot = null;
    this.#finishPlot = undefined;
    this.#drawnAt = 0;
    this.#shape = "";
  }
}

/**
 * From zero, unless the values lie far from it.
 * @param {number|null} low
 * @param {number|null} high
 * @param {number} [usual] what the axis reaches where all is zero
 * @returns {[number, number]}
 */
function rangeOf(low, high, usual = 1) {
  if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
  if (low === 0 && high === 0) return [0, usual * 1.5];
  if (high === low) return high > 0 ? [0, high * 1.3] : [low - 1, high + 1];
  const from = low >= 0 && low < high * 0.7 ? 0 : low - (high - low) * 0.2;
  return [low >= 0 ? Math.max(0, from) : from, high + (high - low) * 0.15];
}

customElements.define("cc-lines", Lines);
