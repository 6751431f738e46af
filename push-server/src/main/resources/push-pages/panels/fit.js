/** What a screen has room for: lists end where their box does on a wall, since nobody scrolls it. */

/** Lists, and where their items are. */
const LISTS = [
  [".table", "tbody > tr"],
  [".health-grid", "tbody > tr"],
  [".notices", ":scope .notice"],
  [".notice-lines", ":scope > li"],
  [".changes", ":scope > *"],
  [".bar-list", ":scope > *"],
  [".feed-lines", ":scope > *"],
  [".legend-rows", ":scope > li"],
];

/** Whether the pages are shown on a wall. */
export const onWall = () => document.documentElement.dataset.theme === "wall";

/** Whether the pages have the layout of a phone, as the style sheets decide it. */
export const onPhone = () => !onWall() && matchMedia("(max-width: 760px), (max-height: 480px)").matches;

/**
 * Hides the items of a box that do not fit into it, all after the first of them too; shows the others.
 * @param {Element} box
 * @param {HTMLElement[]} items in the order in which they stand
 * @returns {number} how many are hidden
 */
export function fit(box, items) {
  for (const item of items) item.hidden = false;
  if (!onWall() || items.length === 0) return 0;
  const room = box.getBoundingClientRect();
  const first = items.findIndex((item) => {
    const { bottom, left, right } = item.getBoundingClientRect();
    return bottom > room.bottom + 1 || left < room.left - 1 || right > room.right + 1;
  });
  if (first < 0) return 0;
  for (const item of items.slice(first)) item.hidden = true;
  return items.length - first;
}

/**
 * The same for every list of a panel.
 * @param {Element} body
 * @returns {number} how many items are hidden
 */
export function fitLists(body) {
  let hidden = 0;
  for (const [list, items] of LISTS) {
    for (const box of body.querySelectorAll(list))
      hidden += fit(box, /** @type {HTMLElement[]} */ ([...box.querySelectorAll(items)]));
  }
  return hidden;
}
