/** `<cc-heatmap>`: how values spread over time, from the cumulative buckets of a histogram. */

import { el, setAttribute, setText } from "../dom.js";
import { hourAndMinute, momentOf, number } from "../format.js";
import { isAboutPeople } from "../metrics.js";
import { MACHINES, PEOPLE } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { alone, boundOf, growth } from "../store/histogram.js";
import { spanOf } from "../store/range.js";
import { text } from "../texts.js";
import { onTheme } from "./colours.js";
import { onPoint, point, pointedAt } from "./crosshair.js";

const COLUMNS = 60;
const EVERY_MS = 2_000;
/** Colours that the legend shows. */
const LEGEND = 5;
/** The lightest colour of any count. */
const LEAST_ALPHA = 0.12;

/** @typedef {{bounds: string[], counts: number[][], first: number, step: number, most: number}} Grid  counts by bound, then column */

export class Heatmap extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #canvas = el("canvas", { role: "img" });
  #rows = el("div", { class: "heat-rows", "aria-hidden": "true" });
  #times = el("div", { class: "heat-times", "aria-hidden": "true" }, el("span"), el("span"), el("span"));
  #told = el("span", {});
  #scale = el("span", { class: "heat-scale", "aria-hidden": "true" });
  #line = el("i", { class: "heat-line", "aria-hidden": "true", hidden: true });
  /** The bucket that is pointed at. */
  #row = 0;
  #range = "";
  #drawnAt = 0;
  #look = isAboutPeople(this.spec.metric ?? "") ? PEOPLE : MACHINES;
  /** @type {Grid|null} */
  #grid = null;
  /** @type {(() => void)[]} */
  #ends = [];

  get ranged() {
    return true;
  }

  begin() {
    this.body.replaceChildren(
      el("div", { class: "heat" }, this.#rows, el("div", {}, this.#canvas, this.#line), this.#times),
      el("p", { class: "detail told" }, this.#told, this.#scale),
    );
    setAttribute(this.#canvas, "aria-label", this.title_);
    this.#watch = this.watch(this.spec.metric ?? "", ["le"]);
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => point(null));
    this.#ends = [onTheme(() => (this.#drawnAt = 0)), onPoint(() => this.#showPointed())];
  }

  end() {
    this.#ends.forEach((end) => end());
  }

  draw() {
    const range = JSON.stringify(this.context.place.scope);
    if (range === this.#range && performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#range = range;
    this.#drawnAt = performance.now();
    const grid = this.#count();
    this.#grid = grid;
    this.#paintCells(grid);
    this.#drawAxes(grid);
    this.#drawScale(grid.most);
    this.#showPointed();
    const all = grid.counts.map((row) => row.reduce((a, b) => a + b, 0));
    setAttribute(
      this.#canvas,
      "aria-label",
      `${this.title_}: ${grid.bounds.map((b, i) => `≤ ${b}: ${number(all[i])}`).join(", ")}`,
    );
  }

  table() {
    const grid = this.#count();
    return {
      columns: [
        { title: text("column.time") },
        ...grid.bounds.map((b) => ({ title: this.#boundText(b), numeric: true })),
      ],
      rows: Array.from({ length: COLUMNS }, (_, column) => [
        {
          text: momentOf(grid.first + column * grid.step, this.context.store.now()),
          sort: grid.first + column * grid.step,
        },
        ...grid.counts.map((row) => ({ text: number(row[column]), sort: row[column] })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** @returns {Grid} */
  #count() {
    const span = spanOf(this.context.place.scope, this.context.store.now());
    this.#watch?.want(span, 2 * COLUMNS);
    const step = (span.to - span.from) / COLUMNS;
    const first = span.from;
    const series = (this.#watch?.series() ?? []).sort((a, b) => boundOf(a.labels.le) - boundOf(b.labels.le));
    const cumulative = series.map((one) => growth(this.#watch?.points(one) ?? one, first, step, COLUMNS));
    const columns = Array.from({ length: COLUMNS }, (_, column) =>
      alone(cumulative.map((row) => row[column])),
    );
    const counts = series.map((_, row) => columns.map((column) => Math.round(column[row] * 10) / 10));
    const most = Math.max(1, ...counts.flat());
    return { bounds: series.map((s) => s.labels.le), counts, first, step, most };
  }

  /** @param {Grid} grid */
  #paintCells({ counts, most }) {
    const ratio = Math.min(2, devicePixelRatio);
    const [width, height] = [this.#canvas.clientWidth * ratio, this.#canvas.clientHeight * ratio];
    if (this.#canvas.width !== Math.round(width) || this.#canvas.height !== Math.round(height)) {
      this.#canvas.width = Math.round(width);
      this.#canvas.height = Math.round(height);
    }
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.fillStyle = this.#look.colour;
    const [cellWidth, cellHeight] = [width / COLUMNS, height / Math.max(1, counts.length)];
    counts.forEach((row, i) =>
      row.forEach((count, column) => {
        if (count <= 0) return;
        context.globalAlpha = alphaOf(count / most);
        context.fillRect(
          column * cellWidth,
          height - (i + 1) * cellHeight,
          cellWidth - ratio,
          cellHeight - ratio,
        );
      }),
    );
  }

  /** @param {Grid} grid */
  #drawAxes({ bounds, first, step }) {
    while (this.#rows.children.length < bounds.length) this.#rows.append(el("span"));
    while (this.#rows.children.length > bounds.length) this.#rows.lastChild?.remove();
    [...this.#rows.children].forEach((node, i) =>
      setText(node, this.#boundText(bounds[bounds.length - 1 - i])),
    );
    [0, COLUMNS / 2, COLUMNS].forEach((column, i) =>
      setText(this.#times.children[i], hourAndMinute(first + column * step)),
    );
  }

  /** How many each colour stands for. @param {number} most */
  #drawScale(most) {
    const marks = Array.from({ length: LEGEND }, (_, i) => ((i + 1) / LEGEND) ** 2);
    if (this.#scale.children.length === 0)
      this.#scale.append(el("span"), ...marks.map(() => el("i")), el("span"));
    const parts = /** @type {HTMLElement[]} */ ([...this.#scale.children]);
    setText(parts[0], number(Math.max(1, Math.round(most * marks[0]))));
    marks.forEach((mark, i) => {
      parts[i + 1].style.background = this.#look.colour;
      parts[i + 1].style.opacity = String(alphaOf(mark));
    });
    setText(parts[LEGEND + 1], number(Math.round(most)));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.#grid) return;
    const { bounds, first, step } = this.#grid;
    const column = within(Math.floor((event.offsetX / this.#canvas.clientWidth) * COLUMNS), COLUMNS);
    const fromTop = Math.floor((event.offsetY / this.#canvas.clientHeight) * bounds.length);
    this.#row = bounds.length - 1 - within(fromTop, bounds.length);
    point(first + (column + 0.5) * step);
    this.#showPointed();
  }

  /** Shows the time that is pointed at on any chart, and the bucket that is pointed at here. */
  #showPointed() {
    const time = pointedAt();
    const grid = this.#grid;
    const column = grid && time !== null ? Math.floor((time - grid.first) / grid.step) : -1;
    const inside = column >= 0 && column < COLUMNS;
    this.#line.hidden = !inside;
    if (!grid || !inside) return setText(this.#told, "\u00a0");
    this.#line.style.left = `${((column + 0.5) / COLUMNS) * 100}%`;
    const when = momentOf(grid.first + column * grid.step, this.context.store.now());
    const count = grid.counts[this.#row]?.[column];
    const here = this.#canvas.matches(":hover");
    setText(
      this.#told,
      here ? `${when} · ${this.#bucketText(grid.bounds, this.#row)}: ${number(count)}` : when,
    );
  }

  /** "10 to 25 ms": from the bound before to its own. @param {string[]} bounds @param {number} row */
  #bucketText(bounds, row) {
    const [low, high] = [row === 0 ? 0 : boundOf(bounds[row - 1]), boundOf(bounds[row])];
    if (!Number.isFinite(high)) return text("heat.above", { low: this.#boundText(bounds[row - 1]) });
    const [from, to] = [this.#boundText(String(low)), this.#boundText(bounds[row])];
    const unit = (/** @type {string} */ bound) => bound.split(" ")[1] ?? "";
    // The unit once if both have the same; zero has any.
    return text("heat.bucket", {
      low: low === 0 || unit(from) === unit(to) ? from.split(" ")[0] : from,
      high: to,
    });
  }

  /** @param {string} le */
  #boundText(le) {
    const bound = boundOf(le);
    if (!Number.isFinite(bound)) return "∞";
    if (this.spec.unit === "seconds") return bound < 1 ? `${number(bound * 1000)} ms` : `${number(bound)} s`;
    return `${number(bound)} ${this.spec.unit === "minutes" ? "min" : ""}`.trim();
  }
}

/** By the root, so that few differ from none. @param {number} part of the most */
const alphaOf = (part) => LEAST_ALPHA + (1 - LEAST_ALPHA) * Math.sqrt(part);

/** @param {number} index @param {number} length */
const within = (index, length) => Math.min(length - 1, Math.max(0, index));

customElements.define("cc-heatmap", Heatmap);
