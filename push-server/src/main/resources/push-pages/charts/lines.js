/** `<cc-lines>`: one metric over time, a line a series; drag to zoom all charts of the page, double click to go back. */

import { el, setAttribute } from "../dom.js";
import { momentOf, number } from "../format.js";
import { isAboutPeople, thresholdsOf } from "../metrics.js";
import { looksOf, MACHINES, PEOPLE } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { serviceLink } from "../router.js";
import { marksOf, watchDeployments } from "../store/marks.js";
import { nearest, pressed, stepsOf } from "../store/points.js";
import { between, earlierBy, spanOf, stepFor } from "../store/range.js";
import { text } from "../texts.js";
import { onTheme } from "./colours.js";
import { onPoint, point, pointedAt } from "./crosshair.js";
import { Legend } from "./legend.js";
import { COLUMNS, optionsOf } from "./plot.js";
import { loadUPlot } from "./uplot.js";

const MOST_LINES = 8;
const DAY_MS = 24 * 60 * 60_000;
/** Points of a line; more can't be distinguished on a screen. */
const MOST_POINTS = 300;
const EVERY_MS = 1_000;
/** Letters of a unit that is a symbol, such as s. */
const LONGEST_SYMBOL = 3;
/** A mark is named while the pointer is so near to it, in parts of the width. */
const NEAR_MARK = 1 / 60;

/** @import uPlot from "../lib/uplot/uPlot.esm.js" */
/** @typedef {import("../store/series.js").Series} Series */
/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string|null} href where its name leads
 * @property {import("../palette.js").Look} look
 * @property {number} value the newest
 * @property {import("../store/points.js").Points} points
 * @property {(time: number) => number|undefined} [earlier] its value a day or a week before a time
 */
/** @typedef {import("../store/points.js").Column} Column */

export class Lines extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  /** @type {import("../store/store.js").Watch|undefined} */
  #deployments;
  #box = el("div", { class: "chart" });
  #legend = new Legend();
  /** Undefined until it is loaded. @type {typeof uPlot|undefined} */
  #Plot;
  #loading = false;
  /** @type {uPlot|null} */
  #plot = null;
  /**
   * The plot that is made and not drawn yet, and what draws it: it listens to the window until it is destroyed.
   * @type {{plot: uPlot, draw: () => void}|null}
   */
  #undrawn = null;
  #shape = "";
  #drawnAt = 0;
  /** The range that was drawn, and what was read for it. */
  #range = "";
  #span = spanOf(this.context.place.scope, 0);
  /** @type {import("../store/marks.js").Mark[]} */
  #marks = [];
  /** Seconds, then the columns of each series. @type {[number[], ...Column[]]} */
  #data = [[]];
  /** @type {Line[]} */
  #lines = [];
  /** @type {ResizeObserver|undefined} */
  #resized;
  #fontSize = 0;
  /** @type {(() => void)[]} */
  #ends = [];

  get ranged() {
    return true;
  }

  begin() {
    this.body.replaceChildren(this.#box, this.#legend.node);
    setAttribute(this.#box, "role", "img");
    setAttribute(this.#box, "aria-label", this.title_);
    this.watchLines();
    this.#deployments = watchDeployments(this.context.store, () => {});
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(this.#box);
    this.#box.addEventListener("pointermove", (event) => this.#point(event));
    this.#box.addEventListener("pointerleave", () => point(null));
    this.#box.addEventListener("dblclick", () =>
      this.context.look({ minutes: this.context.place.scope.minutes }),
    );
    this.#ends = [
      onTheme(() => this.#again()),
      onPoint(() => this.#showPointed()),
      () => this.#deployments?.close(),
    ];
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
    this.#ends.forEach((end) => end());
    this.#again();
  }

  draw() {
    // Points that were read for a range are drawn at once, what is live once a second.
    const range = JSON.stringify([this.#scope, this.#Plot !== undefined, this.#watch?.reads]);
    if (range === this.#range && performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#range = range;
    this.#drawnAt = performance.now();
    this.#read();
    const shape = this.#lines.map((line) => line.name).join("\n");
    if (shape !== this.#shape) this.#again();
    this.#shape = shape;
    this.classList.toggle("single", this.#lines.length === 1);
    if (this.#plot) this.#drawData(this.#plot);
    else if (this.#undrawn) this.#drawFirst(this.#undrawn);
    else if (this.#Plot) this.#makePlot(this.#Plot);
    else this.#load();
    this.#showPointed();
    setAttribute(this.#box, "aria-label", this.#description());
  }

  /** @param {uPlot} plot */
  #drawData(plot) {
    plot.batch(() => {
      plot.setData(/** @type {uPlot.AlignedData} */ (this.#data), false);
      plot.setScale("x", { min: this.#span.from / 1_000, max: this.#span.to / 1_000 });
    });
  }

  /**
   * Makes it, and draws it in another frame, since the first of a page's plots would take longer than one.
   * @param {typeof uPlot} Plot
   */
  #makePlot(Plot) {
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.#fontSize = Math.round(root * 0.75);
    const options = optionsOf({
      unit: this.unit(),
      names: this.#lines.map((line) => line.name),
      looks: this.#lines.map((line) => line.look),
      fontSize: this.#fontSize,
      font: getComputedStyle(this).fontFamily,
      size: this.#size(),
      bounds: () =>
        this.spec.thresholds ??
        thresholdsOf(this.spec.metric ?? "", { ...this.context.place.filters, ...this.spec.only }),
      marks: () => this.#marks,
      onZoom: (from, to) => this.context.look(between(this.context.place.scope.minutes, from, to)),
    });
    const data = /** @type {uPlot.AlignedData} */ (this.#data);
    new Plot(options, data, (plot, draw) => {
      this.#undrawn = { plot, draw: /** @type {() => void} */ (draw) };
    });
    this.#drawnAt = 0;
    this.context.painter.soon(this);
  }

  /** @param {{plot: uPlot, draw: () => void}} undrawn */
  #drawFirst({ plot, draw }) {
    this.#undrawn = null;
    this.#plot = plot;
    this.#box.append(plot.root);
    draw();
    this.#drawData(plot);
  }

  table() {
    this.#read();
    const [times, ...columns] = this.#data;
    const means = columns.filter((_, i) => i % COLUMNS === 0);
    return {
      columns: [
        { title: text("column.time") },
        ...this.#lines.map(({ name }) => ({ title: name, numeric: true })),
      ],
      rows: times.map((time, i) => [
        { text: momentOf(time * 1_000, this.context.store.now()), sort: time },
        ...means.map((mean) => ({ text: number(mean[i], this.unit()), sort: mean[i] ?? -Infinity })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** The page's range; while it moves, the chart may look back further. */
  get #scope() {
    const { place, sources } = this.context;
    const { minutes } = this.spec;
    const further = minutes !== undefined && sources.ranges.includes(minutes);
    return further ? { ...place.scope, minutes } : place.scope;
  }

  /** Takes what is to be drawn. */
  #read() {
    const { place, store, notices } = this.context;
    this.#span = spanOf(this.#scope, store.now());
    this.#lines = this.lines(this.#span);
    const { from, to } = this.#span;
    const step = stepFor(to - from, MOST_POINTS);
    const columns = this.#lines.flatMap(({ points }) => {
      const { mean, low, high } = pressed(points, from, to, step);
      return [mean, low, high];
    });
    this.#data = [stepsOf(from, to, step).map((time) => time / 1_000), ...columns];
    this.#marks = marksOf(notices.all(), this.#deployments?.series() ?? [], this.#span, {
      ...place.filters,
      ...this.spec.only,
    });
  }

  /** Watches what {@link lines} is made from. */
  watchLines() {
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
  }

  /**
   * What is drawn: the largest series, in the order of their names so that colours stay.
   * @param {import("../store/range.js").Span} span
   * @returns {Line[]}
   */
  lines(span) {
    this.#watch?.want(span);
    const all = this.#watch?.series() ?? [];
    const largest = [...all].sort((a, b) => b.value - a.value).slice(0, MOST_LINES);
    this.leaveOut(Math.max(0, all.length - MOST_LINES));
    const series = largest.sort((a, b) => this.#nameOf(a).localeCompare(this.#nameOf(b)));
    const looks = this.#looksOf(series);
    return series.map((one, i) => ({
      name: this.#nameOf(one),
      href: this.#hrefOf(one),
      look: looks[i],
      value: one.value,
      points: this.#watch?.points(one) ?? one,
      earlier: (time) => this.#watch?.earlier(one, span, time),
    }));
  }

  /** Points at the nearest time of which a line has a value. @param {PointerEvent} event */
  #point(event) {
    const over = this.#plot?.over.getBoundingClientRect();
    if (!this.#plot || !over) return;
    const at = this.#plot.posToIdx(Math.min(over.width, Math.max(0, event.clientX - over.left)));
    const [times, ...columns] = this.#data;
    const nearby = columns
      .filter((_, i) => i % COLUMNS === 0)
      .flatMap((mean) => nearest(mean, at) ?? [])
      .sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
    point(nearby === undefined ? null : times[nearby] * 1_000);
  }

  /** Shows the time that is pointed at on any chart. */
  #showPointed() {
    const time = pointedAt();
    if (this.#plot) {
      const left = time === null ? -10 : this.#plot.valToPos(time / 1_000, "x");
      this.#plot.setCursor({ left, top: left < 0 ? -10 : 1 }, false);
    }
    const at = time === null || !this.#plot ? null : this.#plot.valToIdx(time / 1_000);
    const unit = this.unit();
    const words = this.#lines.length === 1 ? "" : unitText(unit);
    // A symbol stands at each value, a word once beside the time; the only line has it as its name.
    const after = words && words.length <= LONGEST_SYMBOL ? ` ${words}` : "";
    const rows = this.#lines.map(({ name, href, look, value }, i) => {
      const index = at === null ? null : nearest(this.#data[i * COLUMNS + 1] ?? [], at);
      const [mean, low, high] = [1, 2, 3].map((c) =>
        index === null ? undefined : number(this.#data[i * COLUMNS + c]?.[index], unit),
      );
      return {
        name,
        href,
        look,
        value: `${at === null ? number(value, unit) : (mean ?? "–")}${after}`,
        extent: low === undefined || low === high ? "" : `${low}–${high}`,
      };
    });
    if (time !== null) this.#watch?.wantEarlier(this.#span);
    this.#legend.draw(rows, {
      earlier: time === null ? "" : this.#earlierThan(time),
      when: time === null ? "" : momentOf(time, this.context.store.now()),
      unit: time === null || after ? "" : words,
      marks: time === null ? "" : this.#marksAt(time),
    });
  }

  /** What stood at the same moment a day or a week before, in words; empty if it is not known. @param {number} time */
  #earlierThan(time) {
    const values = this.#lines.flatMap(({ name, earlier }) => {
      const value = earlier?.(time);
      if (value === undefined) return [];
      return [`${this.#lines.length === 1 ? "" : `${name} `}${number(value, this.unit())}`];
    });
    const ago = earlierBy(this.#span) > DAY_MS ? "week" : "day";
    return values.length === 0 ? "" : text(`earlier.${ago}`, { values: values.join(", ") });
  }

  /** Deployments and incidents at a time, in words. @param {number} time */
  #marksAt(time) {
    const near = (this.#span.to - this.#span.from) * NEAR_MARK;
    return this.#marks
      .filter(({ from, to }) => time >= from - near && time <= to + near)
      .map(({ kind, title }) => text(`mark.${kind}`, { title }))
      .join(" · ");
  }

  /** @param {Series} series */
  #hrefOf({ labels: { service } }) {
    if (!service || this.spec.by?.[0] !== "service") return null;
    return serviceLink(service, this.context.place.scope);
  }

  #description() {
    return `${this.title_}: ${this.#lines.map(({ name, value }) => `${name} ${number(value, this.unit())}`).join(", ")}`;
  }

  /** @param {Series[]} series */
  #looksOf(series) {
    if (series.length === 1) return [isAboutPeople(this.spec.metric ?? "") ? PEOPLE : MACHINES];
    const label = this.spec.by?.[0] ?? "";
    return looksOf(
      label,
      series.map((s) => s.labels[label] ?? ""),
    );
  }

  /** @param {Series} series */
  #nameOf(series) {
    const by = (this.spec.by ?? []).map((label) => series.labels[label] ?? "");
    return by.join(" · ") || unitText(this.unit());
  }

  /** The unit of all lines. */
  unit() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }

  #size() {
    return { width: Math.max(50, this.#box.clientWidth), height: Math.max(80, this.#box.clientHeight) };
  }

  /** Its letters grow with the page's, which takes another plot. */
  #resize() {
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (this.#fontSize && Math.round(root * 0.75) !== this.#fontSize) this.#again();
    else this.#plot?.setSize(this.#size());
  }

  #again() {
    this.#plot?.destroy();
    this.#undrawn?.plot.destroy();
    this.#plot = this.#undrawn = null;
    this.#drawnAt = 0;
    this.#shape = "";
  }
}

customElements.define("cc-lines", Lines);
