/**
 * Views that people make for themselves: kept in the browser and, for those who sign in, on the server; shared as a
 * link or a file. What comes in from outside is checked, and named where it is wrong.
 *
 * @typedef {"tile"|"lines"|"bars"|"pie"|"ranking"} Kind
 * @typedef {object} ViewTile
 * @property {Kind} kind
 * @property {string} metric
 * @property {string} [by] a label that splits it
 * @property {Record<string, string>} [only]
 * @property {number} [warning]
 * @property {number} [critical]
 * @property {number} [width] columns of 12
 * @property {number} [height] rows
 *
 * @typedef {object} View
 * @property {string} id
 * @property {string} name
 * @property {ViewTile[]} tiles
 * @property {boolean} [shared] whether others who sign in see it
 * @property {number} [version] that the server has; absent for a view of this browser alone
 * @property {boolean} [unsent] whether it differs from what the server has
 * @property {string} [owner] name of the person whose it is, if it is somebody else's
 * @property {Earlier[]} [earlier] versions before it, the newest first
 *
 * @typedef {{version: number, changed: number, name: string, tiles: ViewTile[]}} Earlier
 */
import { read, write } from "./settings.js";

export const KINDS = /** @type {const} */ (["tile", "lines", "bars", "pie", "ranking"]);
/** Columns and rows that a tile takes where nothing else was chosen. @type {Record<Kind, [width: number, height: number]>} */
export const USUAL_SIZE = { tile: [3, 1], lines: [6, 2], bars: [4, 2], pie: [4, 2], ranking: [6, 2] };
export const MOST_WIDTH = 12;
export const MOST_HEIGHT = 6;
const MOST_TILES = 40;
const MOST_VIEWS = 50;
const METRIC = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;

/** All views of this browser. @returns {View[]} */
export function views() {
  const all = read("views", []);
  return Array.isArray(all) ? all.flatMap((view) => attempt(() => stored(view))) : [];
}

/** Keeps a view, in the place of the one with its id. @param {View} view */
export function keep(view) {
  const others = views().filter((other) => other.id !== view.id);
  keepAll([view, ...others]);
}

/** Keeps these views and no other. @param {View[]} all */
export function keepAll(all) {
  write(
    "views",
    all.slice(0, MOST_VIEWS).map(({ earlier, owner, ...view }) => view),
  );
}

/** @param {string} id */
export function forget(id) {
  keepAll(views().filter((view) => view.id !== id));
}

/** @param {string} name @returns {View} */
export function newView(name) {
  return { id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), name, tiles: [] };
}

/** A view of one's own with the tiles of another. @param {View} view @param {string} name @returns {View} */
export function copyOf({ tiles }, name) {
  return { ...newView(name.slice(0, 100)), tiles };
}

/** The size of a tile. @param {ViewTile} tile @returns {{width: number, height: number}} */
export function sizeOf({ kind, width, height }) {
  const [usualWidth, usualHeight] = USUAL_SIZE[kind];
  return { width: width ?? usualWidth, height: height ?? usualHeight };
}

/** A view as this browser kept it. @param {any} value @returns {View} */
function stored(value) {
  const view = checked(value);
  if (Number.isSafeInteger(value.version) && value.version > 0) {
    view.version = value.version;
    view.shared = value.shared === true;
    if (value.unsent === true) view.unsent = true;
  }
  return view;
}

/** A view as the server has it. @param {any} value @returns {View} */
export function received(value) {
  const view = stored(value);
  if (typeof value.owner === "string") view.owner = value.owner;
  if (Array.isArray(value.earlier)) view.earlier = value.earlier;
  return view;
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
  for (const [side, most] of /** @type {const} */ ([
    ["width", MOST_WIDTH],
    ["height", MOST_HEIGHT],
  ])) {
    if (Number.isFinite(tile[side])) made[side] = Math.min(most, Math.max(1, Math.round(tile[side])));
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
