/**
 * One series as the pages know it: an hour of points at most, fine where it is young and coarse
 * where it is old, so that a page that is open for a month takes no more memory than one of today.
 */
import { isCounter } from "../metrics.js";

const KEPT_MS = 60 * 60_000;
const FINE_MS = 5 * 60_000;
const COARSE_STEP_MS = 10_000;
const FINE_STEP_MS = 1_000;
/** An upper bound in any case. */
const MOST_POINTS = 1_000;

/** A value that should be renewed all the time and is older than this is stale. */
export const STALE_MS = 15_000;

/**
 * @typedef {object} Update
 * @property {string} metric
 * @property {Record<string, string>} [labels]
 * @property {number} value
 * @property {number} timestamp epoch milliseconds
 */

export class Series {
  /** @type {number[]} */
  times = [];
  /** @type {number[]} */
  values = [];
  /** Whether its newest value comes from an earlier visit. */
  kept = false;
  /** The time of the last point of an earlier visit; 0 without any. */
  #keptUntil = 0;
  /** Whether a live value has come, beside what was known before. */
  live = false;

  /**
   * @param {string} metric
   * @param {Record<string, string>} labels
   */
  constructor(metric, labels) {
    this.metric = metric;
    this.labels = labels;
    this.value = NaN;
    this.timestamp = 0;
  }

  /** Takes a value; an older one than the newest is nothing new. @param {Update} update */
  put(update) {
    if (update.timestamp < this.timestamp) return false;
    this.kept = false;
    this.labels = update.labels ?? {};
    this.value = update.value;
    this.timestamp = update.timestamp;
    const last = this.times.length - 1;
    // Of each second the newest.
    if (last >= 0 && update.timestamp - this.times[last] < FINE_STEP_MS && last > 0) {
      this.values[last] = update.value;
    } else {
      this.times.push(update.timestamp);
      this.values.push(update.value);
      if (this.times.length > MOST_POINTS || this.times.length % 60 === 0) this.#thin();
    }
    return true;
  }

  /** Begins with what an earlier visit knew. @param {[number, number][]} points ascending, not empty */
  restore(points) {
    this.times = points.map(([time]) => time);
    this.values = points.map(([, value]) => value);
    [this.timestamp, this.value] = /** @type {[number, number]} */ (points.at(-1));
    this.#keptUntil = this.timestamp;
    this.kept = true;
  }

  /**
   * Takes points that are older than all live ones, in place of what an earlier visit knew of that time.
   * @param {[number, number][]} points ascending
   */
  past(points) {
    const begin = points[0]?.[0] ?? Infinity;
    const live = this.times.findIndex((time) => time > this.#keptUntil);
    const end = live < 0 ? this.times.length : live;
    const first = this.times[end] ?? Infinity;
    const earlier = this.times.slice(0, end).filter((time) => time < begin).length;
    const older = points.filter(([time]) => time < first);
    this.times.splice(earlier, end - earlier, ...older.map(([time]) => time));
    this.values.splice(earlier, end - earlier, ...older.map(([, value]) => value));
    const last = points.at(-1);
    if (last && last[0] > this.timestamp) {
      [this.timestamp, this.value] = last;
      this.kept = false;
    }
    this.#thin();
  }

  /**
   * Points from a time on.
   * @param {number} from epoch milliseconds
   * @returns {{times: number[], values: number[]}}
   */
  since(from) {
    let at = 0;
    while (at < this.times.length && this.times[at] < from) at++;
    return { times: this.times.slice(at), values: this.values.slice(at) };
  }

  /**
   * Its points for a later visit, one in so much time and the newest.
   * @param {number} step milliseconds
   * @returns {[number, number][]} ascending, six digits each
   */
  coarse(step) {
    const { times, values } = this;
    const last = times.length - 1;
    return times
      .map((time, i) => /** @type {[number, number]} */ ([time, Number(values[i].toPrecision(6))]))
      .filter((_, i) => i === last || Math.floor(times[i] / step) !== Math.floor(times[i + 1] / step));
  }

  /**
   * How much a counter grew since a time; a counter that began anew counts from zero.
   * @param {number} from epoch milliseconds
   * @returns {{value: number, since: number}} since when that is known
   */
  increase(from) {
    const { times, values } = this.since(from);
    let grown = 0;
    for (let i = 1; i < values.length; i++) {
      grown += values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
    }
    return { value: grown, since: times[0] ?? this.timestamp };
  }

  /**
   * Whether the value should no longer be taken for the present. A gauge must be renewed; a counter
   * moves only when something happens, so it is as fresh as the stream is.
   * @param {number} now
   * @param {boolean} connected
   * @param {number} heardAt when the stream last told any value
   */
  isStale(now, connected, heardAt) {
    if (!connected || this.kept) return true;
    return now - Math.max(this.timestamp, isCounter(this.metric) ? heardAt : 0) > STALE_MS;
  }

  #thin() {
    const newest = this.times.at(-1) ?? 0;
    /** @type {number[]} */
    const times = [];
    /** @type {number[]} */
    const values = [];
    for (let i = 0; i < this.times.length; i++) {
      const age = newest - this.times[i];
      if (age > KEPT_MS) continue;
      const step = age > FINE_MS ? COARSE_STEP_MS : FINE_STEP_MS;
      const last = times.at(-1);
      if (last !== undefined && i < this.times.length - 1 && this.times[i] - last < step) continue;
      times.push(this.times[i]);
      values.push(this.values[i]);
    }
    this.times = times.slice(-MOST_POINTS);
    this.values = values.slice(-MOST_POINTS);
  }
}

/**
 * What is normal: the middle eight tenths of the hour before the last five minutes. The time of incidents is left out,
 * so that what an incident does never becomes normal.
 * @param {{times: number[], values: number[]}} points
 * @param {number} now
 * @param {[number, number][]} incidents begin and end of each, epoch milliseconds
 * @returns {{low: number, high: number}|null} null before ten minutes are known, or with fewer than ten points
 */
export function normalOf({ times, values }, now, incidents) {
  const until = now - 5 * 60_000;
  const counts = (/** @type {number} */ time) =>
    time <= until && !incidents.some(([begin, end]) => time >= begin && time <= end);
  const sorted = values.filter((_, i) => counts(times[i])).sort((a, b) => a - b);
  if (sorted.length < 10 || times[0] > now - 10 * 60_000) return null;
  return { low: sorted[Math.floor(sorted.length * 0.1)], high: sorted[Math.ceil(sorted.length * 0.9) - 1] };
}
