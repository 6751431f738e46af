/**
 * Views that people make for themselves: kept in the browser, shared as a link or a file. What comes
 * in from outside is checked, and named where it is wrong.
 *
 * @typedef {"tile"|"lines"|"bars"|"pie"|"ranking"} Kind
 * @typedef {object} ViewTile
 * @property {Kind} kind
 * @property {string} metric
 * @property {string} [by] a label that splits it
 * @property {Record<string, string>} [only]
 * @property {number} [warning]
 * @property {number} [critical]
 *
 * @typedef {{id: string, name: string, tiles: ViewTile[]}} View
 */
import { read, write } from "./settings.js";

export const KINDS = /** @type {const} */ (["tile", "lines", "bars", "pie", "ranking"]);
const MOST_TILES = 40;
const MOST_VIEWS = 50;
const METRIC = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;

/** All views of this browser. @returns {View[]} */
export function views() {
  const all = read("views", []);
  return Array.isArray(all) ? all.flatMap((view) => attempt(() => checked(view))) : [];
}

/** Keeps a view, in the place of the one with its id. @param {View} view */
export function keep(view) {
  const others = views().filter((other) => other.id !== view.id);
  write("views", [view, ...others].slice(0, MOST_VIEWS));
}

/** @param {string} id */
export function forget(id) {
  write(
    "views",
    views().filter((view) => view.id !== id),
  );
}

/** @param {string} name @returns {View} */
export function newView(name) {
  return { id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), name, tiles: [] };
}

/**
 * A view as it came, checked.
 * @param {any} value
 * @returns {View}
 * @throws {Error} that names what is wrong
 */
export function checked(value) {
  if (typeof value !== "object" || value === null) throw new Error("expected an object");
  if (typeof value.name !== "string") throw new Error("name: expected a text");
  if (!Array.isArray(value.tiles) || value.tiles.length > MOST_TILES)
    throw new Error(`tiles: expected a list of at most ${MOST_TILES}`);
  const id = typeof value.id === "string" && /^[\w-]{1,64}$/.test(value.id) ? value.id : newView("").id;
  return { id, name: value.name.slice(0, 100), tiles: value.tiles.map(checkedTile) };
}

/** @param {any} tile @param {number} index @returns {ViewTile} */
function checkedTile(tile, index) {
  const at = `tiles[${index}]`;
  if (typeof tile !== "object" || tile === null) throw new Error(`${at}: expected an object`);
  if (!KINDS.includes(tile.kind)) throw new Error(`${at}.kind: expected one of ${KINDS.join(", ")}`);
  if (typeof tile.metric !== "string" || !METRIC.test(tile.metric))
    throw new Error(`${at}.metric: expected the name of a metric`);
  /** @type {ViewTile} */
  const made = { kind: tile.kind, metric: tile.metric };
  if (typeof tile.by === "string" && METRIC.test(tile.by)) made.by = tile.by;
  if (typeof tile.only === "object" && tile.only !== null) {
    made.only = Object.fromEntries(
      Object.entries(tile.only)
        .filter(([k, v]) => METRIC.test(k) && typeof v === "string")
        .slice(0, 16),
    );
  }
  for (const bound of /** @type {const} */ (["warning", "critical"])) {
    if (Number.isFinite(tile[bound])) made[bound] = tile[bound];
  }
  return made;
}

/** A view as text that can stand in an address. @param {View} view */
export function encoded({ name, tiles }) {
  const bytes = new TextEncoder().encode(JSON.stringify({ name, tiles }));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** @param {string} text @returns {View} */
export function decoded(text) {
  let json;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
      c.charCodeAt(0),
    );
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("the link is cut or mistyped");
  }
  return checked(json);
}

/** @template T @param {() => T} act @returns {T[]} one, or none if it fails */
function attempt(act) {
  try {
    return [act()];
  } catch {
    return [];
  }
}
