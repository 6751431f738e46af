/** Swipes to the next and the last view; the bar at the bottom does the same with a tap. */

const LEAST_PX = 70;
const MOST_MS = 600;

/**
 * @param {HTMLElement} node
 * @param {(step: 1|-1) => void} go
 */
export function watchSwipes(node, go) {
  /** @type {{x: number, y: number, at: number}|null} */
  let start = null;
  node.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.touches[0];
      start =
        event.touches.length === 1 && !scrollsSideways(event.target, node)
          ? { x: touch.clientX, y: touch.clientY, at: event.timeStamp }
          : null;
    },
    { passive: true },
  );
  node.addEventListener(
    "touchend",
    (event) => {
      if (!start) return;
      const touch = event.changedTouches[0];
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      if (Math.abs(x) >= LEAST_PX && Math.abs(x) > 2 * Math.abs(y) && event.timeStamp - start.at < MOST_MS)
        go(x < 0 ? 1 : -1);
      start = null;
    },
    { passive: true },
  );
}

/**
 * Whether the finger is on something that moves sideways itself.
 * @param {EventTarget|null} target
 * @param {HTMLElement} until
 */
function scrollsSideways(target, until) {
  for (
    let node = target instanceof Element ? target : null;
    node && node !== until;
    node = node.parentElement
  ) {
    if (node.matches("input, .map, .flame") || node.scrollWidth > node.clientWidth + 4) return true;
  }
  return false;
}
