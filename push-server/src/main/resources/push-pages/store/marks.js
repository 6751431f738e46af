/**
 * What charts mark on their axis of time, from one source: when deployments began, and while incidents lasted.
 * Knows no DOM.
 *
 * @typedef {object} Mark
 * @property {"deployment"|"warning"|"critical"} kind
 * @property {number} from epoch milliseconds
 * @property {number} to the same as `from` for a deployment
 * @property {string} title of an incident, else service, region and version
 * @property {Record<string, string>} labels
 */

const DEPLOYMENTS = "deployment_timestamp_seconds";
/** The newest are kept. */
const MOST = 60;

/**
 * Marks of a span that are about what is shown.
 * @param {import("./notices.js").Notice[]} notices
 * @param {import("./series.js").Series[]} deployments
 * @param {{from: number, to: number}} span
 * @param {Record<string, string>} labels that what is marked must not contradict
 * @returns {Mark[]} the oldest first
 */
export function marksOf(notices, deployments, span, labels) {
  return [...incidentsOf(notices, span.to), ...deploymentsOf(deployments)]
    .filter((mark) => mark.from <= span.to && mark.to >= span.from)
    .filter((mark) => Object.entries(labels).every(([name, value]) => (mark.labels[name] ?? value) === value))
    .sort((a, b) => a.from - b.from)
    .slice(-MOST);
}

/** Watches when deployments began. @param {import("./store.js").Store} store @param {() => void} listener */
export function watchDeployments(store, listener) {
  return store.watch(DEPLOYMENTS, { service: "*", region: "*", version: "*", phase: "started" }, listener);
}

/** @param {import("./notices.js").Notice[]} notices @param {number} now @returns {Mark[]} */
function incidentsOf(notices, now) {
  return notices.flatMap(({ type, timestamp, resolvedAt, title, context }) =>
    type === "info"
      ? []
      : [{ kind: type, from: timestamp, to: resolvedAt ?? now, title, labels: textsOf(context ?? {}) }],
  );
}

/** Each time that a deployment began; zero is what the series of an earlier version ends with. @param {import("./series.js").Series[]} series @returns {Mark[]} */
function deploymentsOf(series) {
  return series.flatMap(({ labels, values }) =>
    [...new Set(values)]
      .filter((seconds) => seconds > 0)
      .map((seconds) => ({
        kind: /** @type {const} */ ("deployment"),
        from: seconds * 1_000,
        to: seconds * 1_000,
        title: [labels.service, labels.version, labels.region].filter(Boolean).join(" · "),
        labels,
      })),
  );
}

/** @param {Record<string, unknown>} context @returns {Record<string, string>} */
function textsOf(context) {
  return Object.fromEntries(
    Object.entries(context).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
