import { closest, joined } from "./points.js";
import { earlierBy, stepFor } from "./range.js";

/**
 * What of the store one selector means: shared by all who watch it, and what each of them holds.
 *
 * @typedef {import("./series.js").Series} Series
 * @typedef {import("./store.js").Labels} Labels
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./stretch.js").Stretch} Stretch
 */

/** What is watched by one selector, shared by all who watch it. */
export class Watched {
  /** @type {Map<string, Series>} */
  series = new Map();
  /** @type {Set<() => void>} */
  listeners = new Set();
  /** Whether the past has been asked for and answered. */
  answered = false;
  unknown = false;
  overflow = 0;
  end = () => {};

  /**
   * @param {Stretch} stretch
   * @param {Stretch} earlier the same series a day or a week before
   */
  constructor(stretch, earlier) {
    this.stretch = stretch;
    this.earlier = earlier;
  }

  changed() {
    this.listeners.forEach((listener) => listener());
  }
}

/** A span of the past is read in whole parts of this length, so that one that moves is read seldom. */
const PART_MS = 5 * 60_000;
/** Points of the longest windows stand so far apart. */
const NEAR_MS = 5 * 60_000;

/** What a component holds of what it watches. */
export class Watch {
  #store;
  #watched;
  #close;

  /**
   * @param {Store} store
   * @param {Watched} watched
   * @param {() => void} close
   */
  constructor(store, watched, close) {
    this.#store = store;
    this.#watched = watched;
    this.#close = close;
  }

  /** All series that were told. @returns {Series[]} */
  series() {
    return [...this.#watched.series.values()];
  }

  /** The only series, where labels leave no choice. @returns {Series|undefined} */
  one() {
    return this.#watched.series.values().next().value;
  }

  /**
   * Reads points as fine as a span is shown, unless they are there.
   * @param {import("./range.js").Span} span
   * @param {number} [most] points of a series that are wanted, about
   */
  want(span, most = 900) {
    this.#watched.stretch.want(span, stepFor(span.to - span.from, most), this.#store.now(), () =>
      this.#watched.changed(),
    );
  }

  /** How many times points of a span were read. */
  get reads() {
    return this.#watched.stretch.reads;
  }

  /** All points of a series that there are. @param {Series} series @returns {import("./points.js").Points} */
  points({ labels, times, values }) {
    const stretch = this.#watched.stretch.of(labels);
    return stretch ? joined(stretch, { times, values }) : { times, values };
  }

  /**
   * Reads what stood a day or a week before a span, unless it is there.
   * @param {import("./range.js").Span} span
   */
  wantEarlier(span) {
    const by = earlierBy(span);
    const from = Math.floor((span.from - by) / PART_MS) * PART_MS;
    const to = Math.ceil((span.to - by) / PART_MS) * PART_MS;
    this.#watched.earlier.want({ from, to, still: true }, stepFor(to - from, 300), this.#store.now(), () =>
      this.#watched.changed(),
    );
  }

  /**
   * The value of a series at the same moment a day or a week before; undefined if it is not known.
   * @param {Series} series
   * @param {import("./range.js").Span} span
   * @param {number} time within the span
   */
  earlier({ labels }, span, time) {
    const points = this.#watched.earlier.of(labels);
    return points && closest(points, time - earlierBy(span), NEAR_MS + stepFor(span.to - span.from, 300));
  }

  /** Why there is nothing: `waiting` for an answer, `never` told, or an `unknown` metric. */
  get emptiness() {
    if (!this.#watched.answered || !this.#store.everOpen) return "waiting";
    return this.#watched.unknown ? "unknown" : "never";
  }

  /** How long the newest of all is ago, milliseconds; null if there is none. */
  age() {
    const newest = this.series().reduce((most, s) => Math.max(most, s.timestamp), 0);
    return newest === 0 ? null : Math.max(0, this.#store.now() - newest);
  }

  /** Whether what it shows should not be taken for the present. */
  isStale() {
    const all = this.series();
    if (all.length === 0) return false;
    return all.every((s) => s.isStale(this.#store.now(), this.#store.connected, this.#store.heardAt));
  }

  close() {
    this.#close();
  }
}

/** The server has no metric of this name. */
export class UnknownMetric extends Error {}

/**
 * A place in a ranking is a series, and who holds it changes; else all labels tell series apart.
 * @param {Labels} labels
 */
export function identity(labels) {
  if ("rank" in labels) return labels.rank;
  return JSON.stringify(Object.entries(labels).sort());
}

/**
 * @param {string} metric
 * @param {Labels} labels
 */
export function keyOf(metric, labels) {
  return JSON.stringify([metric, Object.entries(labels).sort()]);
}
