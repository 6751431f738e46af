/** What charts read of the theme, and marks in the look of a category. */
import { setAttribute, svg } from "../dom.js";

let patterns = 0;

/** @param {string} name of a custom property */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A field of a category: its colour with its pattern, to be drawn with as `paint`. */
export class Field {
  #id = `field-${++patterns}`;
  #ground = svg("rect", { width: 6, height: 6 });
  #lines = svg("path", { class: "field-lines" });
  node = svg(
    "pattern",
    { id: this.#id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    this.#ground,
    this.#lines,
  );
  paint = `url(#${this.#id})`;

  /** @param {import("../palette.js").Look} look */
  show({ colour, pattern }) {
    setAttribute(this.#ground, "fill", colour);
    setAttribute(this.#lines, "d", pattern);
  }
}

/** Calls back when the theme changes. @param {() => void} listener @returns {() => void} ends it */
export function onTheme(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
