/**
 * Decides when things are drawn: once a frame at most, never longer than a part of a frame at a
 * time, and all of them once a second so that ages go on.
 *
 * @typedef {{paint: () => void, isConnected: boolean}} Drawable
 */

/** Of the 16 ms of a frame; the browser needs the rest for layout and paint. */
const BUDGET_MS = 4;

export class Painter {
  /** @type {Set<Drawable>} */
  #all = new Set();
  /** @type {Set<Drawable>} */
  #waiting = new Set();
  #scheduled = false;
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
    this.#waiting.add(drawable);
    this.#schedule();
  }

  /** Spread over the second, so that not all are drawn in one frame. */
  #tick() {
    this.#ticking.forEach(clearTimeout);
    let at = 0;
    this.#ticking = [...this.#all].map((drawable) => Number(setTimeout(() => this.soon(drawable), (at += 25) % 900)));
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#scheduled = false;
    const end = performance.now() + BUDGET_MS;
    for (const drawable of this.#waiting) {
      this.#waiting.delete(drawable);
      if (drawable.isConnected) drawable.paint();
      if (performance.now() >= end) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
