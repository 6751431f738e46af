/** What changed around an incident as live series know it: deployments, and the health of its service. */
import { marksOf, watchDeployments } from "../store/marks.js";
import { named, text } from "../texts.js";

/** How long before an incident a change may belong to it. */
const BEFORE_MS = 30 * 60_000;

/**
 * @typedef {import("../store/notices.js").Notice} Notice
 * @typedef {import("../store/series.js").Series} Series
 * @typedef {{time: number, text: string, href?: string}} Entry of a time line
 */

export class IncidentChanges {
  #deployments;
  #health;

  /** @param {import("../store/store.js").Store} store @param {() => void} listener to each change */
  constructor(store, listener) {
    this.#deployments = watchDeployments(store, listener);
    this.#health = store.watch("service_health", { service: "*", region: "*", state: "*" }, listener);
  }

  close() {
    this.#deployments.close();
    this.#health.close();
  }

  /** The last deployment before an incident, of its service and region. @param {Notice} notice */
  deploymentBefore(notice) {
    return this.#deploymentsOf(notice, notice.timestamp).at(-1);
  }

  /** @param {Notice} notice @param {number} now @returns {Entry[]} from half an hour before it to its end */
  entries(notice, now) {
    const until = notice.resolvedAt ?? now;
    const deployments = this.#deploymentsOf(notice, until).map((mark) => ({
      time: mark.from,
      text: text("timeline.deployment", { what: mark.title }),
    }));
    const { service, region } = notice.context ?? {};
    if (typeof service !== "string") return deployments;
    const health = this.#health
      .series()
      .filter(({ labels }) => labels.service === service && (region ?? labels.region) === labels.region)
      .flatMap((series) =>
        begun(series).map((time) => ({
          time,
          text: text("timeline.health", {
            place: text("overview.place", { service, region: series.labels.region }),
            state: named("health", series.labels.state),
          }),
        })),
      )
      .filter(({ time }) => time >= notice.timestamp - BEFORE_MS && time <= until);
    return [...deployments, ...health];
  }

  /** @param {Notice} notice @param {number} until */
  #deploymentsOf({ timestamp, context = {} }, until) {
    const labels = Object.fromEntries(
      ["service", "region"].flatMap((name) =>
        typeof context[name] === "string" ? [[name, /** @type {string} */ (context[name])]] : [],
      ),
    );
    if (Object.keys(labels).length === 0) return [];
    return marksOf([], this.#deployments.series(), { from: timestamp - BEFORE_MS, to: until }, labels);
  }
}

/** Times at which a state began: its series became 1. What holds since the series is known began before. @param {Series} series */
function begun({ times, values, labels }) {
  return times.filter(
    (_, i) => values[i] === 1 && (i === 0 ? labels.state !== "healthy" : values[i - 1] !== 1),
  );
}
