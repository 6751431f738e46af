/** Names of the lines of a chart with their values: those at the time that is pointed at, or the newest. */
import { el, setAttribute, setText, svg } from "../dom.js";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string|null} href where its name leads
 * @property {import("../palette.js").Look} look
 * @property {string} value
 * @property {string} extent from the least to the greatest of what the value stands for; empty if they are the same
 */

export class Legend {
  #rows = el("ul", { class: "legend-rows" });
  #when = el("time", {});
  #unit = el("span", {});
  #earlier = el("span", { class: "earlier", dir: "auto" });
  #marks = el("span", { class: "marks", dir: "auto" });
  #moment = el("p", { class: "moment" }, this.#when, this.#unit, this.#earlier, this.#marks);
  node = el("div", { class: "legend" }, this.#rows, this.#moment);

  /**
   * @param {Row[]} rows
   * @param {{when: string, unit: string, earlier: string, marks: string}} moment empty texts while nothing is pointed at
   */
  draw(rows, { when, unit, earlier, marks }) {
    const { children } = this.#rows;
    while (children.length < rows.length) this.#rows.append(row());
    while (children.length > rows.length) this.#rows.lastChild?.remove();
    rows.forEach((shown, i) => drawRow(/** @type {HTMLElement} */ (children[i]), shown));
    setText(this.#when, when || "\u00a0");
    setText(this.#unit, unit);
    setText(this.#earlier, earlier);
    setText(this.#marks, marks);
  }
}

function row() {
  const line = svg("path", { d: "M0 2h24" });
  const mark = svg("svg", { class: "mark-line", viewBox: "0 0 24 4", "aria-hidden": "true" }, line);
  return el(
    "li",
    {},
    mark,
    el("span", { class: "name", dir: "auto" }),
    el("b", {}),
    el("span", { class: "share" }),
  );
}

/** @param {HTMLElement} node @param {Row} shown */
function drawRow(node, { name, href, look, value, extent }) {
  const [mark, title, number, range] = /** @type {HTMLElement[]} */ ([...node.children]);
  const line = /** @type {Element} */ (mark.firstElementChild);
  setAttribute(line, "stroke", look.colour);
  setAttribute(line, "stroke-dasharray", look.dash.join(" "));
  const link = title.firstElementChild;
  if (!href) setText(title, name);
  else if (link?.textContent !== name) title.replaceChildren(el("a", { href }, name));
  else setAttribute(link, "href", href);
  setText(number, value);
  setText(range, extent);
}
