/**
 * How old the numbers are: the push server writes a heartbeat every ten seconds, and each job publishes the time
 * of the newest that it has read. Knows no DOM.
 */

const METRIC = "heartbeat_timestamp_seconds";
/** Two heartbeats were missed, and the third is due. A job that restarts takes less. */
export const OLD_MS = 30_000;

/**
 * Which pipelines stand still.
 * @param {{labels: Record<string, string>, value: number}[]} series
 * @param {number} now epoch milliseconds
 * @returns {{pipelines: string[], all: boolean, age: number}|null} null if none does; the age is of the oldest
 */
export function standing(series, now) {
  const ages = series.map((s) => ({ pipeline: s.labels.pipeline, age: now - s.value * 1_000 }));
  const old = ages.filter(({ age }) => age >= OLD_MS).sort((a, b) => b.age - a.age);
  if (old.length === 0) return null;
  return {
    pipelines: old.map(({ pipeline }) => pipeline),
    all: ages.length > 1 && old.length === ages.length,
    age: old[0].age,
  };
}

export class Heartbeats {
  #store;
  #watch;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.#store = store;
    this.#watch = store.watch(METRIC, { pipeline: "*" }, () => {});
  }

  /** Which pipelines stand still; null while the server is away, which is another matter. */
  standing() {
    if (!this.#store.connected) return null;
    const live = this.#watch.series().filter((s) => !s.kept);
    return standing(live, this.#store.now());
  }
}
