/** `<cc-colony-tile>`: how busy one colony is or what it spends, and its place among the first. */
import { Spark } from "../charts/spark.js";
import { el, setText } from "../dom.js";
import { age, number } from "../format.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { text } from "../texts.js";

/** Rankings by metric, of those that have one. @type {Record<string, string|undefined>} */
const RANKINGS = { colony_activity: "top_colonies", colony_tokens: "top_colonies_by_tokens" };

export class ColonyTile extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  /** Places of the ranking; who holds them changes. @type {import("../store/store.js").Watch|undefined} */
  #ranking;
  #value = el("output", { class: "value" });
  #rank = el("span", { class: "unit" });
  #name = el("p", { class: "detail", dir: "auto" });
  #heard = el("span", { class: "heard" });
  #spark = new Spark();

  begin() {
    this.classList.add("people");
    this.body.replaceChildren(
      el(
        "div",
        { class: "figure" },
        this.#value,
        el("span", { class: "unit" }, unitText(this.#unit)),
        this.#rank,
      ),
      this.#name,
      this.#spark.node,
      el("footer", {}, this.#heard),
    );
    this.#spark.describe(this.title_);
    const { metric = "" } = this.spec;
    this.#watch = this.watchExactly(metric, { colony_id: this.#id });
    const ranking = RANKINGS[metric];
    if (ranking) this.#ranking = this.watchExactly(ranking, { rank: "*", colony_id: "*", colony_name: "*" });
  }

  emptiness() {
    const reason = super.emptiness();
    return reason && this.#watch?.emptiness === "never" ? text("empty.colony") : reason;
  }

  draw() {
    const own = this.#watch?.one();
    if (!own) return;
    const now = this.context.store.now();
    const place = this.#ranking?.series().find((s) => s.labels.colony_id === this.#id && s.value > 0);
    const { rank, colony_name: name } = place?.labels ?? {};
    setText(this.#value, number(own.value, this.#unit));
    setText(this.#rank, rank ? `· ${text("colony.rank")} ${rank}` : "");
    setText(this.#name, name ? `${name} · ${this.#id}` : this.#id);
    setText(this.#heard, text("tile.updated", { age: age(now - own.timestamp) }));
    const from = now - this.context.place.scope.minutes * 60_000;
    this.#spark.draw(own.since(from), { from, to: now, normal: null, thresholds: undefined });
    this.#spark.describe(`${this.title_}: ${number(own.value, this.#unit)}`);
  }

  get #unit() {
    return this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }

  get #id() {
    return this.spec.only?.colony_id ?? "";
  }
}

customElements.define("cc-colony-tile", ColonyTile);
