/** The colours of series, from the product's table; each with a dash of its own, so that colour is not all. */

const NAMES = ["--blue", "--orange", "--green", "--purple", "--red", "--yellow"];
const DASHES = [[], [6, 3], [2, 3], [10, 3, 2, 3]];

/** @param {string} name of a custom property */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @param {number} index of a series */
export function lookOf(index) {
  return {
    property: NAMES[index % NAMES.length],
    dash: DASHES[Math.floor(index / NAMES.length) % DASHES.length],
  };
}

/** Calls back when the theme changes. @param {() => void} listener @returns {() => void} ends it */
export function onTheme(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
