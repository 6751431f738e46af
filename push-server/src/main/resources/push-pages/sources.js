/** What the pages read from the push server by requests, in the name of whom the token names. */

import { isCounter } from "./metrics.js";
import { LONG_RANGES, RANGES } from "./store/range.js";
import { UnknownMetric } from "./store/store.js";
import { identity } from "./store/watch.js";
import { text } from "./texts.js";

/** What the server keeps in memory. */
const MOST_MINUTES = 60;
const MOST_STEP_SECONDS = 600;
/** Points that one question for the history asks for at most. */
const MOST_POINTS = 2_000;
/** What the history has percentiles of. */
const DURATIONS = "request_duration_seconds";
/** Names in the history of metrics that have another name there. @type {Record<string, string>} */
const IN_HISTORY = { container_memory_working_set_bytes: "memory_bytes" };

export class Sources {
  #login;
  #now;
  /** Sets of labels by name of what the history keeps. @type {Map<string, string[]>} */
  #kept = new Map();
  /** @type {Promise<void>|undefined} */
  #asked;

  /** @param {import("./store/login.js").Login} login @param {() => number} now the server's clock */
  constructor(login, now) {
    this.#login = login;
    this.#now = now;
  }

  /** Minutes that charts can look back, as far as is known. */
  get ranges() {
    return this.#kept.size > 0 ? [...RANGES, ...LONG_RANGES] : RANGES;
  }

  /** Learns once what the server's history keeps. @returns {Promise<boolean>} whether it is known */
  async history() {
    this.#asked ??= this.#readHistory();
    await this.#asked;
    return Boolean(this.#asked);
  }

  /**
   * The past of the series that labels select, as far as the server has it: of the last hour what it has in memory,
   * before that what its history keeps.
   * @param {string} metric
   * @param {Record<string, string>} labels
   * @param {number} from epoch milliseconds
   * @param {number} step milliseconds of which one point is wanted
   * @param {number} [to] until now if it is left out
   * @returns {Promise<import("./store/store.js").PastSeries[]>}
   */
  async past(metric, labels, from, step, to = this.#now()) {
    if (this.#now() - from > (MOST_MINUTES + 1) * 60_000) {
      await this.history();
      if (this.keeps(nameOf(metric), labels))
        return isBucket(metric)
          ? this.#bucketsFromHistory(metric, labels, from, step, to)
          : this.#fromHistory(metric, labels, from, step, to);
    }
    return this.#recent(metric, labels, from, step);
  }

  /** What the server has in memory. @type {Sources["past"]} */
  async #recent(metric, labels, from, step) {
    const minutes = Math.ceil((this.#now() - from) / 60_000);
    const query = new URLSearchParams({
      minutes: String(Math.min(MOST_MINUTES, Math.max(1, minutes))),
      step: String(Math.min(MOST_STEP_SECONDS, Math.max(1, Math.round(step / 1_000)))),
      ...labels,
    });
    const response = await this.#get(`/api/metrics/${encodeURIComponent(metric)}?${query}`);
    if (response.status === 404) throw new UnknownMetric(metric);
    if (!response.ok) throw new Error(`The past of ${metric} is not there (${response.status})`);
    return (await response.json()).series;
  }

  /**
   * The same series in a span of the past, from the history alone; nothing where it does not keep them, and of counters:
   * what a counter stood at then says nothing beside what it stands at now.
   * @type {Sources["past"]}
   */
  async before(metric, labels, from, step, to) {
    await this.history();
    if (isCounter(metric) || !this.keeps(nameOf(metric), labels)) return [];
    return this.#fromHistory(metric, labels, from, step, to);
  }

  /** Whether the history has series of a name with just these labels. @param {string} name @param {object} labels */
  keeps(name, labels) {
    return this.#kept.get(name)?.includes(setOf(Object.keys(labels))) ?? false;
  }

  async #readHistory() {
    const response = await this.#get("/api/history").catch(() => null);
    if (!response?.ok) {
      // It is asked again when the next chart needs it.
      this.#asked = undefined;
      return;
    }
    const { series } = await response.json();
    for (const { name, labels, levels } of series) {
      // A name may stand twice, with other labels.
      const sets = this.#kept.get(name) ?? [];
      if (Object.keys(levels).length > 0) this.#kept.set(name, [...sets, ...labels.map(setOf)]);
    }
  }

  /** @type {Sources["past"]} */
  async #fromHistory(metric, labels, from, step, to = this.#now()) {
    const { columns, series } = await this.askHistory(nameOf(metric), labels, from, step, to);
    const [mean, min, max] = ["mean", "min", "max"].map((column) => columns.indexOf(column));
    return series.map(({ labels, points, live }) => ({
      labels,
      points: [
        ...points
          .filter((/** @type {any[]} */ p) => p[mean] !== null)
          .map((/** @type {any[]} */ p) => [p[0], p[mean], p[min], p[max]]),
        ...(live ?? []),
      ],
    }));
  }

  /** Buckets of a histogram: the history has what each step grew by. @type {Sources["past"]} */
  async #bucketsFromHistory(metric, labels, from, step, to = this.#now()) {
    const [past, recent, { continued }] = await Promise.all([
      this.askHistory(metric, { ...labels, live: "false" }, from, step, to),
      this.#recent(metric, labels, from, step),
      import("./store/histogram.js"),
    ]);
    const live = new Map(recent.map(({ labels, points }) => [identity(labels), points]));
    return past.series.map(({ labels, points }) => ({
      labels,
      points: continued(points, past.step * 1_000, past.until, live.get(identity(labels)) ?? []),
    }));
  }

  /**
   * @param {string} name in the history
   * @param {Record<string, string>} parameters
   * @param {number} from
   * @param {number} step
   * @param {number} to
   * @returns {Promise<{columns: string[], series: any[], step: number, until: number, truncated: boolean}>} series with labels, a name,
   *     points of these columns, and live; seconds of a step, and epoch milliseconds up to which windows are finished
   */
  async askHistory(name, parameters, from, step, to) {
    const query = new URLSearchParams({
      from: String(Math.floor(from)),
      to: String(Math.ceil(to)),
      points: String(Math.min(MOST_POINTS, Math.max(1, Math.ceil((to - from) / step)))),
      ...parameters,
    });
    const response = await this.#get(`/api/history/${encodeURIComponent(name)}?${query}`);
    if (!response.ok) throw new Error(`The history of ${name} is not there (${response.status})`);
    return response.json();
  }

  /**
   * Percentiles of the durations of requests, from the history alone.
   * @param {Record<string, string>} labels
   * @param {number} from epoch milliseconds
   * @param {number} step milliseconds of which one point is wanted
   * @param {number} to
   * @returns {Promise<Map<string, import("./store/points.js").Points>|null>} by name, as p95; null where it does not
   *     keep them
   */
  async percentiles(labels, from, step, to) {
    await this.history();
    if (!this.keeps(DURATIONS, labels)) return null;
    const { columns, series } = await this.askHistory(
      DURATIONS,
      { ...labels, live: "false" },
      from,
      step,
      to,
    );
    /** @type {number[][]} */
    const points = series[0]?.points ?? [];
    const times = points.map(([time]) => time);
    return new Map(columns.slice(1).map((name, i) => [name, { times, values: points.map((p) => p[i + 1]) }]));
  }

  /**
   * The metrics that there are; without a network those of the last visit.
   * @returns {Promise<import("./metrics.js").CatalogueEntry[]>}
   */
  async catalogue() {
    try {
      const response = await this.#get("/api/metrics");
      if (!response.ok) throw new Error(String(response.status));
      const { metrics } = await response.json();
      this.#login.kept.write("catalogue", metrics);
      return metrics;
    } catch {
      return this.#login.kept.read("catalogue", []);
    }
  }

  /**
   * What services promise; without a network that of the last visit.
   * @returns {Promise<import("./metrics.js").Objectives|null>}
   */
  async objectives() {
    try {
      const response = await this.#get("/api/objectives");
      if (!response.ok) throw new Error(String(response.status));
      const objectives = await response.json();
      this.#login.kept.write("objectives", objectives);
      return objectives;
    } catch {
      return this.#login.kept.read("objectives", null);
    }
  }

  /**
   * Who is on call; `outdated` if the file of it was changed and is wrong.
   * @returns {Promise<{schedules: import("./components/on-call.js").Schedule[], outdated: boolean}>}
   */
  async onCall() {
    const response = await this.#get("/api/oncall");
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  /**
   * Frames of a flame graph, parents first.
   * @param {Record<string, string>} query
   * @param {AbortSignal} signal
   * @returns {Promise<{level: number, value: number, self: number, label: string}[]>}
   */
  async flameGraph(query, signal) {
    const response = await this.#get(`/api/flamegraph?${new URLSearchParams(query)}`, signal);
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Error(answer?.error?.message ?? String(response.status));
    return answer;
  }

  /** @param {string} address @param {AbortSignal} [signal] */
  async #get(address, signal) {
    const response = await fetch(address, { headers: this.#login.headers(), signal });
    if (response.status === 401) this.#login.ended(text("login.ended"));
    return response;
  }
}

/** @param {string} metric */
const nameOf = (metric) => IN_HISTORY[metric] ?? metric;

/** @param {string} metric */
const isBucket = (metric) => metric.endsWith("_bucket");

/** @param {string[]} labels */
const setOf = (labels) => [...labels].sort().join();
