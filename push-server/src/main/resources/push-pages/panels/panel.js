/**
 * The frame around everything that shows live values: its title, how old it is, why it is empty, and
 * the same as a table. What stands inside is made by those that extend it.
 *
 * @typedef {import("../app.js").Context} Context
 * @typedef {import("../store/store.js").Watch} Watch
 * @typedef {import("./table.js").Table} Table
 *
 * @typedef {object} Spec  what a panel shows
 * @property {string} kind
 * @property {string} [title]
 * @property {string} [metric]
 * @property {string[]} [by] labels that split the metric
 * @property {string} [beside] of a ranking, another metric of the same ones
 * @property {Record<string, string>} [only] labels that it is fixed to, whatever is chosen on the page
 * @property {import("../metrics.js").Thresholds} [thresholds]
 * @property {string} [href] where its title leads
 * @property {string} [unit]
 * @property {string} [size] how much room it takes: `s`, `m`, `l`, `xl`
 * @property {"increase"|"all"} [show] of a counter how much it grew in an hour; of notifications those that are over too
 * @property {string} [note]
 * @property {number} [max] rows
 * @property {number} [minutes] that a chart looks back while the page does not stand still, where the history goes so far
 */
import { el, setAttribute, setText } from "../dom.js";
import { age, duration } from "../format.js";
import { selectorFor, titleOf } from "../metrics.js";
import { named, plural, text } from "../texts.js";
import { fitLists, onWall } from "./fit.js";
import { SortTable } from "./table.js";

let ids = 0;

export class Panel extends HTMLElement {
  /** @type {Watch[]} */
  #watches = [];
  #heading = el("h2");
  #age = el("span", { class: "age" });
  #back = el("button", { type: "button", class: "quiet back", hidden: true }, text("scope.live"));
  #note = el("p", { class: "note", hidden: true });
  #filterNote = el("p", { class: "note unfiltered", hidden: true });
  /** Chosen labels by which something that it shows is not split. @type {Set<string>} */
  #unfiltered = new Set();
  #empty = el("p", { class: "empty", hidden: true });
  #more = el("p", { class: "more", hidden: true });
  /** Items that draw() left out. */
  #leftOut = 0;
  #fitted = false;
  #table;
  #tableShown = false;
  #built = false;
  #begun = false;
  body = el("div", { class: "body" });

  /**
   * @param {Spec} spec
   * @param {Context} context
   */
  constructor(spec, context) {
    super();
    this.spec = spec;
    this.context = context;
    this.#table = new SortTable(this.title_);
    this.#table.node.hidden = true;
  }

  get title_() {
    return this.spec.title ?? titleOf(this.spec.metric ?? "");
  }

  /** Its frame stands at once; it begins when it is first drawn, so that a page of many does not begin in one long task. */
  connectedCallback() {
    if (!this.#built) this.#build();
    this.context.painter.add(this);
  }

  disconnectedCallback() {
    this.context.painter.remove(this);
    if (!this.#begun) return;
    this.#begun = false;
    this.#unfiltered.clear();
    this.#watches.forEach((watch) => watch.close());
    this.#watches = [];
    this.end();
  }

  /** Called before it is first drawn on a page: watches what it shows. */
  begin() {}

  /** Called when it leaves the page, if it had begun. */
  end() {}

  /** Draws the body; only called when there is something to draw. */
  draw() {}

  /** The same as a table; null if it is one already, or is plain text. @returns {Table|null} */
  table() {
    return null;
  }

  /** Whether it shows the range of the page, so that it stands still where that does. */
  get ranged() {
    return false;
  }

  /** Why there is nothing to draw; null if there is. @returns {string|null} */
  emptiness() {
    const watch = this.#watches[0];
    if (!watch || watch.series().length > 0) return null;
    if (!this.context.store.everOpen)
      return text(this.context.store.connected ? "empty.waiting" : "empty.waiting.offline");
    if (watch.emptiness === "unknown") return text("empty.unknown", { metric: this.spec.metric ?? "" });
    if (watch.emptiness === "waiting") return text("empty.waiting");
    return text(this.context.store.gate.state === "live" ? "empty.never" : "empty.frozen");
  }

  /** Milliseconds since it was last heard of; null if there is no such thing. @returns {number|null} */
  age() {
    const ages = this.#watches.map((w) => w.age()).filter((a) => a !== null);
    return ages.length === 0 ? null : Math.min(.../** @type {number[]} */ (ages));
  }

  /** Whether it should not be taken for the present. */
  isStale() {
    const told = this.#watches.filter((w) => w.series().length > 0);
    return told.length > 0 && told.every((w) => w.isStale());
  }

  /**
   * Watches a metric with the labels chosen on the page, as far as it is split by them, and says where it is not.
   * @param {string} metric
   * @param {string[]} [by]
   * @returns {Watch}
   */
  watch(metric, by = []) {
    const entry = this.context.store.entry(metric);
    const { labels, left } = selectorFor(entry, by, this.context.place.filters, this.spec.only);
    left.forEach((name) => this.#unfiltered.add(name));
    this.filterNote(
      this.#unfiltered.size === 0
        ? ""
        : text("panel.unfiltered", {
            labels: [...this.#unfiltered].map((l) => named("label", l).toLowerCase()).join(", "),
          }),
    );
    return this.watchExactly(metric, labels);
  }

  /** Whether a metric is split by all that is chosen on the page. @param {string} metric @param {string[]} [by] */
  applies(metric, by = []) {
    const { filters } = this.context.place;
    return selectorFor(this.context.store.entry(metric), by, filters, this.spec.only).left.length === 0;
  }

  /**
   * @param {string} metric
   * @param {Record<string, string>} labels
   */
  watchExactly(metric, labels) {
    const watch = this.context.store.watch(metric, labels, () => this.context.painter.soon(this));
    this.#watches.push(watch);
    return watch;
  }

  /** @param {string} note a quiet line under the title */
  note(note) {
    setText(this.#note, note);
    this.#note.hidden = note === "";
  }

  /** @param {string} note what the chosen labels leave out, or that they do not apply */
  filterNote(note) {
    setText(this.#filterNote, note);
    this.#filterNote.hidden = note === "";
  }

  get tableShown() {
    return this.#tableShown;
  }

  paint() {
    if (!this.#begun) {
      this.#begun = true;
      this.begin();
    }
    const emptiness = this.emptiness();
    const stale = this.isStale();
    // A still panel shows a past that does not age.
    const still = this.ranged && this.context.place.scope.from !== undefined;
    this.classList.toggle("stale", stale && !still);
    this.#empty.hidden = emptiness === null;
    this.body.hidden = emptiness !== null || this.#tableShown;
    this.#table.node.hidden = emptiness !== null || !this.#tableShown;
    if (emptiness !== null) setText(this.#empty, emptiness);
    const old = this.age();
    this.classList.toggle("still", still);
    this.#back.hidden = !still;
    if (still) setText(this.#age, text("scope.still"));
    else if (old === null) setText(this.#age, stale ? text("connection.waiting") : "");
    else setText(this.#age, stale ? text("panel.stale", { duration: duration(old) }) : age(old));
    this.#more.hidden = true;
    if (emptiness !== null) return;
    if (this.#tableShown) {
      const table = this.table();
      if (table) this.#table.draw(table);
    } else {
      this.draw();
      this.#drawMore();
    }
  }

  /** Whether it matters how many items of its list there is no room for. */
  get counted() {
    return true;
  }

  /** @param {number} count items that there are beyond those drawn */
  leaveOut(count) {
    this.#leftOut = count;
  }

  /** Says how many items are not shown: left out, or hidden where they have no room. */
  #drawMore() {
    const wall = onWall();
    let hidden = wall ? fitLists(this.body) : 0;
    if (!wall && this.#fitted) fitLists(this.body);
    this.#fitted = wall;
    if (!this.counted || hidden + this.#leftOut === 0) return;
    this.#more.hidden = false;
    // The line takes room itself.
    if (wall) hidden = fitLists(this.body);
    setText(this.#more, plural("panel.more", hidden + this.#leftOut));
  }

  #build() {
    this.#built = true;
    const id = `panel-${++ids}`;
    this.#heading.id = id;
    this.setAttribute("role", "group");
    setAttribute(this, "data-metric", this.spec.metric);
    this.setAttribute("aria-labelledby", id);
    this.classList.add("panel", this.spec.kind);
    if (this.spec.size) this.classList.add(`size-${this.spec.size}`);
    if (this.spec.href) this.#heading.append(el("a", { href: this.spec.href, dir: "auto" }, this.title_));
    else this.#heading.append(el("span", { dir: "auto" }, this.title_));
    this.replaceChildren(
      el("header", {}, this.#heading, this.#actions(), this.#age, this.#back),
      this.#filterNote,
      this.#note,
      this.body,
      this.#more,
      this.#empty,
      this.#table.node,
    );
    this.#back.addEventListener("click", () =>
      this.context.look({ minutes: this.context.place.scope.minutes }),
    );
    if (this.spec.note) this.note(this.spec.note);
  }

  #actions() {
    if (!this.hasTable) return null;
    const copy = el("button", { type: "button", class: "quiet", hidden: true }, text("panel.copy"));
    const toggle = el("button", { type: "button", class: "quiet" }, text("panel.table"));
    toggle.addEventListener("click", () => {
      this.#tableShown = !this.#tableShown;
      setText(toggle, text(this.#tableShown ? "panel.chart" : "panel.table"));
      setAttribute(toggle, "aria-label", `${toggle.textContent}: ${this.title_}`);
      copy.hidden = !this.#tableShown;
      this.paint();
    });
    setAttribute(toggle, "aria-label", `${text("panel.table")}: ${this.title_}`);
    copy.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(this.#table.asText()).catch(() => {});
      this.context.say(text("panel.copied"));
    });
    return el("span", { class: "actions" }, copy, toggle);
  }

  /** Whether it can be shown as a table. */
  get hasTable() {
    return this.table !== Panel.prototype.table;
  }
}
