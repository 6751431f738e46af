/** Views that people make for themselves. */
import { Bars } from "../charts/bars.js";
import { Lines } from "../charts/lines.js";
import { Pie } from "../charts/pie.js";
import { Ranking } from "../components/ranking.js";
import { Tile } from "../components/tile.js";
import { el, setText } from "../dom.js";
import { titleOf } from "../metrics.js";
import { link } from "../router.js";
import { checked, decoded, encoded, forget, KINDS, keep, newView, views } from "../store/views.js";
import { named, text } from "../texts.js";

/**
 * @typedef {import("../store/views.js").View} View
 * @typedef {import("../store/views.js").ViewTile} ViewTile
 * @typedef {import("../app.js").Context} Context
 */

const COMPONENTS = { tile: Tile, lines: Lines, bars: Bars, pie: Pie, ranking: Ranking };

/** `<cc-custom>` */
class Custom extends HTMLElement {
  #context;
  /** @type {View} */
  #view;
  #problem = "";
  #editing;
  #grid = el("div", { class: "grid custom" });
  #message = el("p", { class: "detail", role: "status" });

  /** @param {Context} context */
  constructor(context) {
    super();
    this.#context = context;
    this.#view = this.#wanted();
    this.#editing = this.#view.tiles.length === 0 || context.place.query.get("edit") === "1";
  }

  /** The view of the link, or the one asked for, or the last one. @returns {View} */
  #wanted() {
    const { query } = this.#context.place;
    const linked = query.get("view");
    if (linked) {
      try {
        const view = decoded(linked);
        const same = views().find((own) => encoded(own) === encoded(view));
        if (!same) keep(view);
        return same ?? view;
      } catch (problem) {
        this.#problem = text("custom.bad", {
          reason: problem instanceof Error ? problem.message : String(problem),
        });
      }
    }
    const id = query.get("id");
    const asked = views().find((view) => view.id === id);
    if (id && !asked) this.#problem = text("custom.unknown", { id: id.slice(0, 64) });
    return asked ?? (query.has("new") ? undefined : views()[0]) ?? newView(text("custom.untitled"));
  }

  connectedCallback() {
    const { query } = this.#context.place;
    if (query.has("view") && !this.#problem) history.replaceState(null, "", this.#address(this.#view.id));
    this.#draw();
    if (this.#problem) setText(this.#message, this.#problem);
    else if (query.has("view")) setText(this.#message, text("custom.from.link"));
  }

  #draw() {
    this.replaceChildren(this.#bar(), this.#message, ...(this.#editing ? [this.#adder()] : []), this.#grid);
    this.#drawTiles();
  }

  #drawTiles() {
    if (this.#view.tiles.length === 0) {
      this.#grid.replaceChildren(el("p", { class: "empty wide" }, text("custom.empty")));
      return;
    }
    this.#grid.replaceChildren(
      ...this.#view.tiles.map((tile, index) => {
        const panel = panelOf(tile, this.#context);
        return this.#editing
          ? el("div", { class: `slot ${tile.kind}` }, panel, this.#tools(tile, index))
          : panel;
      }),
    );
  }

  /** @param {ViewTile} tile @param {number} index */
  #tools(tile, index) {
    const title = titleOf(tile.metric);
    const move = (/** @type {number} */ step) => {
      const tiles = [...this.#view.tiles];
      tiles.splice(index + step, 0, ...tiles.splice(index, 1));
      this.#change({ tiles });
    };
    return el(
      "div",
      { class: "tools" },
      el(
        "button",
        {
          type: "button",
          "aria-label": text("custom.up", { title }),
          disabled: index === 0,
          onclick: () => move(-1),
        },
        "←",
      ),
      el(
        "button",
        {
          type: "button",
          "aria-label": text("custom.down", { title }),
          disabled: index === this.#view.tiles.length - 1,
          onclick: () => move(1),
        },
        "→",
      ),
      el(
        "button",
        {
          type: "button",
          "aria-label": text("custom.remove", { title }),
          onclick: () => this.#change({ tiles: this.#view.tiles.filter((_, i) => i !== index) }),
        },
        "✕",
      ),
    );
  }

  #bar() {
    const all = views();
    const choose = el(
      "select",
      { "aria-label": text("custom.views") },
      ...all.map((view) => el("option", { value: view.id, selected: view.id === this.#view.id }, view.name)),
    );
    choose.addEventListener("change", () => this.#context.go(this.#address(choose.value)));
    const name = el("input", {
      type: "text",
      value: this.#view.name,
      maxlength: 100,
      "aria-label": text("custom.name"),
      dir: "auto",
    });
    name.addEventListener("change", () =>
      this.#change({ name: name.value.trim() || text("custom.untitled") }),
    );
    const button = (/** @type {import("../texts.js").TextKey} */ key, /** @type {() => void} */ act) =>
      el("button", { type: "button", onclick: act }, text(key));
    return el(
      "div",
      { class: "centre-bar" },
      this.#editing ? name : all.length > 0 && choose,
      button(this.#editing ? "custom.done" : "custom.edit", () => {
        this.#editing = !this.#editing;
        this.#draw();
      }),
      button("custom.new", () => this.#context.go(link("/custom", this.#context.place.scope, { new: "1" }))),
      button("custom.share", () => this.#share()),
      button("custom.export", () => this.#export()),
      this.#importer(),
      this.#editing &&
        button("custom.delete", () => {
          forget(this.#view.id);
          this.#context.go(link("/custom", this.#context.place.scope));
        }),
    );
  }

  /** A form to add a tile. */
  #adder() {
    const { store } = this.#context;
    const live = store.catalogue.filter((entry) => entry.live.length > 0 && entry.kind !== "histogram");
    const metric = el(
      "select",
      { name: "metric" },
      ...live.map((entry) => el("option", { value: entry.name }, titleOf(entry.name))),
    );
    const kind = el(
      "select",
      { name: "kind" },
      ...KINDS.map((k) => el("option", { value: k }, text(`custom.kind.${k}`))),
    );
    const by = el("select", { name: "by" });
    const only = el("input", {
      name: "only",
      type: "text",
      placeholder: text("custom.only.hint"),
      dir: "auto",
    });
    const warning = el("input", { name: "warning", type: "number", step: "any" });
    const critical = el("input", { name: "critical", type: "number", step: "any" });
    const fill = () => {
      const labels = [...new Set(live.find((entry) => entry.name === metric.value)?.live.flat())];
      by.replaceChildren(
        el("option", { value: "" }, text("custom.by.none")),
        ...labels.map((label) => el("option", { value: label }, named("label", label))),
      );
    };
    metric.addEventListener("change", fill);
    fill();
    const field = (/** @type {import("../texts.js").TextKey} */ key, /** @type {HTMLElement} */ input) =>
      el("label", {}, el("span", {}, text(key)), input);
    const form = el(
      "form",
      { class: "adder panel" },
      field("custom.metric", metric),
      field("custom.kind", kind),
      field("custom.by", by),
      field("custom.only", only),
      field("custom.warning", warning),
      field("custom.critical", critical),
      el("button", { type: "submit", class: "strong" }, text("custom.add")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tile = /** @type {ViewTile} */ ({
        kind: kind.value,
        metric: metric.value,
        ...(by.value && { by: by.value }),
        ...(only.value.includes("=") && { only: labelsOf(only.value) }),
        ...(warning.value && { warning: warning.valueAsNumber }),
        ...(critical.value && { critical: critical.valueAsNumber }),
      });
      this.#change({ tiles: [...this.#view.tiles, tile] });
    });
    return form;
  }

  #importer() {
    const file = el("input", {
      type: "file",
      accept: "application/json,.json",
      class: "unseen",
      id: "import",
      tabindex: -1,
      "aria-hidden": "true",
    });
    file.addEventListener("change", async () => {
      try {
        const view = checked(JSON.parse((await file.files?.[0]?.text()) ?? ""));
        keep(view);
        this.#context.go(this.#address(view.id));
      } catch (problem) {
        setText(
          this.#message,
          text("custom.bad", { reason: problem instanceof Error ? problem.message : String(problem) }),
        );
      }
    });
    return el(
      "span",
      {},
      file,
      el("button", { type: "button", onclick: () => file.click() }, text("custom.import")),
    );
  }

  async #share() {
    const address = new URL(
      link("/custom", this.#context.place.scope, { view: encoded(this.#view) }),
      location.origin,
    );
    await navigator.clipboard?.writeText(address.href).catch(() => {});
    this.#context.say(text("scope.shared"));
  }

  #export() {
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(this.#view, null, 2)], { type: "application/json" }),
    );
    const anchor = el("a", {
      href: url,
      download: `${this.#view.name.replace(/[^\p{L}\p{N}-]+/gu, "-").slice(0, 60) || "view"}.json`,
    });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  }

  /** @param {Partial<View>} change */
  #change(change) {
    this.#view = { ...this.#view, ...change };
    keep(this.#view);
    history.replaceState(null, "", this.#address(this.#view.id));
    this.#draw();
  }

  /** @param {string} id */
  #address(id) {
    return link("/custom", this.#context.place.scope, { id });
  }
}

/** @param {ViewTile} tile @param {Context} context */
function panelOf(tile, context) {
  const Component = COMPONENTS[tile.kind];
  const split = tile.kind === "tile" ? [] : splitOf(tile, context);
  const names = [titleOf(tile.metric), ...Object.values(tile.only ?? {})].join(" · ");
  const low = (tile.critical ?? 0) < (tile.warning ?? 0);
  const thresholds =
    tile.warning === undefined && tile.critical === undefined
      ? undefined
      : {
          warning: tile.warning ?? tile.critical ?? 0,
          critical: tile.critical ?? (low ? -Infinity : Infinity),
          low,
        };
  return new Component(
    { kind: tile.kind, metric: tile.metric, title: names, by: split, only: tile.only, thresholds },
    context,
  );
}

/** The labels that split it: of a ranking all, since a place without its name says nothing. @param {ViewTile} tile @param {Context} context */
function splitOf(tile, context) {
  const live = context.store.entry(tile.metric)?.live ?? [];
  const by = tile.by ?? (tile.kind === "lines" ? undefined : live.find((set) => set.length > 0)?.[0]);
  if (!by) return [];
  const whole = live.find((set) => set.length === 1 && set[0] === by) ?? live.find((set) => set.includes(by));
  return (whole ?? [by]).filter((label) => !(label in (tile.only ?? {})));
}

/** @param {string} words such as `region=eu-west service=api` */
function labelsOf(words) {
  return Object.fromEntries(
    words
      .split(/[\s,]+/)
      .filter((w) => w.includes("="))
      .map((w) => [w.slice(0, w.indexOf("=")), w.slice(w.indexOf("=") + 1)]),
  );
}

customElements.define("cc-custom", Custom);

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.custom.long"),
  labels: ["region", "service"],
  ranged: true,
  render: (context) => [new Custom(context)],
};
