/**
 * Which page a wall shows: those of its playlist in turn, and the newest critical incident while one is open. Knows no
 * DOM and no clock.
 *
 * @typedef {object} Incident
 * @property {string} id
 * @property {number} timestamp epoch milliseconds
 * @property {string} address of the page that shows it
 *
 * @typedef {{pages: string[], seconds: number}} Playlist
 */

const DEFAULT_SECONDS = 30;
const LEAST_SECONDS = 5;
const MOST_SECONDS = 3_600;
const MOST_PAGES = 20;
/** How long one incident is shown before a newer one, so that a flood of them can be read. */
const LEAST_MS = 15_000;

/**
 * The playlist of an address: `playlist=/,/operations,/custom?id=ours&seconds=30`. What is no page is left out.
 * @param {URLSearchParams} query
 * @param {(path: string) => boolean} isPage
 * @returns {Playlist}
 */
export function playlistOf(query, isPage) {
  const pages = (query.get("playlist") ?? "")
    .split(",")
    .map((page) => page.trim())
    .filter((page) => /^\/(?!\/)/.test(page) && isPage(page))
    .slice(0, MOST_PAGES);
  const seconds = Number(query.get("seconds")) || DEFAULT_SECONDS;
  return { pages, seconds: Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds)) };
}

export class Tour {
  #pages;
  #ms;
  #shownAt;
  #index;
  /** @type {{id: string, at: number, home: string}|null} */
  #turned = null;

  /**
   * @param {Playlist} playlist
   * @param {string} here the address that is shown
   * @param {number} now milliseconds
   */
  constructor({ pages, seconds }, here, now) {
    this.#pages = pages;
    this.#ms = seconds * 1_000;
    this.#index = pages.indexOf(here);
    this.#shownAt = now;
  }

  /**
   * @param {number} now milliseconds
   * @param {string} here the address that is shown
   * @param {Incident[]} critical incidents that nobody has acknowledged and that are not over
   * @returns {string|null} the address to go to; null to stay
   */
  step(now, here, critical) {
    const next = this.#next(now, here, critical);
    return next === here ? null : next;
  }

  /** @param {number} now @param {string} here @param {Incident[]} critical */
  #next(now, here, critical) {
    if (critical.length > 0) return this.#turn(now, here, critical);
    if (this.#turned) {
      const { home } = this.#turned;
      this.#turned = null;
      this.#shownAt = now;
      return home;
    }
    if (this.#pages.length === 0 || now - this.#shownAt < this.#ms) return null;
    this.#shownAt = now;
    this.#index = (this.#index + 1) % this.#pages.length;
    return this.#pages[this.#index];
  }

  /** @param {number} now @param {string} here @param {Incident[]} critical */
  #turn(now, here, critical) {
    const turned = this.#turned;
    const current = turned && critical.find(({ id }) => id === turned.id);
    if (turned && current && now - turned.at < LEAST_MS) return null;
    const newest = critical.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
    if (newest.id === turned?.id) return null;
    this.#turned = { id: newest.id, at: now, home: turned?.home ?? here };
    return newest.address;
  }
}
