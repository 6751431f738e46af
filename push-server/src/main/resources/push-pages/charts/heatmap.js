/** `<cc-heatmap>`: how values spread over time, from the cumulative buckets of a histogram. */

import { hourAndMinute, momentOf, number } from "../format.js";
import { alone, boundOf, growth } from "../store/histogram.js";
import { spanOf } from "../store/range.js";
import { text } from "../texts.js";
import { Cells } from "./cells.js";

const COLUMNS = 60;

/** @typedef {import("./cells.js").Grid & {first: number, step: number, bounds: string[]}} Buckets */

export class Heatmap extends Cells {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;

  get ranged() {
    return true;
  }

  watchCells() {
    this.#watch = this.watch(this.spec.metric ?? "", ["le"]);
  }

  table() {
    const grid = this.cells();
    return {
      columns: [{ title: text("column.time") }, ...grid.rows.map((title) => ({ title, numeric: true }))],
      rows: Array.from({ length: COLUMNS }, (_, column) => [
        {
          text: momentOf(grid.first + column * grid.step, this.context.store.now()),
          sort: grid.first + column * grid.step,
        },
        ...grid.counts.map((row) => ({ text: number(row[column]), sort: row[column] ?? 0 })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** @returns {Buckets} */
  cells() {
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
    const bounds = series.map((s) => s.labels.le);
    return {
      bounds,
      rows: bounds.map((bound) => this.#boundText(bound)),
      columns: COLUMNS,
      counts,
      most,
      first,
      step,
    };
  }

  /** @param {Buckets} grid */
  ticks({ first, step }) {
    return [0, COLUMNS / 2, COLUMNS].map((column) => hourAndMinute(first + column * step));
  }

  /** @param {Buckets} grid @param {number} column @param {number} [row] */
  told({ bounds, counts, first, step }, column, row) {
    const when = momentOf(first + column * step, this.context.store.now());
    if (row === undefined) return when;
    return `${when} · ${this.#bucketText(bounds, row)}: ${number(counts[row]?.[column])}`;
  }

  /** @param {number} count */
  countText(count) {
    return number(Math.max(1, Math.round(count)));
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

customElements.define("cc-heatmap", Heatmap);
