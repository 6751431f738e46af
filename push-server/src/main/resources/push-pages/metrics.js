/** What the pages know of metrics beyond the catalogue: which values are good, and how to read them. */
import { named } from "./texts.js";

/**
 * @typedef {object} Thresholds
 * @property {number} warning
 * @property {number} critical
 * @property {boolean} [low] whether small values are the bad ones
 */

/**
 * What services promise, as the push server sends it.
 * @typedef {object} Objectives
 * @property {Objective} default
 * @property {Record<string, Objective>} services
 * @property {{warning: number, critical: number}} apdex
 *
 * @typedef {object} Objective
 * @property {number} apdexSeconds
 * @property {number} latencySeconds
 * @property {number} latencyShare
 * @property {number} availability
 * @property {{warning: number, critical: number}} errorRate
 */

/** Nothing is judged before they are known. @type {Objectives|null} */
let objectives = null;

/** @param {Objectives|null} known */
export function judgeBy(known) {
  objectives = known;
}

/** Metrics that are about people; the others are about machines. */
const PEOPLE = /^(active_users|colony|colonies|agent|llm|top_|user_|events_per_second|session)/;

/**
 * @typedef {object} CatalogueEntry
 * @property {string} name
 * @property {"gauge"|"counter"|"histogram"} kind
 * @property {string} unit
 * @property {string} help
 * @property {string[]} labels
 * @property {string[][]} live label sets that are told live
 */

/**
 * From which values on a number is a warning or critical: the same as in alerts and on Grafana's dashboards.
 * @param {string} metric
 * @param {Record<string, string|undefined>} [labels] of its series; without a service the default counts
 * @returns {Thresholds|undefined}
 */
export function thresholdsOf(metric, { service = "" } = {}) {
  if (!objectives) return undefined;
  if (metric === "apdex") return { ...objectives.apdex, low: true };
  if (metric !== "error_rate") return undefined;
  const { services } = objectives;
  return (Object.hasOwn(services, service) ? services[service] : objectives.default).errorRate;
}

/** @param {string} metric */
export const isAboutPeople = (metric) => PEOPLE.test(metric);

/** @param {string} metric */
export const titleOf = (metric) => named("metric", metric);

/** Whether a metric only grows, so that its value moves only when something happens. @param {string} metric */
export const isCounter = (metric) => metric.endsWith("_total") || metric.endsWith("_bucket");

/**
 * Where a value stands.
 * @param {number} value
 * @param {Thresholds|undefined} thresholds
 * @returns {"ok"|"warning"|"critical"|null} null without thresholds
 */
export function judge(value, thresholds) {
  if (!thresholds || !Number.isFinite(value)) return null;
  const bad = (/** @type {number} */ bound) => (thresholds.low ? value < bound : value >= bound);
  if (bad(thresholds.critical)) return "critical";
  return bad(thresholds.warning) ? "warning" : "ok";
}

/**
 * The labels to ask for: those that split the metric, those that a panel is fixed to, and of the chosen ones as many
 * as there are series for.
 * @param {CatalogueEntry|undefined} entry
 * @param {string[]} by labels that split it
 * @param {Record<string, string>} chosen labels
 * @param {Record<string, string>} [fixed] labels that are always asked for
 * @returns {{labels: Record<string, string>, left: string[]}} `left`: chosen labels that do not apply to it
 */
export function selectorFor(entry, by, chosen, fixed = {}) {
  /** @type {Record<string, string>} */
  const labels = Object.fromEntries(by.map((name) => [name, "*"]));
  const needed = [...by, ...Object.keys(fixed)];
  // Of the sets that hold what is needed and nothing else that was not chosen, the one that honours most.
  const best = (entry?.live ?? [])
    .filter(
      (set) => needed.every((n) => set.includes(n)) && set.every((l) => needed.includes(l) || l in chosen),
    )
    .sort((a, b) => b.length - a.length)[0];
  const taken = (best ?? []).filter((name) => name in chosen);
  for (const name of taken) labels[name] = chosen[name];
  const left = Object.keys(chosen).filter((name) => !taken.includes(name) && !(name in fixed));
  return { labels: { ...labels, ...fixed }, left };
}
