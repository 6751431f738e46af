/**
 * `<cc-colony-tile>`: how busy one colony is. Live there are only the places of a ranking, and who
 * holds them changes, so the colony is looked for in all of them.
 */
import { Spark } from "../charts/spark.js";
import { el, setText } from "../dom.js";
import { age, number } from "../format.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { Series } from "../store/series.js";
import { text } from "../texts.js";

export class ColonyTile extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #value = el("output", { class: "value" });
  #rank = el("span", { class: "unit" });
  #name = el("p", { class: "detail", dir: "auto" });
  #heard = el("span", { class: "heard" });
  #spark = new Spark();
  #own = new Series("top_colonies", {});

  begin() {
    this.classList.add("people");
    this.body.replaceChildren(
      el(
        "div",
        { class: "figure" },
        this.#value,
        el("span", { class: "unit" }, unitText("events")),
        this.#rank,
      ),
      this.#name,
      this.#spark.node,
      el("footer", {}, this.#heard),
    );
    this.#spark.describe(this.title_);
    this.#watch = this.watchExactly("top_colonies", { rank: "*", colony_id: "*", colony_name: "*" });
  }

  emptiness() {
    const reason = super.emptiness();
    return reason ?? (this.#found() ? null : text("empty.colony"));
  }

  draw() {
    const found = this.#found();
    if (!found) return;
    const now = this.context.store.now();
    this.#own.put({
      metric: "top_colonies",
      labels: found.labels,
      value: found.value,
      timestamp: found.timestamp,
    });
    setText(this.#value, number(found.value));
    setText(this.#rank, `· ${text("colony.rank")} ${found.labels.rank}`);
    setText(this.#name, `${found.labels.colony_name ?? ""} · ${found.labels.colony_id}`);
    setText(this.#heard, text("tile.updated", { age: age(now - found.timestamp) }));
    const from = now - this.context.place.scope.minutes * 60_000;
    this.#spark.draw(this.#own.since(from), { from, to: now, normal: null, thresholds: undefined });
    this.#spark.describe(`${this.title_}: ${number(found.value)}`);
  }

  #found() {
    const id = this.spec.only?.colony_id;
    return this.#watch?.series().find((series) => series.labels.colony_id === id && series.value > 0);
  }
}

customElements.define("cc-colony-tile", ColonyTile);
