/**
 * The rules as the push server knows them.
 *
 * @typedef {object} Rule
 * @property {string} id
 * @property {string} version of its newest text
 * @property {boolean} changing whether the job has not processed the newest text yet
 * @property {"active"|"resting"|"suspended"|"refused"} [state] absent while the job has said nothing
 * @property {string} [why] it is not active
 * @property {string} [description]
 * @property {string} [severity]
 * @property {string} [key]
 * @property {string} [within]
 * @property {boolean} [switchable] whether it can be put to rest, or back, from here
 * @property {{at: number, message: string}} [failure]
 * @property {number} [hour] epoch milliseconds of the last of the hours
 * @property {number[]} [matches] of the last 24 hours
 * @property {number} [partialMatches]
 * @property {number} [cpuShare]
 *
 * @typedef {{rules: Rule[], textsLoaded: boolean, statesLoaded: boolean}} RuleList
 */

import { text } from "../texts.js";

/** The server refused a request. */
export class Refused extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export class Rules {
  #login;

  /** @param {import("./login.js").Login} login */
  constructor(login) {
    this.#login = login;
  }

  /** @returns {Promise<RuleList>} */
  list() {
    return this.#ask("/api/rules");
  }

  /** In words and as a picture of lines. @param {string} id @returns {Promise<string>} */
  async explanation(id) {
    return (await this.#ask(`/api/rules?${new URLSearchParams({ id })}`)).explanation ?? "";
  }

  /** Puts a rule in force, or to rest. @param {Rule} rule as it was seen @param {boolean} enabled */
  enable({ id, version }, enabled) {
    return this.#ask("/api/rules/enabled", { id, version, enabled });
  }

  /** @param {string} path @param {unknown} [body] */
  async #ask(path, body) {
    const response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...this.#login.headers(), "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.ok) return response.json();
    if (response.status === 401) this.#login.ended(text("login.ended"));
    const answer = await response.json().catch(() => null);
    throw new Refused(answer?.error?.message ?? String(response.status), response.status);
  }
}
