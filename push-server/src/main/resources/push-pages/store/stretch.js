/**
 * Points of what is watched that are finer or older than those its series keep, read for what charts show. One
 * stretch of time for each selector; a chart that needs another replaces it.
 *
 * @typedef {import("./points.js").Points} Points
 * @typedef {import("./range.js").Span} Span
 * @typedef {import("./store.js").PastSeries} PastSeries
 */
import { identity } from "./watch.js";

/** A series keeps fine points for five minutes, so what moves is read again before those are gone. */
const AGAIN_MS = 4 * 60_000;
/** After a failure. */
const RETRY_MS = 30_000;

export class Stretch {
  #read;
  /** What was read. @type {{from: number, to: number, step: number}|undefined} */
  #has;
  /** @type {Map<string, Points>} */
  #points = new Map();
  #reading = false;
  #notBefore = 0;
  /** How many times points were read. */
  reads = 0;

  /** @param {(span: Span, step: number) => Promise<PastSeries[]>} read points of a span, one in `step` milliseconds */
  constructor(read) {
    this.#read = read;
  }

  /**
   * Reads a span unless it is there.
   * @param {Span} span
   * @param {number} step milliseconds of which one point is wanted
   * @param {number} now
   * @param {() => void} changed called when points have come
   */
  async want(span, step, now, changed) {
    if (this.#reading || now < this.#notBefore || this.#covers(span, step, now)) return;
    this.#reading = true;
    const points = this.#points;
    try {
      const series = await this.#read(span, step);
      // What was forgotten meanwhile stays so.
      if (points !== this.#points) return;
      this.#has = { from: span.from, to: Math.min(span.to, now), step };
      this.#points = new Map(series.map(({ labels, points }) => [identity(labels), pointsOf(points)]));
      this.reads++;
      changed();
    } catch {
      // Charts show what the series have.
      this.#notBefore = now + RETRY_MS;
    } finally {
      this.#reading = false;
    }
  }

  /** Points of a series; undefined if none were read. @param {Record<string, string>} labels */
  of(labels) {
    return this.#points.get(identity(labels));
  }

  clear() {
    this.#has = undefined;
    this.#points = new Map();
  }

  /** @param {Span} span @param {number} step @param {number} now */
  #covers({ from, to, still }, step, now) {
    const has = this.#has;
    if (!has || has.step > step || has.from > from + step) return false;
    return still ? has.to >= Math.min(to, now) : now - has.to < AGAIN_MS;
  }
}

/** @param {PastSeries["points"]} points @returns {Points} */
function pointsOf(points) {
  return {
    times: points.map(([time]) => time),
    values: points.map(([, value]) => value),
    lows: points.map(([, value, low]) => low ?? value),
    highs: points.map(([, value, , high]) => high ?? value),
  };
}
