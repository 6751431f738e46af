/**
 * The values that the page knows: newest and recent past of each series, and how old they are.
 * Components read it once a second and need no other source of truth.
 */

const HISTORY_MS = 5 * 60_000;
const HISTORY_POINTS = 300;

/** A value that should be renewed all the time and is older than this is stale. */
export const STALE_MS = 15_000;

export class Store {
  #series = new Map();
  #newest = 0;
  #connected = false;
  #now;

  /** @param {function(): number} now the server's clock, in epoch milliseconds */
  constructor(now) {
    this.#now = now;
  }

  /** Takes an update; `identity` names the labels that make the series, others may change. */
  put(update, identity = Object.keys(update.labels ?? {})) {
    const key = JSON.stringify([update.metric, ...identity.map((n) => update.labels?.[n])]);
    const known = this.#series.get(key) ?? { history: [] };
    if (known.update && known.update.timestamp > update.timestamp) return;
    known.update = update;
    known.history.push({ time: update.timestamp, value: update.value });
    while (known.history.length > HISTORY_POINTS || known.history[0].time < update.timestamp - HISTORY_MS) {
      known.history.shift();
    }
    this.#series.set(key, known);
    this.#newest = Math.max(this.#newest, update.timestamp);
  }

  /** Whether updates can come at all; without that everything is stale. */
  get connected() {
    return this.#connected;
  }

  set connected(connected) {
    this.#connected = connected;
  }

  /** The total of a metric: its newest update and its history, or undefined. */
  total(metric) {
    return this.#series.get(JSON.stringify([metric]));
  }

  /** The newest updates of a metric that have exactly these labels. */
  labelled(metric, ...names) {
    return [...this.#series.values()]
      .map((s) => s.update)
      .filter((u) => u.metric === metric && Object.keys(u.labels ?? {}).length === names.length
        && names.every((n) => n in u.labels));
  }

  /** How old a timestamp is, in milliseconds; never negative. */
  age(timestamp) {
    return Math.max(0, this.#now() - timestamp);
  }

  /**
   * Whether an update should no longer be trusted to be the present. A gauge must be renewed; a
   * counter moves only when something happens, so it is as fresh as the stream is.
   */
  isStale(update) {
    if (!this.#connected) return true;
    return this.age(update.metric.endsWith("_total") ? this.#newest : update.timestamp) > STALE_MS;
  }
}

/** A duration in words: "12 s", "3 min". */
export function duration(ms) {
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

/** An age in words: "now", "12 s ago". */
export function ageInWords(ms) {
  return ms < 3_000 ? "now" : `${duration(ms)} ago`;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

/** A number for people: all digits while that is readable. */
export function inWords(value) {
  if (typeof value !== "number") return "–";
  if (Math.abs(value) >= 1_000_000_000) return short.format(value);
  return Math.abs(value) < 100 && !Number.isInteger(value) ? fine.format(value) : whole.format(value);
}
