/** `<cc-gauge>`: the part of all places of services that say they are healthy. */

import { el, SHAPES, setAttribute, setText, svg } from "../dom.js";
import { share } from "../format.js";
import { Panel } from "../panels/panel.js";
import { serviceLink } from "../router.js";
import { plural, text } from "../texts.js";

const RADIUS = 44;
const HALF = Math.PI * RADIUS;
const ARC = `M6 50A${RADIUS} ${RADIUS} 0 0 1 94 50`;
const METRIC = "service_health";

/** @typedef {{healthy: number, degraded: number, unhealthy: number}} States */

export class Gauge extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #value = el("output", { class: "value" });
  #shape = el("i", { "aria-hidden": "true" });
  #word = el("span");
  #status = el("span", { class: "status" }, this.#shape, this.#word);
  #detail = el("p", { class: "detail" });
  #arc = svg("path", { d: ARC, class: "arc" });
  #svg = svg(
    "svg",
    { viewBox: "0 0 100 54", role: "img", class: "dial" },
    svg("path", { d: ARC, class: "track" }),
    this.#arc,
  );

  begin() {
    this.body.replaceChildren(
      el("div", { class: "dial-box" }, this.#svg, el("div", { class: "middle" }, this.#value, this.#status)),
      this.#detail,
    );
    setAttribute(this.#svg, "aria-label", this.title_);
    const labels = { ...this.context.place.filters, ...this.spec.only };
    this.#watch = this.watchExactly(METRIC, {
      service: labels.service ?? "*",
      region: labels.region ?? "*",
      state: "*",
    });
  }

  draw() {
    const ratio = drawShare(this, this.#watch?.series() ?? [], {
      value: this.#value,
      status: this.#status,
      shape: this.#shape,
      word: this.#word,
      detail: this.#detail,
    });
    this.#arc.style.strokeDasharray = `${(ratio || 0) * HALF} ${2 * HALF}`;
    setAttribute(
      this.#svg,
      "aria-label",
      `${this.title_}: ${this.#value.textContent} ${this.#word.textContent}`,
    );
  }

  table() {
    return {
      columns: [
        { title: text("column.service") },
        { title: text("label.region") },
        { title: text("column.state") },
      ],
      rows: (this.#watch?.series() ?? [])
        .filter((s) => s.value > 0)
        .map(({ labels }) => [
          { text: labels.service ?? "", href: serviceLink(labels.service ?? "", this.context.place.scope) },
          { text: labels.region ?? "" },
          { text: labels.state ?? "", status: statusOf(labels.state) },
        ]),
      sort: { column: 2, down: true },
    };
  }
}

/** @param {string|undefined} state @returns {import("../dom.js").Status} */
export function statusOf(state) {
  if (state === "healthy") return "ok";
  if (state === "degraded") return "warning";
  return state === "unhealthy" ? "critical" : "unknown";
}

/** @param {import("../store/series.js").Series[]} series @returns {States} */
export function statesOf(series) {
  const states = { healthy: 0, degraded: 0, unhealthy: 0 };
  for (const { labels, value } of series) {
    if (labels.state === "healthy" || labels.state === "degraded" || labels.state === "unhealthy")
      states[labels.state] += value;
  }
  return states;
}

/**
 * Shows which part of all places is healthy, and what that means.
 * @param {Element} panel gets the status
 * @param {import("../store/series.js").Series[]} series of `service_health`
 * @param {{value: Element, status: Element, shape: Element, word: Element, detail: Element}} nodes
 * @returns {number} the part, NaN if there is no place
 */
export function drawShare(panel, series, { value, status, shape, word, detail }) {
  const states = statesOf(series);
  const all = states.healthy + states.degraded + states.unhealthy;
  const ratio = all === 0 ? NaN : states.healthy / all;
  // As bad as the worst place: the same severity as in the list of services and in the sentence above it.
  const worst = /** @type {const} */ (["unhealthy", "degraded", "healthy"]).find((s) => states[s] > 0);
  const judged = statusOf(worst);
  setText(value, Number.isNaN(ratio) ? "–" : share(ratio));
  status.className = `status ${judged}`;
  setText(shape, SHAPES[judged]);
  setText(word, text(`state.${judged}`));
  setAttribute(panel, "data-status", judged);
  setText(detail, plural("operations.health.of", all, { healthy: states.healthy }));
  return ratio;
}

customElements.define("cc-gauge", Gauge);
