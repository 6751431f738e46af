/**
 * Addresses of the pages, and what travels along in them: the time range and the chosen labels.
 * Everything that a page shows follows from its address, so that it can be sent to a colleague.
 *
 * @typedef {import("./store/range.js").Range & {labels: Record<string, string>}} Scope  labels: chosen values of labels
 *
 * @typedef {object} Place
 * @property {string} page name of its module
 * @property {string[]} params what stands in its path
 * @property {Scope} scope
 * @property {Record<string, string>} filters chosen labels that its page offers, by which its panels filter
 * @property {URLSearchParams} query
 */
import { parametersOf, rangeOf } from "./store/range.js";

/** Labels that travel. */
export const TRAVELLING = ["region", "service", "platform"];

/** @type {[RegExp, string][]} */
const ROUTES = [
  [/^\/$/, "overview"],
  [/^\/operations$/, "operations"],
  [/^\/activity$/, "activity"],
  [/^\/services\/([^/]+)$/, "service"],
  [/^\/colonies\/([^/]+)$/, "colony"],
  [/^\/flamegraph$/, "flamegraph"],
  [/^\/notifications$/, "notifications"],
  [/^\/incidents\/([^/]+)$/, "incident"],
  [/^\/(users|regions|sessions|traces)\/([^/]+)$/, "subject"],
  [/^\/rules$/, "rules"],
  [/^\/custom$/, "custom"],
  [/^\/settings$/, "settings"],
];

/** What a wall was given in its address and keeps on every page. */
const OF_WALL = ["theme", "playlist", "seconds"];

/**
 * An address with what the wall was given in the one before.
 * @param {string} href
 * @param {Location} before
 */
export function withWall(href, before) {
  const url = new URL(href, before.href);
  const given = new URLSearchParams(before.search);
  for (const name of OF_WALL) {
    const value = given.get(name);
    if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.pathname + url.search + url.hash;
}

/** The address of a page without what the wall was given. @param {Location} address */
export function withoutWall(address) {
  const url = new URL(address.href);
  for (const name of OF_WALL) url.searchParams.delete(name);
  return url.pathname + url.search;
}

/**
 * What an address asks for.
 * @param {URL|Location} address
 * @returns {Place}
 */
export function placeOf(address) {
  const query = new URLSearchParams(address.search);
  const scope = scopeOf(query);
  for (const [pattern, page] of ROUTES) {
    const found = pattern.exec(address.pathname);
    if (found) return { page, params: found.slice(1).map(decoded), scope, filters: {}, query };
  }
  return { page: "missing", params: [], scope, filters: {}, query };
}

/** @param {URLSearchParams} query @returns {Scope} */
function scopeOf(query) {
  /** @type {Record<string, string>} */
  const labels = {};
  for (const name of TRAVELLING) {
    const value = query.get(name);
    if (value) labels[name] = value.slice(0, 300);
  }
  return { ...rangeOf(query), labels };
}

/**
 * A link that takes the range and the labels along.
 * @param {string} path
 * @param {Scope} scope
 * @param {Record<string, string>} [more] further parameters
 */
export function link(path, scope, more = {}) {
  const query = new URLSearchParams(parametersOf(scope));
  for (const [name, value] of Object.entries(scope.labels)) query.set(name, value);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Parameters of an address that name its range. */
const OF_RANGE = ["minutes", "from", "to"];

/** An address of a page with another range. @param {string} href @param {import("./store/range.js").Range} range */
export function withRange(href, range) {
  const url = new URL(href, location.href);
  for (const name of OF_RANGE) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(parametersOf(range))) url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}

/** Whether two addresses differ in nothing but their range. @param {URL|Location} one @param {URL|Location} other */
export function sameButRange(one, other) {
  const rest = (/** @type {URL|Location} */ { pathname, search }) => {
    const query = new URLSearchParams(search);
    for (const name of OF_RANGE) query.delete(name);
    query.sort();
    return `${pathname}?${query}`;
  };
  return rest(one) === rest(other);
}

/** @param {string} name @param {Scope} scope */
export const serviceLink = (name, scope) => link(`/services/${encodeURIComponent(name)}`, scope);
/** @param {string} id @param {Scope} scope */
export const incidentLink = (id, scope) => link(`/incidents/${encodeURIComponent(id)}`, scope);
/** @param {string} id @param {Scope} scope @param {string} [name] */
export const colonyLink = (id, scope, name) =>
  link(`/colonies/${encodeURIComponent(id)}`, scope, name ? { name: name.slice(0, 300) } : {});

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
