/**
 * A table that sorts by each of its columns, and is changed in place.
 *
 * @typedef {object} Column
 * @property {string} title
 * @property {boolean} [numeric]
 *
 * @typedef {object} Cell
 * @property {string} text
 * @property {string|number} [sort] what it is sorted by; the text by default
 * @property {string} [href]
 * @property {import("../dom.js").Status} [status]
 *
 * @typedef {{columns: Column[], rows: Cell[][], sort?: {column: number, down: boolean}}} Table
 */
import { el, SHAPES, setAttribute, setText } from "../dom.js";
import { markWide } from "./wide.js";

const MOST_ROWS = 300;

export class SortTable {
  #head = el("tr");
  #body = el("tbody");
  /** @type {{column: number, down: boolean}|undefined} */
  #sort;
  /** @type {Table|undefined} */
  #table;
  node;

  /** @param {string} caption what it tells, for those who do not see what stands around it */
  constructor(caption) {
    this.node = el(
      "div",
      { class: "table", tabindex: 0, role: "region", "aria-label": caption },
      el("table", {}, el("caption", { class: "unseen" }, caption), el("thead", {}, this.#head), this.#body),
    );
  }

  /** @param {Table} table */
  draw(table) {
    this.#table = table;
    this.#drawHead(table.columns);
    const sort = this.#sort ?? table.sort;
    this.#markSort(sort);
    const rows = sort ? sorted(table.rows, sort) : table.rows;
    const count = Math.min(rows.length, MOST_ROWS);
    while (this.#body.rows.length < count) this.#body.append(el("tr"));
    while (this.#body.rows.length > count) this.#body.deleteRow(-1);
    for (let i = 0; i < count; i++) drawRow(this.#body.rows[i], rows[i], table.columns);
    markWide(this.node);
  }

  /** As text with tabs, for a spreadsheet. */
  asText() {
    if (!this.#table) return "";
    const sort = this.#sort ?? this.#table.sort;
    const rows = sort ? sorted(this.#table.rows, sort) : this.#table.rows;
    const clean = (/** @type {string} */ text) => text.replace(/[\t\r\n]+/g, " ").replace(/^([=+@-])/, "'$1");
    return [
      this.#table.columns.map((c) => clean(c.title)),
      ...rows.map((row) => row.map((c) => (typeof c.sort === "number" ? String(c.sort) : clean(c.text)))),
    ]
      .map((cells) => cells.join("\t"))
      .join("\n");
  }

  /** @param {Column[]} columns */
  #drawHead(columns) {
    while (this.#head.cells.length < columns.length) {
      const column = this.#head.cells.length;
      const button = el("button", { type: "button", onclick: () => this.#sortBy(column) });
      this.#head.append(el("th", { scope: "col" }, button));
    }
    while (this.#head.cells.length > columns.length) this.#head.deleteCell(-1);
    columns.forEach((column, i) => {
      const cell = this.#head.cells[i];
      cell.classList.toggle("numeric", Boolean(column.numeric));
      setText(/** @type {Node} */ (cell.firstChild), column.title);
    });
  }

  /** @param {number} column */
  #sortBy(column) {
    const before = this.#sort ?? this.#table?.sort;
    const down = before?.column === column ? !before.down : Boolean(this.#table?.columns[column].numeric);
    this.#sort = { column, down };
    if (this.#table) this.draw(this.#table);
  }

  /** @param {{column: number, down: boolean}|undefined} sort */
  #markSort(sort) {
    [...this.#head.cells].forEach((cell, i) => {
      setAttribute(cell, "aria-sort", sort?.column === i && (sort.down ? "descending" : "ascending"));
    });
  }
}

/**
 * @param {HTMLTableRowElement} row
 * @param {Cell[]} cells
 * @param {Column[]} columns
 */
function drawRow(row, cells, columns) {
  while (row.cells.length < cells.length) row.insertCell();
  while (row.cells.length > cells.length) row.deleteCell(-1);
  cells.forEach((cell, i) => {
    const node = row.cells[i];
    node.classList.toggle("numeric", Boolean(columns[i]?.numeric));
    const shown = cell.status ? `${SHAPES[cell.status]} ${cell.text}` : cell.text;
    const link = node.firstElementChild;
    if (cell.href) {
      if (link?.getAttribute("href") !== cell.href)
        node.replaceChildren(el("a", { href: cell.href, dir: "auto" }, shown));
      else setText(link, shown);
    } else {
      if (link || !node.firstChild) node.replaceChildren(document.createTextNode(""));
      setText(node, shown);
      setAttribute(node, "dir", columns[i]?.numeric ? null : "auto");
    }
    setAttribute(node, "data-status", cell.status);
  });
}

/**
 * @param {Cell[][]} rows
 * @param {{column: number, down: boolean}} sort
 */
function sorted(rows, { column, down }) {
  const key = (/** @type {Cell[]} */ row) => row[column]?.sort ?? row[column]?.text ?? "";
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return down ? -order : order;
  });
}
