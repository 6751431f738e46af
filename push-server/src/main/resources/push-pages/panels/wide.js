/**
 * Marks a box that scrolls sideways now. Only there may a finger move sideways by the browser: elsewhere its back
 * gesture would take the swipe that leads to the page beside.
 * @param {Element} box
 */
export function markWide(box) {
  box.classList.toggle("wide", box.scrollWidth > box.clientWidth + 4);
}
