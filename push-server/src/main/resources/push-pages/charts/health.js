/** `<cc-health>`: the health of each service in each region, with the number that is worst there. */

import { el, SHAPES, setAttribute, setText } from "../dom.js";
import { number } from "../format.js";
import { judge, thresholdsOf } from "../metrics.js";
import { Panel } from "../panels/panel.js";
import { markWide } from "../panels/wide.js";
import { serviceLink } from "../router.js";
import { named, text } from "../texts.js";
import { drawShare, statusOf } from "./gauge.js";

const EVERY_MS = 1_000;
/** Services and regions that are drawn; the others are counted. */
const MOST_ROWS = 40;
const MOST_COLUMNS = 16;
const ORDER = /** @type {const} */ (["unhealthy", "degraded", "healthy"]);
/** The numbers beside a state: the one with the worst status is shown, the first if none is worse. */
const NUMBERS = /** @type {const} */ ([
  ["apdex", "score"],
  ["error_rate", "ratio"],
]);
const RANK = { critical: 2, warning: 1, ok: 0 };

/**
 * @typedef {import("../store/store.js").Watch} Watch
 * @typedef {typeof ORDER[number]} State
 * @typedef {{service: string, region: string, state: State, metric?: string, value?: string}} Cell
 */

export class Health extends Panel {
  /** @type {Record<string, Watch>} */
  #of = {};
  #value = el("output", { class: "value" });
  #shape = el("i", { "aria-hidden": "true" });
  #word = el("span");
  #status = el("span", { class: "status" }, this.#shape, this.#word);
  #detail = el("span", { class: "detail" });
  #head = el("tr");
  #rows = el("tbody");
  #grid = el("table", { role: "grid" }, el("thead", {}, this.#head), this.#rows);
  #box = el("div", { class: "health-grid" }, this.#grid);
  #drawnAt = -EVERY_MS;

  begin() {
    this.body.replaceChildren(
      el("p", { class: "health-sum" }, this.#value, this.#status, this.#detail),
      this.#box,
    );
    setAttribute(this.#grid, "aria-label", this.title_);
    const { filters } = this.context.place;
    const both = { service: filters.service ?? "*", region: filters.region ?? "*" };
    this.#of = { health: this.watchExactly("service_health", { ...both, state: "*" }) };
    for (const [metric] of NUMBERS) this.#of[metric] = this.watchExactly(metric, both);
    this.#grid.addEventListener("keydown", (event) => this.#move(event));
    this.#drawnAt = -EVERY_MS;
  }

  draw() {
    if (performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#drawnAt = performance.now();
    drawShare(this, this.#of.health.series(), {
      value: this.#value,
      status: this.#status,
      shape: this.#shape,
      word: this.#word,
      detail: this.#detail,
    });
    const cells = this.#cells();
    const regions = [...new Set([...cells.values()].map((cell) => cell.region))].sort();
    const worst = worstOfEach(cells);
    const services = [...worst.keys()].sort(
      (a, b) => (worst.get(a) ?? 0) - (worst.get(b) ?? 0) || a.localeCompare(b),
    );
    this.leaveOut(Math.max(0, services.length - MOST_ROWS) + Math.max(0, regions.length - MOST_COLUMNS));
    this.#drawGrid(cells, services.slice(0, MOST_ROWS), regions.slice(0, MOST_COLUMNS));
  }

  table() {
    const { scope } = this.context.place;
    return {
      columns: [
        { title: text("column.service") },
        { title: text("label.region") },
        { title: text("column.state") },
        { title: text("column.number") },
      ],
      rows: [...this.#cells().values()].map((cell) => [
        { text: cell.service, href: serviceLink(cell.service, scope) },
        { text: cell.region },
        { text: text(`health.${cell.state}`), status: statusOf(cell.state), sort: ORDER.indexOf(cell.state) },
        { text: cell.value ? `${named("metric", cell.metric ?? "")} ${cell.value}` : "–" },
      ]),
      sort: { column: 2, down: false },
    };
  }

  /** @returns {Map<string, Cell>} one for each service in each region that reports its health */
  #cells() {
    const numbers = this.#numbers();
    /** @type {Map<string, Cell>} */
    const cells = new Map();
    for (const { labels, value } of this.#of.health.series()) {
      const state = ORDER.find((word) => word === labels.state);
      if (!(value > 0) || !state) continue;
      const { service = "", region = "" } = labels;
      const place = placeOf(service, region);
      const before = cells.get(place);
      // While a state changes, both may be there for a moment: the worse one counts.
      if (!before || ORDER.indexOf(state) < ORDER.indexOf(before.state))
        cells.set(place, { service, region, state, ...numbers.get(place) });
    }
    return cells;
  }

  /** @returns {Map<string, {metric: string, value: string}>} the worst of the numbers of each place */
  #numbers() {
    const worst = new Map();
    const ranks = new Map();
    for (const [metric, unit] of NUMBERS) {
      for (const { labels, value } of this.#of[metric].series()) {
        const place = placeOf(labels.service ?? "", labels.region ?? "");
        const status = judge(value, thresholdsOf(metric, labels));
        if (status && RANK[status] > (ranks.get(place) ?? -1)) {
          ranks.set(place, RANK[status]);
          worst.set(place, { metric, value: number(value, unit) });
        }
      }
    }
    return worst;
  }

  /** @param {Map<string, Cell>} cells @param {string[]} services @param {string[]} regions */
  #drawGrid(cells, services, regions) {
    fit(this.#head, regions.length + 1, () => el("th", { scope: "col" }));
    setText(this.#head.children[0], text("column.service"));
    regions.forEach((region, i) => {
      setText(this.#head.children[i + 1], region);
      setAttribute(this.#head.children[i + 1], "title", region);
    });
    fit(this.#rows, services.length, () =>
      el("tr", {}, el("th", { scope: "row" }, el("a", { dir: "auto", tabindex: -1 }))),
    );
    services.forEach((service, i) => {
      const row = this.#rows.children[i];
      const name = /** @type {HTMLElement} */ (row.firstElementChild?.firstElementChild);
      setText(name, service);
      setAttribute(name, "title", service);
      setAttribute(name, "href", serviceLink(service, this.context.place.scope));
      fit(row, regions.length + 1, newCell);
      regions.forEach((region, column) =>
        this.#drawCell(
          /** @type {HTMLElement} */ (row.children[column + 1]),
          cells.get(placeOf(service, region)),
        ),
      );
    });
    markWide(this.#box);
    // The Tab key stops once at the grid, where the arrow keys begin.
    if (!this.#grid.querySelector("a[tabindex='0']"))
      setAttribute(this.#rows.querySelector("a") ?? this.#grid, "tabindex", 0);
  }

  /** @param {HTMLElement} node @param {Cell|undefined} cell */
  #drawCell(node, cell) {
    const anchor = /** @type {HTMLElement} */ (node.firstElementChild);
    anchor.hidden = !cell;
    setAttribute(node, "data-status", cell && statusOf(cell.state));
    if (!cell) return;
    const healthy = cell.state === "healthy";
    const word = text(`health.${cell.state}`);
    const metric = cell.metric ? named("metric", cell.metric) : "";
    const [place, shape, state, value, unseen] = anchor.children;
    // The word of a state that is as it should be is not shown, since it would be read forty times.
    setText(place, `${text("overview.place", cell)}: ${healthy ? word : ""} `);
    setText(shape, SHAPES[statusOf(cell.state)]);
    setText(state, healthy ? "" : word);
    setText(value, cell.value ?? "");
    setText(unseen, ` ${metric}`);
    setAttribute(
      anchor,
      "title",
      `${text("overview.place", cell)}: ${word}${cell.value ? `, ${metric} ${cell.value}` : ""}`,
    );
    const { scope } = this.context.place;
    const labels = { ...scope.labels, region: cell.region };
    setAttribute(anchor, "href", serviceLink(cell.service, { ...scope, labels }));
  }

  /** Arrow keys move over the cells. @param {KeyboardEvent} event */
  #move(event) {
    const steps = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    });
    const step = steps[event.key];
    const from = /** @type {Element} */ (event.target).closest("td, th");
    const row = from?.closest("tbody tr");
    if (!step || !from || !row) return;
    event.preventDefault();
    let [y, x] = [[...this.#rows.children].indexOf(row), [...row.children].indexOf(from)];
    // Places without a service are passed over.
    for (;;) {
      [y, x] = [y + step[0], x + step[1]];
      const next = this.#rows.children[y]?.children[x];
      if (!next) return;
      const anchor = /** @type {HTMLElement} */ (next.firstElementChild);
      if (anchor.hidden) continue;
      setAttribute(from.firstElementChild ?? from, "tabindex", -1);
      setAttribute(anchor, "tabindex", 0);
      return anchor.focus();
    }
  }
}

/** @param {string} service @param {string} region */
const placeOf = (service, region) => JSON.stringify([service, region]);

/** The place in {@link ORDER} of the worst state of each service. @param {Map<string, Cell>} cells */
function worstOfEach(cells) {
  /** @type {Map<string, number>} */
  const worst = new Map();
  for (const { service, state } of cells.values())
    worst.set(service, Math.min(worst.get(service) ?? ORDER.length, ORDER.indexOf(state)));
  return worst;
}

function newCell() {
  return el(
    "td",
    {},
    el(
      "a",
      { tabindex: -1 },
      el("span", { class: "unseen" }),
      el("i", { "aria-hidden": "true" }),
      el("b"),
      el("span"),
      el("span", { class: "unseen" }),
    ),
  );
}

/** Gives a node so many children. @param {Element} node @param {number} count @param {() => Node} make */
function fit(node, count, make) {
  while (node.children.length > count) node.lastElementChild?.remove();
  while (node.children.length < count) node.append(make());
}

customElements.define("cc-health", Health);
