/**
 * Time ranges: the last minutes, which moves, or one from a time to a time, which stands still. Pure functions.
 *
 * @typedef {object} Range
 * @property {number} minutes that charts look back while they move
 * @property {number} [from] epoch milliseconds; with `to`, charts stand still
 * @property {number} [to]
 *
 * @typedef {{from: number, to: number, still: boolean}} Span  epoch milliseconds
 */

export const DEFAULT_MINUTES = 15;
/** Minutes that can be chosen: those that the server has in memory, and those that need its history. */
export const RANGES = [5, 15, 30, 60];
export const LONG_RANGES = [180, 720, 1_440, 10_080, 43_200];
const DAY_MS = 24 * 60 * 60_000;
const LEAST_MS = 10_000;
const MOST_MS = 31 * 24 * 60 * 60_000;
/** Milliseconds that a pressed point may stand for. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1_000);

/**
 * What charts show at a time.
 * @param {Range} range
 * @param {number} now
 * @returns {Span}
 */
export function spanOf({ minutes, from, to }, now) {
  if (from !== undefined && to !== undefined) return { from, to, still: true };
  return { from: now - minutes * 60_000, to: now, still: false };
}

/**
 * The range that an address asks for; what can't be read is left out.
 * @param {URLSearchParams} query
 * @returns {Range}
 */
export function rangeOf(query) {
  const asked = Number(query.get("minutes"));
  const minutes = [...RANGES, ...LONG_RANGES].includes(asked) ? asked : DEFAULT_MINUTES;
  const [from, to] = [timeOf(query.get("from")), timeOf(query.get("to"))];
  const usable = to - from >= LEAST_MS && to - from <= MOST_MS;
  return usable ? { minutes, from, to } : { minutes };
}

/** @param {Range} range @returns {Record<string, string>} its parameters of an address */
export function parametersOf({ minutes, from, to }) {
  /** @type {Record<string, string>} */
  const parameters = {};
  if (minutes !== DEFAULT_MINUTES) parameters.minutes = String(minutes);
  if (from !== undefined && to !== undefined) {
    parameters.from = new Date(from).toISOString();
    parameters.to = new Date(to).toISOString();
  }
  return parameters;
}

/**
 * The range between two times in any order, widened to the least that can be shown.
 * @param {number} minutes that charts look back when they move again
 * @param {number} one
 * @param {number} other
 * @returns {Range}
 */
export function between(minutes, one, other) {
  const [from, to] = [Math.round(Math.min(one, other)), Math.round(Math.max(one, other))];
  const missing = Math.max(0, LEAST_MS - (to - from));
  return { minutes, from: from - Math.ceil(missing / 2), to: to + Math.floor(missing / 2) };
}

/**
 * Half a range earlier or later; what would reach past now moves again if its width can be chosen.
 * @param {Range} range
 * @param {1|-1} direction
 * @param {number} now
 * @returns {Range}
 */
export function shifted(range, direction, now) {
  const { from, to, still } = spanOf(range, now);
  if (!still && direction > 0) return range;
  const by = (direction * (to - from)) / 2;
  if (to + by < now) return between(range.minutes, from + by, to + by);
  return follows(range.minutes, to - from) ?? between(range.minutes, now - (to - from), now);
}

/**
 * Twice or half as wide, about its middle.
 * @param {Range} range
 * @param {1|-1} direction 1 is wider
 * @param {number} now
 * @param {number[]} ranges minutes that can be chosen
 * @returns {Range}
 */
export function widened(range, direction, now, ranges) {
  const { from, to, still } = spanOf(range, now);
  if (!still) {
    const at = ranges.indexOf(range.minutes);
    return { minutes: ranges[Math.min(ranges.length - 1, Math.max(0, at + direction))] ?? range.minutes };
  }
  const width = Math.min(MOST_MS, (to - from) * (direction > 0 ? 2 : 0.5));
  const middle = (from + to) / 2;
  const end = Math.min(now, middle + width / 2);
  return between(range.minutes, end - width, end);
}

/** @param {number} minutes @param {number} width @returns {Range|null} */
function follows(minutes, width) {
  return Math.abs(width - minutes * 60_000) < 1_000 ? { minutes } : null;
}

/**
 * What one point stands for, so that no more than so many are in a span.
 * @param {number} width of the span
 * @param {number} most
 */
export function stepFor(width, most) {
  return STEPS.find((step) => width / step <= most) ?? STEPS[STEPS.length - 1];
}

/**
 * How much earlier a span is compared with: a day, or a week if it is longer than a day, milliseconds.
 * @param {Span} span
 */
export const earlierBy = ({ from, to }) => (to - from > DAY_MS ? 7 : 1) * DAY_MS;

/** A time in ISO 8601 or in epoch milliseconds. @param {string|null} text */
function timeOf(text) {
  if (!text) return Number.NaN;
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}
