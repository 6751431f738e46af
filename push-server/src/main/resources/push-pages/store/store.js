/**
 * All live values that the pages show. Components watch what they need; how it comes, and whether
 * it waits while the page is frozen, is not their business. Knows no DOM.
 */
import { Series } from "./series.js";
import { Stretch } from "./stretch.js";
import { identity, keyOf, UnknownMetric, Watch, Watched } from "./watch.js";

export { UnknownMetric, Watch } from "./watch.js";

/**
 * @typedef {import("./series.js").Update} Update
 * @typedef {import("../metrics.js").CatalogueEntry} CatalogueEntry
 * @typedef {Record<string, string>} Labels  names to values, * for any
 * @typedef {{state: "connecting"|"open"|"waiting"|"closed", retryInMs?: number, reason?: string}} ConnectionState
 * @typedef {{timestamp: number, value: {who?: string, what?: string, where?: string, type?: string, colonyId?: string, userId?: string}}} ActivityLine
 * @typedef {{labels: Labels, points: [time: number, value: number, low?: number, high?: number][]}} PastSeries
 *
 * @typedef {Record<string, [Labels, number, number, [number, number][]?][]>} KeptValues  by selector: labels, newest value, its
 *     time, and points of the hour before
 *
 * @typedef {object} Stream  what the store asks of a stream of updates
 * @property {(metric: string, labels: Labels, callback: (update: any) => void) => () => void} subscribe
 * @property {(callback: (state: any) => void) => void} onState
 * @property {(callback: (beginning: any) => void) => void} onBegin
 * @property {() => number} now
 * @property {() => number} age milliseconds since the server last sent anything
 * @property {(perSecond: number|null) => void} pace
 *
 * @typedef {object} Sources
 * @property {Stream} stream
 * @property {import("./gate.js").Gate} gate
 * @property {(metric: string, labels: Labels, from: number, step: number, to?: number) => Promise<PastSeries[]>} past of series
 * @property {(metric: string, labels: Labels, from: number, step: number, to?: number) => Promise<PastSeries[]>} before the same in a span of the past, for comparison
 *     since a time, as far as the server has it, with a point in so many milliseconds
 * @property {() => Promise<CatalogueEntry[]>} catalogue
 */

const HOUR_MS = 60 * 60_000;
/** One point in so much time is as fine as an hour can be seen in a tile. */
const STEP_MS = 20_000;
/** For a page that was opened while it is frozen: its newest value must not be old at that moment. */
const FINE_STEP_MS = 5_000;
const ACTIVITY = "activity_feed";
/** A watch that nobody listens to ends after this time. */
const LEAVE_MS = 5_000;
const MOST_LINES = 200;
/** Series that one watch shows at most; what comes beyond is counted, not kept. */
const MOST_SERIES = 500;
/** A series that has not been told for so long has left. */
const GONE_MS = 5 * 60_000;
/** What is kept for a visit without a network: of so many selectors so many series, a point in so much time. */
const KEPT_SELECTORS = 60;
const KEPT_SERIES = 50;
const KEPT_STEP_MS = 30_000;
/** All points together. */
const KEPT_POINTS = 20_000;

export class Store {
  #sources;
  /** @type {Map<string, Watched>} */
  #watched = new Map();
  /** @type {ActivityLine[]} */
  #lines = [];
  /** @type {Set<() => void>} */
  #lineListeners = new Set();
  #linesBegun = false;
  /** @type {Set<() => void>} */
  #stateListeners = new Set();
  /** @type {CatalogueEntry[]} */
  #catalogue = [];
  /** @type {ConnectionState} */
  connection = { state: "connecting" };
  /** When the connection was lost, on this device's clock; 0 while it is there. */
  lostAt = Date.now();
  /** Whether it has ever been open. */
  everOpen = false;
  /** When any live value last came, on the server's clock. */
  heardAt = 0;
  #kept;

  /**
   * @param {Sources} sources
   * @param {KeptValues} [kept] of an earlier visit
   * @param {CatalogueEntry[]} [catalogue] of an earlier visit
   */
  constructor(sources, kept = {}, catalogue = []) {
    this.#sources = sources;
    this.#catalogue = catalogue;
    this.#kept = kept;
    sources.stream.onState((state) => {
      if (state.state === "open") {
        this.lostAt = 0;
        this.everOpen = true;
      } else if (this.lostAt === 0) {
        this.lostAt = Date.now() - sources.stream.age();
      }
      this.connection = state;
      this.#stateListeners.forEach((listener) => listener());
    });
    sources.stream.onBegin(({ stream, recovered }) => {
      // Lines that it has come again, unless just the missed ones do.
      if (stream === ACTIVITY && !recovered) sources.gate.pass(() => (this.#lines.length = 0));
    });
  }

  /** Reads what metrics there are; what it knew stays when that fails. */
  async load() {
    this.#catalogue = await this.#sources.catalogue().catch(() => this.#catalogue);
  }

  get catalogue() {
    return this.#catalogue;
  }

  /** @param {string} metric */
  entry(metric) {
    return this.#catalogue.find((entry) => entry.name === metric.replace(/_bucket$/, ""));
  }

  get connected() {
    return this.connection.state === "open";
  }

  /** The time that the pages show, epoch milliseconds of the server's clock. */
  now() {
    return this.#sources.gate.now();
  }

  get gate() {
    return this.#sources.gate;
  }

  /** @param {() => void} listener to changes of the connection */
  onState(listener) {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  /** @param {number|null} perSecond updates of a series at most; null is no limit */
  pace(perSecond) {
    this.#sources.stream.pace(perSecond);
  }

  /**
   * Watches series.
   * @param {string} metric
   * @param {Labels} labels none is the total
   * @param {() => void} listener told of each change; reads with {@link Watch}
   * @returns {Watch}
   */
  watch(metric, labels, listener) {
    const key = keyOf(metric, labels);
    let watched = this.#watched.get(key);
    if (!watched) {
      watched = this.#begin(metric, labels, key);
      this.#watched.set(key, watched);
    }
    watched.listeners.add(listener);
    return new Watch(this, watched, () => {
      watched.listeners.delete(listener);
      // A page that is left and entered again within a moment keeps its lines.
      if (watched.listeners.size === 0) setTimeout(() => this.#leave(key, watched), LEAVE_MS);
    });
  }

  /**
   * Watches the activity feed.
   * @param {() => void} listener
   * @returns {{lines: () => ActivityLine[], close: () => void}} newest first
   */
  watchActivity(listener) {
    this.#lineListeners.add(listener);
    if (!this.#linesBegun) {
      this.#linesBegun = true;
      const enter = this.#sources.gate.entrance();
      this.#sources.stream.subscribe(ACTIVITY, {}, (line) =>
        enter(line.timestamp, () => this.#takeLine(line)),
      );
    }
    return { lines: () => this.#lines, close: () => void this.#lineListeners.delete(listener) };
  }

  /** Forgets all values, since whoever looks may not see them any more. */
  forget() {
    this.#kept = {};
    this.#catalogue = [];
    this.#lines.length = 0;
    this.heardAt = 0;
    this.#sources.gate.forget();
    this.#watched.forEach((watched) => {
      watched.series.clear();
      watched.stretch.clear();
      watched.earlier.clear();
      watched.changed();
    });
    this.#lineListeners.forEach((listener) => listener());
  }

  /**
   * What was watched, to be kept for a visit without a network: values, and points as long as there is room for them.
   * @returns {KeptValues}
   */
  lastValues() {
    this.#watched.forEach((watched, key) => this.#remember(key, watched));
    let room = KEPT_POINTS;
    /** @type {KeptValues} */
    const values = {};
    // What was watched last comes first.
    for (const [key, list] of Object.entries(this.#kept).reverse()) {
      values[key] = list.map(([labels, value, timestamp, points = []]) => {
        room -= points.length;
        return room >= 0 ? [labels, value, timestamp, points] : [labels, value, timestamp];
      });
    }
    return Object.fromEntries(Object.entries(values).reverse());
  }

  /** @param {string} key @param {Watched} watched */
  #remember(key, watched) {
    const list = [...watched.series.values()].slice(0, KEPT_SERIES);
    if (list.length === 0) return;
    delete this.#kept[key];
    this.#kept[key] = list.map((s) => [s.labels, s.value, s.timestamp, s.coarse(KEPT_STEP_MS)]);
    const keys = Object.keys(this.#kept);
    for (const oldest of keys.slice(0, Math.max(0, keys.length - KEPT_SELECTORS))) delete this.#kept[oldest];
  }

  /** @param {ActivityLine} line */
  #takeLine(line) {
    if (!line.value || typeof line.value !== "object") return;
    this.#lines.unshift(line);
    this.#lines.length = Math.min(this.#lines.length, MOST_LINES);
    this.#lineListeners.forEach((listener) => listener());
  }

  /**
   * @param {string} metric
   * @param {Labels} labels
   * @param {string} key
   */
  #begin(metric, labels, key) {
    const { gate } = this.#sources;
    const watched = new Watched(
      new Stretch(({ from, to }, step) => this.#sources.past(metric, labels, from, step, to)),
      new Stretch(({ from, to }, step) => this.#sources.before(metric, labels, from, step, to)),
    );
    for (const [seriesLabels, value, timestamp, points = []] of this.#kept[key] ?? []) {
      const series = new Series(metric, seriesLabels);
      series.restore(points.length > 0 ? points : [[timestamp, value]]);
      watched.series.set(identity(seriesLabels), series);
    }
    const enter = this.#sources.gate.entrance();
    watched.end = this.#sources.stream.subscribe(metric, labels, (update) =>
      enter(update.timestamp, () => this.#take(watched, update)),
    );
    this.#sources
      .past(metric, labels, gate.now() - HOUR_MS, gate.state === "live" ? STEP_MS : FINE_STEP_MS)
      .then((past) => this.#takePast(watched, metric, past))
      .catch((problem) => (watched.unknown = problem instanceof UnknownMetric))
      .finally(() => {
        watched.answered = true;
        watched.changed();
      });
    return watched;
  }

  /**
   * @param {Watched} watched
   * @param {Update} update
   */
  #take(watched, update) {
    const series = this.#seriesOf(watched, update.metric, update.labels ?? {});
    if (!series?.put(update)) return;
    series.live = true;
    this.heardAt = Math.max(this.heardAt, update.timestamp);
    watched.changed();
  }

  /**
   * Takes what there was until the moment that the pages show; the rest waits.
   * @param {Watched} watched
   * @param {string} metric
   * @param {PastSeries[]} past
   */
  #takePast(watched, metric, past) {
    const { gate } = this.#sources;
    const until = gate.state === "live" ? Infinity : gate.now();
    for (const { labels, points } of past) {
      const shown = points.filter(([time]) => time <= until);
      if (shown.length > 0)
        this.#seriesOf(watched, metric, labels)?.past(shown.map(([time, value]) => [time, value]));
      for (const [timestamp, value] of points.slice(shown.length))
        gate.pass(() => this.#take(watched, { metric, labels, timestamp, value }));
    }
  }

  /**
   * @param {Watched} watched
   * @param {string} metric
   * @param {Labels} labels
   */
  #seriesOf(watched, metric, labels) {
    const id = identity(labels);
    let series = watched.series.get(id);
    if (!series) {
      if (watched.series.size >= MOST_SERIES) this.#forgetGone(watched);
      if (watched.series.size >= MOST_SERIES) {
        watched.overflow++;
        return undefined;
      }
      series = new Series(metric, labels);
      watched.series.set(id, series);
    }
    return series;
  }

  /** @param {Watched} watched */
  #forgetGone(watched) {
    watched.series.forEach((series, id) => {
      if (this.heardAt - series.timestamp > GONE_MS) watched.series.delete(id);
    });
  }

  /**
   * @param {string} key
   * @param {Watched} watched
   */
  #leave(key, watched) {
    if (watched.listeners.size > 0 || this.#watched.get(key) !== watched) return;
    if (this.#sources.gate.state !== "live") {
      // The frozen page may come back to it, and a replay needs it.
      setTimeout(() => this.#leave(key, watched), LEAVE_MS);
      return;
    }
    this.#remember(key, watched);
    this.#watched.delete(key);
    watched.end();
  }
}
