/** `<cc-weekly>`: what is usual at each hour of each day of the week, from the history of some weeks. */

import { number } from "../format.js";
import { unitText } from "../panels/unit.js";
import { LANGUAGE, text } from "../texts.js";
import { Cells } from "./cells.js";

const HOURS = 24;
const DAYS = 7;
const WEEKS = 4;
const HOUR_MS = 3_600_000;
const READ_AGAIN_MS = 10 * 60_000;
/** A Monday. */
const MONDAY = new Date(2024, 0, 1);

export class Weekly extends Cells {
  /** Sum and number of the hours of each cell, by day of the week and hour. @type {{sum: number, n: number}[][]|null} */
  #hours = null;
  #reads = 0;
  #readAt = -Infinity;
  #reading = false;

  get version() {
    return String(this.#reads);
  }

  watchCells() {
    // So it says which of the chosen labels it is not split by.
    this.watch(this.spec.metric ?? "");
  }

  age() {
    return null;
  }

  isStale() {
    return false;
  }

  emptiness() {
    this.#read();
    if (this.#hours?.flat().some(({ n }) => n > 0)) return null;
    return text(this.#hours ? "weekly.none" : "empty.waiting");
  }

  async #read() {
    const { sources, store } = this.context;
    const now = store.now();
    if (this.#reading || now - this.#readAt < READ_AGAIN_MS) return;
    this.#reading = true;
    const hours = Array.from({ length: DAYS }, () => Array.from({ length: HOURS }, () => ({ sum: 0, n: 0 })));
    try {
      const to = Math.floor(now / HOUR_MS) * HOUR_MS;
      const past = await sources.before(
        this.spec.metric ?? "",
        {},
        to - WEEKS * DAYS * HOURS * HOUR_MS,
        HOUR_MS,
        to,
      );
      for (const [time, value] of past[0]?.points ?? []) {
        const at = new Date(time);
        const cell = hours[(at.getDay() + 6) % DAYS][at.getHours()];
        cell.sum += value;
        cell.n++;
      }
      this.#hours = hours;
      this.#reads++;
      this.#readAt = now;
    } catch {
      // The database is away: what was read stays, and it is read again a minute later.
      this.#hours ??= hours;
      this.#readAt = now - READ_AGAIN_MS + 60_000;
    } finally {
      this.#reading = false;
      this.context.painter.soon(this);
    }
  }

  cells() {
    // Monday stands on top.
    const days = (this.#hours ?? []).toReversed();
    const counts = days.map((hours) => hours.map(({ sum, n }) => (n === 0 ? null : sum / n)));
    return {
      rows: days.map((_, i) => dayName(DAYS - 1 - i, "short")),
      columns: HOURS,
      counts,
      most: Math.max(Number.MIN_VALUE, ...counts.flat().map((count) => count ?? 0)),
    };
  }

  ticks() {
    return [0, 6, 12, 18, 24].map(hourText);
  }

  /** @param {import("./cells.js").Grid} grid @param {number} column @param {number} [row] */
  told({ counts }, column, row) {
    if (row === undefined) return "";
    const day = DAYS - 1 - row;
    const weeks = this.#hours?.[day][column].n ?? 0;
    const count = counts[row][column];
    return text("weekly.told", {
      day: dayName(day, "long"),
      from: hourText(column),
      to: hourText(column + 1),
      value: count === null ? "–" : this.countText(count),
      weeks: String(weeks),
    });
  }

  /** @param {number} count */
  countText(count) {
    return `${number(count, this.#unit)} ${unitText(this.#unit)}`.trim();
  }

  table() {
    const { rows, counts } = this.cells();
    return {
      columns: [
        { title: text("column.time") },
        ...rows.toReversed().map((title) => ({ title, numeric: true })),
      ],
      rows: Array.from({ length: HOURS }, (_, hour) => [
        { text: hourText(hour), sort: hour },
        ...counts.toReversed().map((row) => ({
          text: row[hour] === null ? "–" : number(row[hour] ?? 0, this.#unit),
          sort: row[hour] ?? -1,
        })),
      ]),
      sort: { column: 0, down: false },
    };
  }

  get #unit() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }
}

/** @param {number} day 0 is Monday @param {"short"|"long"} length */
function dayName(day, length) {
  const date = new Date(MONDAY);
  date.setDate(date.getDate() + day);
  return date.toLocaleDateString(LANGUAGE, { weekday: length });
}

/** @param {number} hour */
const hourText = (hour) => `${String(hour).padStart(2, "0")}:00`;

customElements.define("cc-weekly", Weekly);
