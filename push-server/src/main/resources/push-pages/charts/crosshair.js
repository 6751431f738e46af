/** The time that is pointed at on any chart of a page, which all of them show. */

/** @type {Set<(time: number|null) => void>} */
const listeners = new Set();

/** Epoch milliseconds; null while nothing is pointed at. @type {number|null} */
let pointed = null;

export const pointedAt = () => pointed;

/** @param {number|null} time */
export function point(time) {
  if (time === pointed) return;
  pointed = time;
  listeners.forEach((listener) => listener(time));
}

/** Calls back when another time is pointed at. @param {(time: number|null) => void} listener @returns {() => void} ends it */
export function onPoint(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
