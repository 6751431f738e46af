/** What the pages read from the push server by requests, in the name of whom the token names. */

import { UnknownMetric } from "./store/store.js";
import { text } from "./texts.js";

/** What the server keeps in memory. */
const MOST_MINUTES = 60;
const MOST_STEP_SECONDS = 600;

export class Sources {
  #login;
  #now;

  /** @param {import("./store/login.js").Login} login @param {() => number} now the server's clock */
  constructor(login, now) {
    this.#login = login;
    this.#now = now;
  }

  /**
   * The past of the series that labels select, as far as the server has it.
   * @param {string} metric
   * @param {Record<string, string>} labels
   * @param {number} from epoch milliseconds
   * @param {number} step milliseconds of which one point is wanted
   * @returns {Promise<import("./store/store.js").PastSeries[]>}
   */
  async past(metric, labels, from, step) {
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
