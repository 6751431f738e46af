/** `<cc-places>`: a metric by the values of a label over time, a row each: where and when something was used. */

import { hourAndMinute, momentOf, number } from "../format.js";
import { unitText } from "../panels/unit.js";
import { pressed } from "../store/points.js";
import { spanOf } from "../store/range.js";
import { text } from "../texts.js";
import { nameOf } from "./bars.js";
import { Cells } from "./cells.js";

/** Cells of a row. */
const COLUMNS = 48;
const MOST_ROWS = 12;

/** @typedef {import("./cells.js").Grid & {first: number, step: number}} Times */

export class Places extends Cells {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;

  get ranged() {
    return true;
  }

  watchCells() {
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
  }

  get version() {
    return `${super.version} ${this.#watch?.reads}`;
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
        ...grid.counts.map((row) => ({ text: number(row[column], this.#unit), sort: row[column] ?? 0 })),
      ]),
      sort: { column: 0, down: true },
    };
  }

  /** @returns {Times} */
  cells() {
    const span = spanOf(this.context.place.scope, this.context.store.now());
    this.#watch?.want(span, 2 * COLUMNS);
    const step = (span.to - span.from) / COLUMNS;
    const all = (this.#watch?.series() ?? []).sort((a, b) => b.value - a.value);
    this.leaveOut(Math.max(0, all.length - MOST_ROWS));
    const label = this.spec.by?.[0] ?? "";
    // The first row is the lowest, so names go up from the last.
    const series = all
      .slice(0, MOST_ROWS)
      .sort((a, b) => (b.labels[label] ?? "").localeCompare(a.labels[label] ?? ""));
    const counts = series.map((one) => {
      const { times, values } = this.#watch?.points(one) ?? one;
      // Steps of the span and not of the clock, so that the last cell ends now.
      const { mean } = pressed(
        { times: times.map((time) => time - span.from), values },
        0,
        step * COLUMNS - 1,
        step,
      );
      return Array.from({ length: COLUMNS }, (_, column) => mean[column] ?? null);
    });
    return {
      rows: series.map((one) => nameOf(label, one.labels[label] ?? "")),
      columns: COLUMNS,
      counts: counts.map(filled),
      most: Math.max(Number.MIN_VALUE, ...counts.flat().map((count) => count ?? 0)),
      first: span.from,
      step,
    };
  }

  /** @param {Times} grid */
  ticks({ first, step }) {
    return [0, COLUMNS / 2, COLUMNS].map((column) => hourAndMinute(first + column * step));
  }

  /** @param {Times} grid @param {number} column @param {number} [row] */
  told({ rows, counts, first, step }, column, row) {
    const [from, to] = [first + column * step, first + (column + 1) * step];
    const when = `${momentOf(from, this.context.store.now())} – ${hourAndMinute(to)}`;
    if (row === undefined) return when;
    return `${when} · ${rows[row]}: ${this.countText(counts[row]?.[column] ?? NaN)}`;
  }

  /** @param {number} count */
  countText(count) {
    return `${number(count, this.#unit)} ${unitText(this.#unit)}`.trim();
  }

  get #unit() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }
}

/**
 * Points of the past stand further apart than a cell is wide: their value goes on to the next, unless a gap is longer.
 * @param {(number|null)[]} row
 */
function filled(row) {
  const known = row.flatMap((count, i) => (count === null ? [] : [i]));
  const apart = known.slice(1).map((at, i) => at - known[i]);
  const usual = [...apart].sort((a, b) => a - b)[Math.floor(apart.length / 2)] ?? 1;
  return row.map((count, i) => {
    if (count !== null) return count;
    const before = known.findLast((at) => at < i);
    return before !== undefined && i - before < 2 * usual ? row[before] : null;
  });
}

customElements.define("cc-places", Places);
