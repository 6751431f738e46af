/**
 * Decides when things are drawn: a few times a second, since nobody reads faster, never longer than
 * a part of a frame at a time, and all of them once a second so that ages go on.
 *
 * @typedef {{paint: () => void, isConnected: boolean}} Drawable
 */

/** Of the 16 ms of a frame; the browser needs the rest for layout and paint. */
const BUDGET_MS = 4;
/** Things drawn in a frame: laying them out afterwards takes the browser longer than drawing them took. */
const MOST_IN_A_FRAME = 4;
/** Between two times that the same thing is drawn. */
const APART_MS = 200;

export class Painter {
  /** @type {Set<Drawable>} */
  #all = new Set();
  /** With the time from which on it may be drawn again. @type {Map<Drawable, number>} */
  #waiting = new Map();
  /** @type {WeakMap<Drawable, number>} */
  #drawnAt = new WeakMap();
  #scheduled = false;
  #timer = 0;
  /** @type {number[]} */
  #ticking = [];

  constructor() {
    setInterval(() => this.#tick(), 1_000);
  }

  /** @param {Drawable} drawable drawn from now on until it is taken away */
  add(drawable) {
    this.#all.add(drawable);
    this.soon(drawable);
  }

  /** @param {Drawable} drawable */
  remove(drawable) {
    this.#all.delete(drawable);
    this.#waiting.delete(drawable);
  }

  /** @param {Drawable} drawable drawn in one of the next frames */
  soon(drawable) {
    if (this.#waiting.has(drawable)) return;
    this.#waiting.set(drawable, (this.#drawnAt.get(drawable) ?? -APART_MS) + APART_MS);
    this.#schedule();
  }

  /** Draws all of them in the next frames. */
  all() {
    this.#all.forEach((drawable) => this.soon(drawable));
  }

  /** Spread over the second, so that not all are drawn in one frame. */
  #tick() {
    this.#ticking.forEach(clearTimeout);
    let at = 0;
    this.#ticking = [...this.#all].map((drawable) =>
      Number(setTimeout(() => this.soon(drawable), (at += 25) % 900)),
    );
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#scheduled = false;
    const start = performance.now();
    let next = Infinity;
    let drawn = 0;
    for (const [drawable, due] of this.#waiting) {
      if (due > start) {
        next = Math.min(next, due);
        continue;
      }
      this.#waiting.delete(drawable);
      this.#drawnAt.set(drawable, start);
      if (drawable.isConnected) drawable.paint();
      if (++drawn === MOST_IN_A_FRAME || performance.now() >= start + BUDGET_MS) {
        next = start;
        break;
      }
    }
    if (next <= start) this.#schedule();
    else if (next < Infinity) this.#later(next - start);
  }

  /** @param {number} ms */
  #later(ms) {
    if (this.#timer) return;
    this.#timer = Number(
      setTimeout(() => {
        this.#timer = 0;
        this.#schedule();
      }, ms),
    );
  }
}
