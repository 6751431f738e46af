/** What cumulative buckets of a histogram say of stretches of time. Pure functions. */

/** @typedef {{times: number[], values: number[]}} Counter  ascending times */

/** The upper bound of a bucket. @param {string|undefined} le */
export function boundOf(le) {
  return le === "+Inf" || le === undefined ? Infinity : Number(le);
}

/**
 * How much a counter grew in each step of time; one that began anew counts from zero.
 * @param {Counter} counter
 * @param {number} first epoch milliseconds
 * @param {number} step milliseconds
 * @param {number} count of steps
 * @returns {number[]}
 */
export function growth({ times, values }, first, step, count) {
  const grown = new Array(count).fill(0);
  for (let i = 1; i < values.length; i++) {
    const more = values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
    const [from, to] = [(times[i - 1] - first) / step, (times[i] - first) / step];
    if (more === 0 || to <= 0 || from >= count) continue;
    // Spread over the steps that lie between the two points.
    for (let at = Math.max(0, Math.floor(from)); at < Math.min(count, to); at++)
      grown[at] += (more * (Math.min(to, at + 1) - Math.max(from, at))) / Math.max(1e-9, to - from);
  }
  return grown;
}

/**
 * A counter of the past: what each step had, added up so that it ends at what the live one stood at then.
 * @param {[time: number, count: number][]} steps begin and count of each, ascending; steps without any may be left out
 * @param {number} step milliseconds
 * @param {number} until epoch milliseconds at which the past ends
 * @param {[time: number, value: number, low?: number, high?: number][]} live times and values of the live counter
 * @returns {[time: number, value: number, low?: number, high?: number][]} times and values, and of the live counter
 *     those after the past
 */
export function continued(steps, step, until, live) {
  const after = live.filter(([time]) => time > until);
  const then = live.findLast(([time]) => time <= until) ?? after[0];
  const sum = steps.reduce((all, [, count]) => all + count, 0);
  let value = (then?.[1] ?? sum) - sum;
  /** @type {[time: number, value: number][]} */
  const points = [];
  for (const [begin, count] of steps) {
    if (begin > (points.at(-1)?.[0] ?? -Infinity)) points.push([begin, value]);
    value += count;
    points.push([Math.min(begin + step, until), value]);
  }
  if (until > (points.at(-1)?.[0] ?? -Infinity)) points.push([until, value]);
  return [...points, ...after];
}

/**
 * Counts of each bucket alone.
 * @param {number[]} cumulative by bucket, the smallest bound first
 */
export function alone(cumulative) {
  return cumulative.map((count, i) => Math.max(0, count - (cumulative[i - 1] ?? 0)));
}

/**
 * A quantile, taken evenly within its bucket as Prometheus' `histogram_quantile` does; the greatest bound for what lies
 * beyond it.
 * @param {number} q from 0 to 1
 * @param {number[]} bounds ascending, the last may be infinite
 * @param {number[]} cumulative counts
 * @returns {number|undefined} undefined where nothing was counted
 */
export function quantile(q, bounds, cumulative) {
  const all = cumulative[cumulative.length - 1] ?? 0;
  if (all <= 0) return undefined;
  const rank = q * all;
  const at = Math.max(
    0,
    cumulative.findIndex((count) => count >= rank),
  );
  const low = at === 0 ? 0 : bounds[at - 1];
  if (!Number.isFinite(bounds[at])) return low;
  const before = at === 0 ? 0 : cumulative[at - 1];
  const inside = cumulative[at] - before;
  return inside <= 0 ? bounds[at] : low + (bounds[at] - low) * ((rank - before) / inside);
}
