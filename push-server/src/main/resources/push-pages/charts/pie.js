/** `<cc-pie>`: shares of a whole, as a ring with its numbers beside it. */

import { el, setAttribute, setText, svg } from "../dom.js";
import { number, share } from "../format.js";
import { looksOf } from "../palette.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { named, text } from "../texts.js";
import { nameOf } from "./bars.js";
import { Field } from "./colours.js";

const MOST_PARTS = 6;
const RADIUS = 40;
const AROUND = 2 * Math.PI * RADIUS;
/** Between two parts, so that they can be told apart without their colours. */
const GAP = 1.6;

export class Pie extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #arcs = svg("g");
  #ring = svg("svg", { viewBox: "0 0 100 100", class: "ring", role: "img" }, this.#arcs);
  #sum = el("b", {});
  #list = el("ul", { class: "legend column" });
  #fields = svg("defs");
  /** Of each part the field that its arc and its mark are drawn with. @type {Field[]} */
  #looks = [];

  begin() {
    const unit = this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
    this.body.replaceChildren(
      el(
        "div",
        { class: "ring-box" },
        this.#ring,
        el("div", { class: "middle" }, this.#sum, el("span", {}, unitText(unit))),
      ),
      this.#list,
    );
    this.#ring.prepend(this.#fields);
    setAttribute(this.#ring, "aria-label", this.title_);
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
  }

  draw() {
    const parts = this.#parts();
    const sum = parts.reduce((a, part) => a + part.value, 0);
    setText(this.#sum, number(sum));
    const looks = looksOf(
      this.spec.by?.[0] ?? "",
      parts.map((part) => part.id),
    );
    while (this.#looks.length < parts.length) {
      const field = new Field();
      this.#looks.push(field);
      this.#fields.append(field.node);
      this.#arcs.append(svg("circle", { cx: 50, cy: 50, r: RADIUS, stroke: field.paint }));
      this.#list.append(
        el(
          "li",
          {},
          svg(
            "svg",
            { class: "mark-field", viewBox: "0 0 12 12", "aria-hidden": "true" },
            svg("rect", { width: 12, height: 12, rx: 2, fill: field.paint }),
          ),
          el("span", { class: "name", dir: "auto" }),
          el("b", {}),
          el("span", { class: "share" }),
        ),
      );
    }
    while (this.#looks.length > parts.length) {
      this.#looks.pop()?.node.remove();
      this.#arcs.lastChild?.remove();
      this.#list.lastChild?.remove();
    }
    let from = 0;
    parts.forEach((part, i) => {
      const arc = /** @type {SVGCircleElement} */ (this.#arcs.children[i]);
      const length = (part.value / (sum || 1)) * AROUND;
      const gap = parts.length > 1 ? Math.min(GAP, length / 2) : 0;
      arc.style.strokeDasharray = `${Math.max(0, length - gap)} ${AROUND}`;
      arc.style.strokeDashoffset = String(-from);
      this.#looks[i].show(looks[i]);
      from += length;
      const [, name, value, ratio] = /** @type {HTMLElement[]} */ ([...this.#list.children[i].children]);
      setText(name, part.name);
      setText(value, number(part.value));
      setText(ratio, share(part.value / (sum || 1)));
    });
    setAttribute(
      this.#ring,
      "aria-label",
      `${this.title_}: ${parts.map((p) => `${p.name} ${share(p.value / (sum || 1))}`).join(", ")}`,
    );
  }

  table() {
    const parts = this.#all();
    const sum = parts.reduce((a, part) => a + part.value, 0);
    return {
      columns: [
        { title: named("label", this.spec.by?.[0] ?? "") },
        { title: text("column.value"), numeric: true },
        { title: text("column.share"), numeric: true },
      ],
      rows: parts.map((part) => [
        { text: part.name },
        { text: number(part.value), sort: part.value },
        { text: share(part.value / (sum || 1)), sort: part.value / (sum || 1) },
      ]),
      sort: { column: 1, down: true },
    };
  }

  #all() {
    const label = this.spec.by?.[0] ?? "";
    return (this.#watch?.series() ?? [])
      .filter((s) => s.value > 0)
      .map((s) => ({ id: s.labels[label] ?? "", name: nameOf(label, s.labels[label] ?? ""), value: s.value }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** At most so many, the small ones together; in the order of their names, so that colours stay. */
  #parts() {
    const all = this.#all();
    if (all.length <= MOST_PARTS) return all;
    const bySize = [...all].sort((a, b) => b.value - a.value);
    const large = bySize.slice(0, MOST_PARTS - 1);
    const rest = bySize.slice(MOST_PARTS - 1).reduce((a, part) => a + part.value, 0);
    return [
      ...large.sort((a, b) => a.name.localeCompare(b.name)),
      { id: "other", name: text("label.other"), value: rest },
    ];
  }
}

customElements.define("cc-pie", Pie);
