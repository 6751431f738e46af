/** Where time goes: calls, resources, bottlenecks; compared with the hour before. The choice stands in the address. */
import { Flame, framesOf } from "../charts/flame.js";
import { el, setText } from "../dom.js";
import { number, share, timeOfDay } from "../format.js";
import { SortTable } from "../panels/table.js";
import { link } from "../router.js";
import { spanOf } from "../store/range.js";
import { text } from "../texts.js";

const VIEWS = /** @type {const} */ (["calls", "resources", "bottleneck"]);
const WEIGHTS = /** @type {const} */ (["time", "cpu", "tokens"]);
const HOUR = 60 * 60_000;
/** Traces that have ended meanwhile are shown after this time. */
const AGAIN_MS = 10_000;

/** `<cc-flame-page>` */
class FlamePage extends HTMLElement {
  #context;
  #flame = new Flame();
  #table = new SortTable(text("page.flamegraph"));
  #found = el("span", { class: "detail", role: "status" });
  #message = el("p", { class: "empty", hidden: true, role: "status" });
  #read = el("span", { class: "detail" });
  #legend = el("p", { class: "detail", hidden: true }, text("flame.legend"));
  #abort = new AbortController();
  #readAt = 0;
  #range = "";
  #end = () => {};
  #chosen;

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    const { query } = context.place;
    const view = VIEWS.find((v) => v === query.get("view")) ?? "calls";
    this.#chosen = {
      service: query.get("service") ?? "*",
      view,
      weight: WEIGHTS.find((w) => w === query.get("weight")) ?? (view === "resources" ? "cpu" : "time"),
      compare: query.get("compare") === "1" && view !== "bottleneck",
    };
  }

  connectedCallback() {
    const details = el(
      "details",
      { class: "panel wide-table" },
      el("summary", {}, text("panel.table")),
      this.#table.node,
    );
    this.replaceChildren(
      this.#bar(),
      this.#legend,
      el("div", { class: "panel flame-panel" }, this.#message, this.#flame),
      details,
    );
    this.#flame.onFound = (count, ratio) =>
      setText(this.#found, count ? text("flame.found", { count, share: share(ratio) }) : "");
    this.#legend.hidden = !this.#chosen.compare;
    this.#context.painter.add(this);
  }

  disconnectedCallback() {
    this.#context.painter.remove(this);
    this.#abort.abort();
    this.#end();
  }

  /** Reads it when the range is another, and again and again while the page is live. */
  paint() {
    const { store, place } = this.#context;
    const range = JSON.stringify([place.scope, store.gate.state]);
    const still = spanOf(place.scope, 0).still || store.gate.state !== "live";
    const due = !still && store.connected && performance.now() - this.#readAt >= AGAIN_MS;
    if (range === this.#range && !due) return;
    this.#range = range;
    this.#load();
  }

  async #load() {
    this.#readAt = performance.now();
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const { service, view, weight, compare } = this.#chosen;
    const { from, to, still } = spanOf(this.#context.place.scope, this.#context.store.now());
    const ask = (/** @type {number} */ shift) =>
      this.#context.sources.flameGraph(
        { service, view, weight, from: String(Math.round(from - shift)), to: String(Math.round(to - shift)) },
        signal,
      );
    try {
      const [now, before] = await Promise.all([ask(0), compare ? ask(HOUR) : null]);
      const frames = framesOf(now);
      this.#say(
        frames.length === 0 ? text(view === "bottleneck" ? "empty.flame.bottleneck" : "empty.flame") : "",
      );
      this.#flame.show(frames, before && framesOf(before), weight === "tokens" ? text("unit.tokens") : "ms");
      this.#drawTable(now, before);
      setText(this.#read, still ? text("scope.still") : text("flame.read", { age: timeOfDay(to) }));
    } catch (problem) {
      if (!signal.aborted)
        this.#say(
          text("flame.failed", { reason: problem instanceof Error ? problem.message : String(problem) }),
        );
    }
  }

  /** @param {string} message */
  #say(message) {
    this.#message.hidden = message === "";
    this.#flame.hidden = message !== "";
    setText(this.#message, message);
  }

  /**
   * The same by call, over all places that it is called from.
   * @param {import("../charts/flame.js").Row[]} now
   * @param {import("../charts/flame.js").Row[]|null} before
   */
  #drawTable(now, before) {
    const [sums, sumsBefore] = [selfByLabel(now), before && selfByLabel(before)];
    const whole = now[0]?.value || 1;
    const wholeBefore = before?.[0]?.value || 1;
    this.#table.draw({
      columns: [
        { title: text("column.function") },
        { title: text("column.self"), numeric: true },
        { title: text("column.share"), numeric: true },
        ...(sumsBefore ? [{ title: text("column.before"), numeric: true }] : []),
      ],
      rows: [...sums].map(([label, self]) => [
        { text: label },
        { text: number(self), sort: self },
        { text: share(self / whole), sort: self / whole },
        ...(sumsBefore
          ? [
              {
                text: share((sumsBefore.get(label) ?? 0) / wholeBefore),
                sort: (sumsBefore.get(label) ?? 0) / wholeBefore,
              },
            ]
          : []),
      ]),
      sort: { column: 1, down: true },
    });
  }

  #bar() {
    const { view, weight, compare } = this.#chosen;
    const search = el("input", {
      type: "search",
      placeholder: text("flame.search"),
      "aria-label": text("flame.search"),
    });
    search.addEventListener("input", () => this.#flame.search(search.value));
    const compared = el("input", {
      type: "checkbox",
      checked: compare,
      disabled: view === "bottleneck",
      onchange: () => this.#choose({ compare: !compare }),
    });
    return el(
      "div",
      { class: "centre-bar" },
      this.#segments(
        text("flame.view"),
        VIEWS,
        view,
        (v) => text(`flame.view.${v}`),
        (v) => this.#choose({ view: v, weight: v === "resources" ? "cpu" : "time" }),
      ),
      this.#segments(
        text("flame.weight"),
        WEIGHTS,
        weight,
        (w) => text(`flame.weight.${w}`),
        (w) => this.#choose({ weight: w }),
      ),
      this.#services(),
      el("label", { class: "check" }, compared, text("flame.compare")),
      search,
      this.#found,
      el("button", { type: "button", onclick: () => this.#flame.reset() }, text("flame.reset")),
      el("button", { type: "button", onclick: () => this.#load() }, text("flame.refresh")),
      this.#read,
    );
  }

  #services() {
    const { service } = this.#chosen;
    const select = el(
      "select",
      { "aria-label": text("flame.service") },
      el("option", { value: "*" }, text("scope.any", { label: text("scope.services") })),
    );
    const fill = () => {
      const names = [service, ...watch.series().map((series) => series.labels.service)].filter(
        (n) => n && n !== "*" && n !== "other",
      );
      for (const name of names.sort()) {
        if (![...select.options].some((o) => o.value === name))
          select.append(el("option", { value: name, selected: name === service }, name));
      }
    };
    const watch = this.#context.store.watch("request_rate", { service: "*" }, fill);
    this.#end = () => watch.close();
    fill();
    select.addEventListener("change", () => this.#choose({ service: select.value }));
    return select;
  }

  /**
   * @template {string} V
   * @param {string} label
   * @param {readonly V[]} values
   * @param {V} chosen
   * @param {(value: V) => string} name
   * @param {(value: V) => void} choose
   */
  #segments(label, values, chosen, name, choose) {
    return el(
      "div",
      { class: "segments", role: "group", "aria-label": label },
      ...values.map((value) =>
        el(
          "button",
          { type: "button", "aria-pressed": String(value === chosen), onclick: () => choose(value) },
          name(value),
        ),
      ),
    );
  }

  /** @param {Partial<{service: string, view: "calls"|"resources"|"bottleneck", weight: "time"|"cpu"|"tokens", compare: boolean}>} change */
  #choose(change) {
    const { service, view, weight, compare } = { ...this.#chosen, ...change };
    const { service: _, ...labels } = this.#context.place.scope.labels;
    this.#context.go(
      link(
        "/flamegraph",
        { ...this.#context.place.scope, labels },
        { view, weight, ...(service !== "*" && { service }), ...(compare && { compare: "1" }) },
      ),
    );
  }
}

/** @param {import("../charts/flame.js").Row[]} rows */
function selfByLabel(rows) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { label, self } of rows) sums.set(label, (sums.get(label) ?? 0) + self);
  return sums;
}

customElements.define("cc-flame-page", FlamePage);

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.flamegraph"),
  own: ["service"],
  ranged: true,
  render: (context) => [new FlamePage(context)],
};
