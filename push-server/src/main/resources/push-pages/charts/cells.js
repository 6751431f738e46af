/**
 * Panels of cells, rows by columns, the stronger the colour the more: with a legend of the colours, and words for the
 * whole cell that is pointed at.
 *
 * @typedef {object} Grid
 * @property {string[]} rows names, the lowest first
 * @property {number} columns
 * @property {(number|null)[][]} counts by row, then column; null where nothing is known
 * @property {number} most of all cells
 * @property {number} [first] epoch milliseconds at which the first column begins, where columns are times
 * @property {number} [step] milliseconds of a column
 */
import { el, setAttribute, setText } from "../dom.js";
import { number } from "../format.js";
import { isAboutPeople } from "../metrics.js";
import { MACHINES, PEOPLE } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { onTheme } from "./colours.js";
import { onPoint, point, pointedAt } from "./crosshair.js";

const EVERY_MS = 2_000;
/** Colours that the legend shows. */
const LEGEND = 5;
/** The lightest colour of any count. */
const LEAST_ALPHA = 0.12;

export class Cells extends Panel {
  #canvas = el("canvas", { role: "img" });
  #rows = el("div", { class: "heat-rows", "aria-hidden": "true" });
  #ticks = el("div", { class: "heat-times", "aria-hidden": "true" });
  #told = el("span", {});
  #scale = el("span", { class: "heat-scale", "aria-hidden": "true" });
  #line = el("i", { class: "heat-line", "aria-hidden": "true", hidden: true });
  /** What is pointed at here. @type {{row: number, column: number}|null} */
  #pointed = null;
  #shown = "";
  #drawnAt = 0;
  #look = isAboutPeople(this.spec.metric ?? "") ? PEOPLE : MACHINES;
  /** @type {Grid|null} */
  #grid = null;
  /** @type {(() => void)[]} */
  #ends = [];

  begin() {
    this.body.replaceChildren(
      el("div", { class: "heat" }, this.#rows, el("div", {}, this.#canvas, this.#line), this.#ticks),
      el("p", { class: "detail told" }, this.#told, this.#scale),
    );
    setAttribute(this.#canvas, "aria-label", this.title_);
    this.watchCells();
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#leave());
    this.#ends = [onTheme(() => (this.#drawnAt = 0)), onPoint(() => this.#showPointed())];
  }

  end() {
    this.#ends.forEach((end) => end());
  }

  /** Begins to watch what the cells are made from. */
  watchCells() {}

  /** Changes when cells are to be drawn at once and not only every two seconds. */
  get version() {
    return JSON.stringify(this.context.place.scope);
  }

  /** @returns {Grid} */
  cells() {
    return { rows: [], columns: 1, counts: [], most: 1 };
  }

  /** What stands below the columns, evenly from the first to the last. @param {Grid} _grid @returns {string[]} */
  ticks(_grid) {
    return [];
  }

  /** A cell in words; without a row, its column alone. @param {Grid} _grid @param {number} _column @param {number} [_row] */
  told(_grid, _column, _row) {
    return "";
  }

  /** A count in words. @param {number} count */
  countText(count) {
    return number(count);
  }

  draw() {
    const shown = this.version;
    if (shown === this.#shown && performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#shown = shown;
    this.#drawnAt = performance.now();
    const grid = this.cells();
    this.#grid = grid;
    this.#paintCells(grid);
    this.#drawAxes(grid);
    this.#drawScale(grid.most);
    this.#showPointed();
    const sums = grid.counts.map((row) => row.reduce((/** @type {number} */ a, b) => a + (b ?? 0), 0));
    setAttribute(
      this.#canvas,
      "aria-label",
      `${this.title_}: ${grid.rows.map((row, i) => `${row}: ${number(sums[i])}`).join(", ")}`,
    );
  }

  /** @param {Grid} grid */
  #paintCells({ counts, columns, most }) {
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
    const [cellWidth, cellHeight] = [width / columns, height / Math.max(1, counts.length)];
    counts.forEach((row, i) =>
      row.forEach((count, column) => {
        if (count === null || count <= 0) return;
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
  #drawAxes(grid) {
    write(this.#rows, grid.rows.toReversed());
    write(this.#ticks, this.ticks(grid));
  }

  /** How many each colour stands for. @param {number} most */
  #drawScale(most) {
    const marks = Array.from({ length: LEGEND }, (_, i) => ((i + 1) / LEGEND) ** 2);
    if (this.#scale.children.length === 0)
      this.#scale.append(el("span"), ...marks.map(() => el("i")), el("span"));
    const parts = /** @type {HTMLElement[]} */ ([...this.#scale.children]);
    setText(parts[0], this.countText(most * marks[0]));
    marks.forEach((mark, i) => {
      parts[i + 1].style.background = this.#look.colour;
      parts[i + 1].style.opacity = String(alphaOf(mark));
    });
    setText(parts[LEGEND + 1], this.countText(most));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const grid = this.#grid;
    if (!grid || grid.rows.length === 0) return;
    const column = within(
      Math.floor((event.offsetX / this.#canvas.clientWidth) * grid.columns),
      grid.columns,
    );
    const fromTop = Math.floor((event.offsetY / this.#canvas.clientHeight) * grid.rows.length);
    this.#pointed = { column, row: grid.rows.length - 1 - within(fromTop, grid.rows.length) };
    if (grid.first !== undefined && grid.step) point(grid.first + (column + 0.5) * grid.step);
    this.#showPointed();
  }

  #leave() {
    this.#pointed = null;
    point(null);
    this.#showPointed();
  }

  /** Shows the time that is pointed at on any chart, and the cell that is pointed at here. */
  #showPointed() {
    const grid = this.#grid;
    const column = grid ? this.#column(grid) : -1;
    const inside = grid !== null && column >= 0 && column < grid.columns;
    this.#line.hidden = !inside;
    if (!grid || !inside) return setText(this.#told, "\u00a0");
    this.#line.style.left = `${((column + 0.5) / grid.columns) * 100}%`;
    setText(this.#told, this.told(grid, column, this.#pointed?.row));
  }

  /** @param {Grid} grid */
  #column({ first, step }) {
    if (first === undefined || !step) return this.#pointed?.column ?? -1;
    const time = pointedAt();
    return time === null ? -1 : Math.floor((time - first) / step);
  }
}

/** Makes the children of a node spans with these texts. @param {HTMLElement} node @param {string[]} texts */
function write(node, texts) {
  while (node.children.length < texts.length) node.append(el("span"));
  while (node.children.length > texts.length) node.lastChild?.remove();
  [...node.children].forEach((child, i) => setText(child, texts[i]));
}

/** By the root, so that few differ from none. @param {number} part of the most */
const alphaOf = (part) => LEAST_ALPHA + (1 - LEAST_ALPHA) * Math.sqrt(part);

/** @param {number} index @param {number} length */
const within = (index, length) => Math.min(length - 1, Math.max(0, index));
