/**
 * Points of a series as a chart draws them: pressed to even steps of time, with gaps where the series has them.
 * Pure functions.
 *
 * @typedef {object} Points  ascending
 * @property {number[]} times epoch milliseconds
 * @property {number[]} values
 * @property {number[]} [lows] least value that a point stands for
 * @property {number[]} [highs] greatest value
 *
 * @typedef {(number|null|undefined)[]} Column  null in a gap, undefined where no point is due
 * @typedef {{mean: Column, low: Column, high: Column}} Pressed
 */

/** Intervals on each side of one that say what is usual there. */
const NEIGHBOURS = 8;
/** An interval so many times as long as usual is a gap. */
const MISSING = 3;
/** A shorter one is none: clients that are slow skip so much. */
const LEAST_GAP_MS = 15_000;

/**
 * Whether each point comes after a gap: the interval before it is much longer than those around it, so that a series
 * with a point a second and one with a point a minute are both judged by themselves.
 * @param {number[]} times
 * @returns {boolean[]}
 */
export function gapsBefore(times) {
  const intervals = times.map((time, i) => (i === 0 ? 0 : time - times[i - 1]));
  return intervals.map((interval, i) => {
    if (i === 0 || interval < LEAST_GAP_MS) return false;
    const before = median(intervals.slice(Math.max(1, i - NEIGHBOURS), i));
    const after = median(intervals.slice(i + 1, i + 1 + NEIGHBOURS));
    const usual = Math.max(before ?? 0, after ?? 0);
    return usual > 0 && interval > MISSING * usual;
  });
}

/**
 * The steps of a span, epoch milliseconds.
 * @param {number} from
 * @param {number} to
 * @param {number} step
 */
export function stepsOf(from, to, step) {
  const first = Math.floor(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * Mean, least and greatest value of each step.
 * @param {Points} points
 * @param {number} from
 * @param {number} to
 * @param {number} step
 * @returns {Pressed}
 */
export function pressed({ times, values, lows, highs }, from, to, step) {
  const first = Math.floor(from / step);
  const count = Math.floor(to / step) - first + 1;
  const column = () => /** @type {Column} */ (new Array(count).fill(undefined));
  const [mean, low, high] = [column(), column(), column()];
  const counts = new Array(count).fill(0);
  const breaks = gapsBefore(times);
  for (let i = 0; i < times.length; i++) {
    const at = Math.floor(times[i] / step) - first;
    if (breaks[i]) {
      const last = Math.floor(times[i - 1] / step) - first;
      const [begin, end] = [Math.max(0, last + 1), Math.min(count, at)];
      for (const part of [mean, low, high]) if (begin < end) part.fill(null, begin, end);
    }
    if (at < 0 || at >= count) continue;
    const n = counts[at]++;
    mean[at] = ((mean[at] ?? 0) * n + values[i]) / (n + 1);
    low[at] = Math.min(low[at] ?? Infinity, lows?.[i] ?? values[i]);
    high[at] = Math.max(high[at] ?? -Infinity, highs?.[i] ?? values[i]);
  }
  return { mean, low, high };
}

/**
 * The index of the nearest value to an index.
 * @param {ArrayLike<number|null|undefined>} column
 * @param {number} at
 * @returns {number|null} null without any
 */
export function nearest(column, at) {
  for (let far = 0; far < column.length; far++) {
    if (isValue(column[at - far])) return at - far;
    if (isValue(column[at + far])) return at + far;
  }
  return null;
}

/** Indexes of values between two gaps, which no line shows. @param {ArrayLike<number|null|undefined>} column */
export function lonely(column) {
  const found = [];
  let [last, run] = [-1, 0];
  for (let i = 0; i <= column.length; i++) {
    if (i < column.length && column[i] !== null) {
      if (column[i] !== undefined) [last, run] = [i, run + 1];
      continue;
    }
    if (run === 1) found.push(last);
    run = 0;
  }
  return found;
}

/**
 * Points of a source with those of another that lie before and after it.
 * @param {Points} inner
 * @param {Points} outer
 * @returns {Points}
 */
export function joined(inner, outer) {
  if (inner.times.length === 0) return outer;
  const [first, last] = [inner.times[0], inner.times[inner.times.length - 1]];
  const begin = outer.times.findIndex((time) => time >= first);
  const end = outer.times.findIndex((time) => time > last);
  const join = (/** @type {"times"|"values"|"lows"|"highs"} */ part) => {
    const [own, other] = [inner[part] ?? inner.values, outer[part] ?? outer.values];
    return [
      ...other.slice(0, begin < 0 ? other.length : begin),
      ...own,
      ...(end < 0 ? [] : other.slice(end)),
    ];
  };
  return { times: join("times"), values: join("values"), lows: join("lows"), highs: join("highs") };
}

/**
 * The value of the point that is nearest to a time.
 * @param {Points} points
 * @param {number} time
 * @param {number} most milliseconds that it may be away
 * @returns {number|undefined}
 */
export function closest({ times, values }, time, most) {
  let best;
  let distance = most;
  for (let i = 0; i < times.length; i++) {
    const away = Math.abs(times[i] - time);
    if (away <= distance) [best, distance] = [values[i], away];
  }
  return best;
}

/** @param {number|null|undefined} value @returns {value is number} */
const isValue = (value) => value !== null && value !== undefined;

/** @param {number[]} numbers */
function median(numbers) {
  if (numbers.length === 0) return undefined;
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
