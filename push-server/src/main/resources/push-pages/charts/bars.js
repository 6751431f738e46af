/** `<cc-bars>`: the newest values of a metric by label, the largest on top. */

import { el, setText } from "../dom.js";
import { country, number, share } from "../format.js";
import { isAboutPeople } from "../metrics.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { serviceLink } from "../router.js";
import { named, text } from "../texts.js";

const MOST_ROWS = 10;

export class Bars extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #list = el("ol", { class: "bar-list" });

  begin() {
    this.classList.toggle("people", isAboutPeople(this.spec.metric ?? ""));
    this.body.replaceChildren(this.#list);
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
  }

  draw() {
    const all = this.#largest();
    const shown = all.slice(0, this.spec.max ?? MOST_ROWS);
    const most = Math.max(...shown.map((s) => s.value), Number.MIN_VALUE);
    const { children } = this.#list;
    while (children.length < shown.length) {
      this.#list.append(
        el(
          "li",
          {},
          el("span", { class: "name", dir: "auto" }),
          el("b", {}),
          el("div", { class: "bar", "aria-hidden": "true" }, el("i", {})),
        ),
      );
    }
    while (children.length > shown.length) this.#list.lastChild?.remove();
    shown.forEach((series, i) => {
      const [name, value, bar] = /** @type {HTMLElement[]} */ ([...children[i].children]);
      this.#drawName(name, series.labels);
      setText(value, `${number(series.value, this.#unit())}`);
      /** @type {HTMLElement} */ (bar.firstElementChild).style.transform =
        `scaleX(${(Math.max(0, series.value) / most).toFixed(4)})`;
    });
    this.leaveOut(all.length - shown.length);
  }

  table() {
    const all = this.#largest();
    const sum = all.reduce((a, s) => a + s.value, 0);
    const unit = this.#unit();
    return {
      columns: [
        ...(this.spec.by ?? []).map((label) => ({ title: named("label", label) })),
        { title: [text("column.value"), unitText(unit)].filter(Boolean).join(", "), numeric: true },
        { title: text("column.share"), numeric: true },
      ],
      rows: all.map((series) => [
        ...(this.spec.by ?? []).map((label) => ({ text: nameOf(label, series.labels[label]) })),
        { text: number(series.value, unit), sort: series.value },
        { text: share(series.value / (sum || 1)), sort: series.value / (sum || 1) },
      ]),
      sort: { column: this.spec.by?.length ?? 0, down: true },
    };
  }

  #largest() {
    return (this.#watch?.series() ?? []).filter((s) => s.value > 0).sort((a, b) => b.value - a.value);
  }

  /** @param {HTMLElement} node @param {Record<string, string>} labels */
  #drawName(node, labels) {
    const by = this.spec.by ?? [];
    const name = by.map((label) => nameOf(label, labels[label])).join(" · ");
    if (node.textContent === name) return;
    const href =
      by[0] === "service" &&
      labels.service !== "other" &&
      serviceLink(labels.service, this.context.place.scope);
    node.replaceChildren(href ? el("a", { href }, name) : name);
  }

  #unit() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }
}

/** @param {string} label @param {string} value */
export function nameOf(label, value) {
  if (value === "other") return text("label.other");
  return label === "country_code" ? country(value) : value;
}

customElements.define("cc-bars", Bars);
