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

export class Rules {
  #login;

  /** @param {import("./login.js").Login} login */
  constructor(login) {
    this.#login = login;
  }

  /** @returns {Promise<RuleList>} */
  list() {
    return this.#login.request("GET", "/api/rules");
  }

  /** In words and as a picture of lines. @param {string} id @returns {Promise<string>} */
  async explanation(id) {
    return (await this.#login.request("GET", `/api/rules?${new URLSearchParams({ id })}`)).explanation ?? "";
  }

  /** Puts a rule in force, or to rest. @param {Rule} rule as it was seen @param {boolean} enabled */
  enable({ id, version }, enabled) {
    return this.#login.request("POST", "/api/rules/enabled", { id, version, enabled });
  }
}
