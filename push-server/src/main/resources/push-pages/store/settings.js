/**
 * What a person chose, kept in the browser; where nothing can be kept it lasts as long as the page.
 *
 * @typedef {object} Values
 * @property {"auto"|"light"|"dark"|"wall"} theme
 * @property {"auto"|"en"|"de"} language read by texts.js when a page is loaded
 * @property {"auto"|import("./pace.js").Pace} pace
 * @property {string} name told with what the person acknowledges
 * @property {boolean} desktop whether critical notifications come to the desktop
 */

const PREFIX = "colonycraft.";
/** @type {Values} */
const DEFAULTS = { theme: "auto", language: "auto", pace: "auto", name: "", desktop: false };

export class Settings {
  /** @type {Values} */
  #values = { ...DEFAULTS };
  /** @type {Set<() => void>} */
  #listeners = new Set();

  constructor() {
    const stored = read("settings", {});
    for (const name of /** @type {(keyof Values)[]} */ (Object.keys(DEFAULTS))) {
      if (typeof stored[name] === typeof DEFAULTS[name])
        Object.assign(this.#values, { [name]: stored[name] });
    }
  }

  /**
   * @template {keyof Values} K
   * @param {K} name
   * @returns {Values[K]}
   */
  get(name) {
    return this.#values[name];
  }

  /**
   * @template {keyof Values} K
   * @param {K} name
   * @param {Values[K]} value
   */
  set(name, value) {
    this.#values[name] = value;
    write("settings", this.#values);
    this.#listeners.forEach((listener) => listener());
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
  }
}

/**
 * What is kept under a name, or what to take instead where that is missing or broken.
 * @template T
 * @param {string} name
 * @param {T} absent
 * @returns {any}
 */
export function read(name, absent) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") ?? absent;
  } catch {
    return absent;
  }
}

/**
 * Keeps something; false if the browser does not.
 * @param {string} name
 * @param {unknown} value
 */
export function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
