/**
 * Whoever looks at the pages, as somebody whom the server reaches away from them.
 *
 * @typedef {object} Device
 * @property {"webpush"|"android"} kind
 * @property {string} id
 * @property {string} label
 * @property {number} since epoch milliseconds
 *
 * @typedef {object} Preferences
 * @property {string[]} severities
 * @property {string[]} services
 * @property {string[]} regions
 * @property {{from: string, until: string, criticalBreaks: boolean}|null} [quietHours]
 * @property {string[]} ways
 * @property {{daily: boolean, weekly?: string|null, at: string}} digests
 * @property {string} zone
 * @property {string} language
 *
 * @typedef {object} Person
 * @property {string} id
 * @property {string} name
 * @property {string} mail
 * @property {Device[]} devices
 * @property {Preferences} preferences
 */

export class People {
  #login;
  #settings;

  /** @param {import("./login.js").Login} login @param {import("./settings.js").Settings} settings */
  constructor(login, settings) {
    this.#login = login;
    this.#settings = settings;
  }

  /** Whether the server can know who asks: by the token, or by the name kept in the browser. */
  get isKnown() {
    return this.#login.token() !== undefined || this.#settings.get("name") !== "";
  }

  /** @returns {Promise<Person>} */
  me() {
    return this.#ask("GET", "people/me");
  }

  /** @param {{name?: string, mail?: string, preferences?: Partial<Preferences>}} changes @returns {Promise<Person>} */
  change(changes) {
    return this.#ask("PUT", "people/me", changes);
  }

  /** @param {PushSubscriptionJSON & {label: string}} device @returns {Promise<Person>} */
  add(device) {
    return this.#ask("POST", "people/me/devices", device);
  }

  /** @param {string} id @returns {Promise<Person>} */
  remove(id) {
    return this.#ask("DELETE", `people/me/devices/${encodeURIComponent(id)}`);
  }

  /** @param {string} device its id @returns {Promise<{notice: string, outcome: "accepted"|"refused"|"later", detail: string}>} */
  test(device) {
    return this.#ask("POST", "people/me/test", undefined, { device });
  }

  /** The person's own views, and those that others share. @returns {Promise<{views: unknown[], shared: unknown[]}>} */
  views() {
    return this.#ask("GET", "views");
  }

  /**
   * Keeps a view on the server.
   * @param {string} id
   * @param {{name: string, shared: boolean, version: number, tiles: unknown[]}} view with the version on which it is based
   * @returns {Promise<unknown>} the view with its new version
   */
  keepView(id, view) {
    return this.#ask("PUT", `views/${encodeURIComponent(id)}`, view);
  }

  /** @param {string} id */
  removeView(id) {
    return this.#ask("DELETE", `views/${encodeURIComponent(id)}`);
  }

  /**
   * The person looks at a page, which has shown them some incidents.
   * @param {string[]} ids
   * @returns {Promise<boolean>} false for somebody whom the server reaches in no other way
   */
  async looks(ids) {
    const { until } = await this.#ask("POST", "people/me/page", ids.length > 0 ? { ids } : {});
    return until !== undefined;
  }

  /** The key for which this browser subscribes. @returns {Promise<string>} */
  async key() {
    return (await this.#ask("GET", "push/key")).key;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, string>} [query]
   */
  #ask(method, path, body, query = {}) {
    const asked = new URLSearchParams(query);
    if (this.#login.token() === undefined) asked.set("person", this.#settings.get("name"));
    return this.#login.request(method, `/api/${path}?${asked}`, body);
  }
}
