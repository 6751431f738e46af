/** `<cc-ranking>`: the newest values of a metric as a table that sorts. */
import { nameOf } from "../charts/bars.js";
import { number } from "../format.js";
import { Panel } from "../panels/panel.js";
import { SortTable } from "../panels/table.js";
import { colonyLink, serviceLink } from "../router.js";
import { named, text } from "../texts.js";

export class Ranking extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  /** @type {import("../store/store.js").Watch|undefined} */
  #beside;
  #table = new SortTable(this.title_);

  begin() {
    this.body.replaceChildren(this.#table.node);
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
    if (this.spec.beside) this.#beside = this.watch(this.spec.beside, this.spec.by?.filter(isId));
  }

  draw() {
    // Two numbers leave no room for both name and id.
    const by = (this.spec.by ?? []).filter((label) => !this.#beside || !isId(label));
    const unit = this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
    this.#table.draw({
      columns: [
        ...by.map((label) => ({ title: named("label", label), numeric: label === "rank" })),
        {
          title: this.spec.metric?.endsWith("by_tokens")
            ? text("column.tokens")
            : this.spec.metric === "top_colonies"
              ? text("column.activity")
              : text("column.value"),
          numeric: true,
        },
        ...(this.#beside ? [{ title: text("column.cpu.time"), numeric: true }] : []),
      ],
      rows: (this.#watch?.series() ?? [])
        .filter((series) => series.value > 0)
        .map((series) => [
          ...by.map((label) => this.#cell(label, series.labels)),
          { text: number(series.value, unit), sort: series.value },
          ...(this.#beside ? [this.#cellBeside(series.labels)] : []),
        ]),
      sort: { column: by.length, down: true },
    });
  }

  /** @param {Record<string, string>} labels @returns {import("../panels/table.js").Cell} */
  #cellBeside(labels) {
    const value = this.#beside
      ?.series()
      .find((series) => Object.entries(series.labels).every(([id, of]) => labels[id] === of))?.value;
    return { text: number(value), sort: value ?? 0 };
  }

  /** @param {string} label @param {Record<string, string>} labels @returns {import("../panels/table.js").Cell} */
  #cell(label, labels) {
    const value = labels[label] ?? "";
    const { scope } = this.context.place;
    if (label === "rank") return { text: value, sort: Number(value) };
    if (/^(colony|agent)_/.test(label) && labels.colony_id && labels.colony_id !== "other") {
      const shown = this.#beside && value === "unknown" ? (labels.agent_id ?? labels.colony_id) : value;
      // An agent that has no colony.
      if (labels.agent_id && labels.colony_id === "unknown") return { text: shown };
      return { text: shown, href: colonyLink(labels.colony_id, scope, labels.colony_name) };
    }
    if (label === "service" && value !== "other") return { text: value, href: serviceLink(value, scope) };
    return { text: nameOf(label, value) };
  }
}

const isId = (/** @type {string} */ label) => label.endsWith("_id");

customElements.define("cc-ranking", Ranking);
