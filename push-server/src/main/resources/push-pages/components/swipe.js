/** Swipes to the next and the last view; the bar at the bottom does the same with a tap. */

const LEAST_PX = 70;
const MOST_MS = 600;

/**
 * @param {HTMLElement} node
 * @param {(step: 1|-1) => void} go
 */
export function watchSwipes(node, go) {
  /** @type {{x: number, y: number, at: number}|null} that of the finger which is down; none of two */
  let latest = null;
  node.addEventListener(
    "touchstart",
    (event) => {
      latest = null;
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.touches.length !== 1 || scrollsSideways(target, node)) return;
      const touch = event.touches[0];
      const start = { x: touch.clientX, y: touch.clientY, at: event.timeStamp };
      latest = start;
      // At what is touched: if the page takes that away meanwhile, its events reach nothing above it.
      target.addEventListener(
        "touchend",
        (end) => {
          if (latest === start && isSwipe(start, end)) go(end.changedTouches[0].clientX < start.x ? 1 : -1);
        },
        { passive: true, once: true },
      );
    },
    { passive: true },
  );
}

/**
 * @param {{x: number, y: number, at: number}} start
 * @param {TouchEvent} end
 */
function isSwipe(start, end) {
  const touch = end.changedTouches[0];
  const [x, y] = [Math.abs(touch.clientX - start.x), Math.abs(touch.clientY - start.y)];
  return x >= LEAST_PX && x > 2 * y && end.timeStamp - start.at < MOST_MS;
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
