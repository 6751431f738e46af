/**
 * The token by which the server knows the person, where it asks for one. It is kept for this tab
 * alone and told to nobody but the server, in a header or the first message of a socket.
 */

const KEY = "colonycraft.token";
/** Three parts of base64url, as a signed JWT has. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export class Login {
  /** @type {string|null} */
  #refusal = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** Whether the person signed out; then nothing is kept of this page any more. */
  left = false;

  /** What it is now; asked by all that speak to the server. @returns {string|undefined} */
  token = () => {
    try {
      return sessionStorage.getItem(KEY) ?? undefined;
    } catch {
      return undefined;
    }
  };

  /** Of a request. @returns {Record<string, string>} */
  headers() {
    const token = this.token();
    return token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  /** Why the server wants a token, or another one; null while it asks for none. */
  get refusal() {
    return this.#refusal;
  }

  /** The server did not answer for want of a token. @param {string} why */
  refused(why) {
    if (this.#refusal !== null) return;
    this.#refusal = why;
    this.#listeners.forEach((listener) => listener());
  }

  /** @param {() => void} listener told when the server first asks */
  onRefused(listener) {
    this.#listeners.add(listener);
  }

  /**
   * Keeps a token as a person pasted it. The page must be loaded again to use it everywhere.
   * @param {string} text
   * @returns {"kept"|"malformed"|"unkept"} `unkept`: the browser keeps nothing for pages
   */
  keep(text) {
    const token = text.trim().replace(/^Bearer\s+/i, "");
    if (!JWT.test(token)) return "malformed";
    try {
      sessionStorage.setItem(KEY, token);
      return "kept";
    } catch {
      return "unkept";
    }
  }

  /** Forgets the token. */
  forget() {
    this.left = true;
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Then there is none.
    }
  }
}
