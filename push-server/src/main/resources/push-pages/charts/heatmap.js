/** `<cc-heatmap>`: how values spread over time, from the cumulative buckets of a histogram. */

import { el, setAttribute, setText } from "../dom.js";
import { hourAndMinute, number, timeOfDay } from "../format.js";
import { isAboutPeople } from "../metrics.js";
import { MACHINES, PEOPLE } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { text } from "../texts.js";
import { onTheme } from "./colours.js";

const COLUMNS = 60;
const EVERY_MS = 2_000;

/** @typedef {{bounds: string[], counts: number[][], first: number, step: number, most: number}} Grid  counts by bound, then column */

export class Heatmap extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #canvas = el("canvas", { role: "img" });
  #rows = el("div", { class: "heat-rows", "aria-hidden": "true" });
  #times = el("div", { class: "heat-times", "aria-hidden": "true" }, el("span"), el("span"), el("span"));
  #told = el("p", { class: "detail told" });
  #drawnAt = 0;
  #look = isAboutPeople(this.spec.metric ?? "") ? PEOPLE : MACHINES;
  /** @type {Grid|null} */
  #grid = null;
  #endTheme = () => {};

  begin() {
    this.body.replaceChildren(
      el("div", { class: "heat" }, this.#rows, this.#canvas, this.#times),
      this.#told,
    );
    setAttribute(this.#canvas, "aria-label", this.title_);
    this.#watch = this.watch(this.spec.metric ?? "", ["le"]);
    this.#canvas.addEventListener("pointermove", (event) => this.#tell(event));
    this.#canvas.addEventListener("pointerleave", () => setText(this.#told, "\u00a0"));
    this.#endTheme = onTheme(() => (this.#drawnAt = 0));
    setText(this.#told, "\u00a0");
  }

  end() {
    this.#endTheme();
  }

  draw() {
    if (performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#drawnAt = performance.now();
    const grid = this.#count();
    this.#grid = grid;
    this.#paintCells(grid);
    this.#drawAxes(grid);
    const all = grid.counts.map((row) => row.reduce((a, b) => a + b, 0));
    const largest = all.indexOf(Math.max(...all));
    setAttribute(
      this.#canvas,
      "aria-label",
      `${this.title_}: ${grid.bounds.map((b, i) => `≤ ${b}: ${number(all[i])}`).join(", ")}`,
    );
    if (largest < 0) setText(this.#told, "");
  }

  table() {
    const grid = this.#count();
    return {
      columns: [
        { title: text("column.time") },
        ...grid.bounds.map((b) => ({ title: this.#boundText(b), numeric: true })),
      ],
      rows: Array.from({ length: COLUMNS }, (_, column) => [
        { text: timeOfDay(grid.first + column * grid.step), sort: grid.first + column * grid.step },
        ...grid.counts.map((row) => ({ text: number(row[column]), sort: row[column] })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** @returns {Grid} */
  #count() {
    const now = this.context.store.now();
    const span = this.context.place.scope.minutes * 60_000;
    const step = span / COLUMNS;
    const first = now - span;
    const series = (this.#watch?.series() ?? []).sort((a, b) => boundOf(a.labels.le) - boundOf(b.labels.le));
    const cumulative = series.map((s) => growth(s, first, step));
    const counts = cumulative.map((row, i) =>
      row.map((n, column) => Math.max(0, n - (cumulative[i - 1]?.[column] ?? 0))),
    );
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
        // By the root, so that few can be told from none.
        context.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / most);
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

  /** @param {PointerEvent} event */
  #tell(event) {
    if (!this.#grid) return;
    const { bounds, counts, first, step } = this.#grid;
    const column = Math.min(
      COLUMNS - 1,
      Math.max(0, Math.floor((event.offsetX / this.#canvas.clientWidth) * COLUMNS)),
    );
    const row =
      bounds.length -
      1 -
      Math.min(
        bounds.length - 1,
        Math.max(0, Math.floor((event.offsetY / this.#canvas.clientHeight) * bounds.length)),
      );
    setText(
      this.#told,
      `${timeOfDay(first + column * step)} · ${this.#boundText(bounds[row])}: ${number(counts[row]?.[column])}`,
    );
  }

  /** @param {string} le */
  #boundText(le) {
    const bound = boundOf(le);
    if (!Number.isFinite(bound)) return "∞";
    if (this.spec.unit === "seconds") return bound < 1 ? `${number(bound * 1000)} ms` : `${number(bound)} s`;
    return `${number(bound)} ${this.spec.unit === "minutes" ? "min" : ""}`.trim();
  }
}

/** @param {string|undefined} le */
function boundOf(le) {
  return le === "+Inf" || le === undefined ? Infinity : Number(le);
}

/**
 * How much a counter grew in each column.
 * @param {import("../store/series.js").Series} series
 * @param {number} first
 * @param {number} step
 */
function growth(series, first, step) {
  const grown = new Array(COLUMNS).fill(0);
  const { times, values } = series.since(first - step);
  for (let i = 1; i < values.length; i++) {
    const more = values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
    const [from, to] = [(times[i - 1] - first) / step, (times[i] - first) / step];
    // Spread over the columns that lie between the two points.
    for (let column = Math.max(0, Math.floor(from)); column < Math.min(COLUMNS, to); column++) {
      grown[column] +=
        (more * (Math.min(to, column + 1) - Math.max(from, column))) / Math.max(1e-9, to - from);
    }
  }
  return grown.map((n) => Math.round(n * 10) / 10);
}

customElements.define("cc-heatmap", Heatmap);
