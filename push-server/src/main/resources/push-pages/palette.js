/**
 * The colours of categories: services, regions, platforms, models. None is the colour of a state, and each has a dash and a
 * pattern of its own, so that colour is not all. The Grafana pack reads this table too.
 *
 * @typedef {object} Look
 * @property {string} colour
 * @property {number[]} dash of a line: lengths of stroke and gap, in pixels
 * @property {string} pattern path drawn over a tile of 6 by 6, empty for a plain field
 */

/** @type {readonly Look[]} */
export const CATEGORIES = Object.freeze([
  { colour: "#7960fb", dash: [], pattern: "" },
  { colour: "#df6aa6", dash: [6, 3], pattern: "M-1 1l2-2M0 6l6-6M5 7l2-2" },
  { colour: "#69763e", dash: [2, 3], pattern: "M3 2.2v1.6" },
  { colour: "#c20d80", dash: [10, 3, 2, 3], pattern: "M0 3h6" },
  { colour: "#9e8e8d", dash: [12, 4], pattern: "M3 0v6" },
  { colour: "#9d606a", dash: [2, 2, 6, 2], pattern: "M0 3h6M3 0v6" },
]);

/** Where there is one series: machines, people, and failures. */
export const [MACHINES, PEOPLE, , FAILURES] = CATEGORIES;

/** Names that always have the same look, in the order of {@link CATEGORIES}. @type {Record<string, string[]>} */
export const KNOWN = { platform: ["web", "ios", "android", "desktop", "api"] };

/**
 * The look of a series by its place; those that share a colour differ in dash and pattern.
 * @param {number} index
 * @returns {Look}
 */
export function lookAt(index) {
  const { length } = CATEGORIES;
  const { dash, pattern } = CATEGORIES[(index + Math.floor(index / length)) % length];
  return { colour: CATEGORIES[index % length].colour, dash, pattern };
}

/**
 * The looks of the values of a label. Known names keep theirs, `other` has the last one, the rest take what is free in their order.
 * @param {string} label
 * @param {string[]} names
 * @returns {Look[]} in the order of the names
 */
export function looksOf(label, names) {
  const known = KNOWN[label] ?? [];
  const places = names.map((name) => (name === "other" ? CATEGORIES.length - 1 : known.indexOf(name)));
  let next = 0;
  return places.map((place) => {
    if (place >= 0) return lookAt(place);
    while (places.includes(next)) next++;
    return lookAt(next++);
  });
}
