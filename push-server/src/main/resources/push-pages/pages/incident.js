/** One incident: what is broken, since when, what changed before it, who handles it, and where to look. */
import { Lines } from "../charts/lines.js";
import { IncidentView } from "../components/incident.js";
import { Moved } from "../components/moved.js";
import { Tile } from "../components/tile.js";
import { el } from "../dom.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.incident"),
  ranged: true,
  render(context) {
    const [id] = context.place.params;
    return [
      new IncidentView(context, id),
      new Moved(context, () => context.notices.find(id)),
      new Numbers(context, id),
    ];
  },
};

/** `<cc-incident-numbers>`: the numbers of its service, as soon as it is known which that is. */
class Numbers extends HTMLElement {
  #context;
  #id;
  #end = () => {};

  /** @param {import("../app.js").Context} context @param {string} id */
  constructor(context, id) {
    super();
    this.#context = context;
    this.#id = id;
  }

  connectedCallback() {
    this.#end = this.#context.notices.onChange(() => this.#show());
    this.#show();
  }

  disconnectedCallback() {
    this.#end();
  }

  #show() {
    const service = this.#context.notices.find(this.#id)?.context?.service;
    if (typeof service !== "string" || this.firstChild) return;
    const only = { service };
    const tile = (/** @type {string} */ metric) => new Tile({ kind: "tile", metric, only }, this.#context);
    this.append(
      el("h2", { dir: "auto" }, text("page.service", { name: service })),
      el(
        "div",
        { class: "grid drill" },
        tile("error_rate"),
        tile("request_rate"),
        tile("apdex"),
        new Lines(
          { kind: "lines", title: text("service.errors"), metric: "error_rate", by: ["region"], only },
          this.#context,
        ),
        new Lines(
          { kind: "lines", title: text("service.rate"), metric: "request_rate", by: ["region"], only },
          this.#context,
        ),
      ),
    );
  }
}

customElements.define("cc-incident-numbers", Numbers);
