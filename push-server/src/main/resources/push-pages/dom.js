/** Small helpers to make elements. Text from outside is only ever put into text nodes. */

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string|number|boolean|undefined|null|((event: any) => void)>} [attributes] `class`, `on…`
 *     handlers, and attributes; false, null and undefined are left out
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  assign(made, attributes);
  append(made, children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string|number|boolean|undefined|null|((event: any) => void)>} [attributes]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  assign(made, attributes);
  append(made, children);
  return made;
}

/**
 * @param {Element} node
 * @param {Record<string, any>} attributes
 */
function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Element} node
 * @param {(Node|string|null|undefined|false)[]} children
 */
function append(node, children) {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

/**
 * Changes a text only when it is another, so that nothing is laid out or read out for nothing.
 * @param {Node} node
 * @param {string} value
 */
export function setText(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string|number|null|undefined|false} value null, undefined and false take it away
 */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

/** @typedef {"ok"|"warning"|"critical"|"info"|"unknown"|"resolved"} Status */

/** The shape of each status; its colour is in the style sheet, its word in the texts. */
export const SHAPES = Object.freeze({
  ok: "●",
  warning: "▲",
  critical: "■",
  info: "○",
  unknown: "◌",
  resolved: "✓",
});

/**
 * A status as shape, colour and word.
 * @param {Status} status
 * @param {string} word
 */
export function statusMark(status, word) {
  return el(
    "span",
    { class: `status ${status}` },
    el("i", { "aria-hidden": "true" }, SHAPES[status]),
    " ",
    el("span", {}, word),
  );
}
