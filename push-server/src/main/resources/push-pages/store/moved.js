/**
 * Which series moved most when an incident began, against the quarter of an hour before it, and how much of the change
 * each value of a label explains. Pure functions; knows no DOM.
 *
 * @typedef {{metric: string, labels: Record<string, string>, points: import("./store.js").PastSeries["points"]}} Past
 * @typedef {{metric: string, labels: Record<string, string>, before: number, during: number, far: number}} Move
 * @typedef {{metric: string, label: string, value: string, share: number}} Explanation
 */

const BEFORE_MS = 15 * 60_000;
/** An incident began before it was noticed. */
const UNNOTICED_MS = 60_000;
const MOST_DURING_MS = 10 * 60_000;
const FEWEST_BEFORE = 5;
/** A value that does not change is published again sooner than this. */
const HELD_MS = 20_000;
/** A change below this many spreads is none. */
const LEAST_FAR = 3;
/** A change smaller than this is none, whatever the spread was. @type {Record<string, number>} */
const FLOORS = { error_rate: 0.005, apdex: 0.02, request_rate: 0.2, failures: 0.02 };

/**
 * How far a series moved; null if too little is known of it.
 * @param {Past} past
 * @param {number} begin epoch milliseconds
 * @param {number} end epoch milliseconds
 * @returns {Move|null}
 */
export function moveOf({ metric, labels, points }, begin, end) {
  const start = begin - UNNOTICED_MS;
  const of = (/** @type {number} */ from, /** @type {number} */ to) =>
    points.filter(([time]) => time >= from && time < to).map(([, value]) => value);
  const before = of(start - BEFORE_MS, start);
  const during = of(begin, Math.min(end, begin + MOST_DURING_MS) + 1);
  if (before.length < FEWEST_BEFORE || during.length === 0) return null;
  const [usual, now] = [mean(before), mean(during)];
  const spread = Math.sqrt(mean(before.map((value) => (value - usual) ** 2)));
  const least = Math.max(spread, Math.abs(usual) * 0.05, (FLOORS[metric] ?? 1) / LEAST_FAR);
  return { metric, labels, before: usual, during: now, far: Math.abs(now - usual) / least };
}

/** Those that moved, the farthest first. @param {(Move|null)[]} moves @returns {Move[]} */
export function movedMost(moves) {
  return /** @type {Move[]} */ (moves.filter((move) => move !== null && move.far >= LEAST_FAR)).sort(
    (a, b) => b.far - a.far,
  );
}

/**
 * The value of a label that explains most of a change: the share of its series in what moved in the same direction.
 * @param {string} label
 * @param {(Move|null)[]} moves of series of one metric that add up
 * @returns {Explanation|null} null if nothing moved, or if the label has a single value
 */
export function explanationBy(label, moves) {
  /** @type {Map<string, {change: number, far: number}>} */
  const byValue = new Map();
  let metric = "";
  for (const move of moves) {
    if (!move) continue;
    metric = move.metric;
    const value = move.labels[label] ?? "";
    const { change, far } = byValue.get(value) ?? { change: 0, far: 0 };
    byValue.set(value, { change: change + move.during - move.before, far: Math.max(far, move.far) });
  }
  if (byValue.size < 2) return null;
  const sum = [...byValue.values()].reduce((all, { change }) => all + change, 0);
  const same = [...byValue]
    .filter(([, { change }]) => Math.sign(change) === Math.sign(sum))
    .sort(([, a], [, b]) => Math.abs(b.change) - Math.abs(a.change));
  if (same.length === 0 || same[0][1].far < LEAST_FAR) return null;
  const all = same.reduce((total, [, { change }]) => total + change, 0);
  return { metric, label, value: same[0][0], share: same[0][1].change / all };
}

/**
 * Series that add up, each with a point wherever one of them has one: its last value, or 0 if that is not recent. A
 * version that was not there yet had no requests.
 * @param {Past[]} pasts
 * @returns {Past[]}
 */
export function padded(pasts) {
  const every = pasts.flatMap(({ points }) => points.map(([time]) => time));
  const times = [...new Set(every)].sort((a, b) => a - b);
  return pasts.map(({ metric, labels, points }) => {
    let at = -1;
    const filled = times.map((time) => {
      while (at < points.length - 1 && points[at + 1][0] <= time) at++;
      const isRecent = at >= 0 && time - points[at][0] <= HELD_MS;
      return /** @type {[number, number]} */ ([time, isRecent ? points[at][1] : 0]);
    });
    return { metric, labels, points: filled };
  });
}

/**
 * Failed requests a second, from the error rates and request rates of the same places.
 * @param {Past[]} errors
 * @param {Past[]} requests
 * @returns {Past[]}
 */
export function failuresOf(errors, requests) {
  return errors.flatMap(({ labels, points }) => {
    const rates = requests.find((other) => sameLabels(other.labels, labels))?.points;
    if (!rates) return [];
    let at = 0;
    const failures = points.map(([time, ratio]) => {
      while (at < rates.length - 1 && rates[at + 1][0] <= time) at++;
      return /** @type {[number, number]} */ ([time, ratio * (rates[at]?.[1] ?? 0)]);
    });
    return [{ metric: "failures", labels, points: failures }];
  });
}

/** @param {Record<string, string>} a @param {Record<string, string>} b */
const sameLabels = (a, b) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, v]) => b[name] === v);

/** @param {number[]} values */
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
