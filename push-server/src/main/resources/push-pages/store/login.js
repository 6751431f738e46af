/**
 * The token by which the server knows the person, where it asks for one. It is kept for this tab
 * alone and sent to nobody but the server, in a header or the first message of a socket.
 */
import { text } from "../texts.js";
import { Kept } from "./kept.js";

const KEY = "colonycraft.token";
/** Three parts of base64url, as a signed JWT has. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** How far this device's clock may be from the issuer's. */
const CLOCK_SKEW_MS = 60_000;

/** The server refused a request; the message is its own. */
export class Refused extends Error {
  /** @param {string} message @param {number} status @param {string} [code] @param {any} [answer] the whole of it */
  constructor(message, status, code, answer) {
    super(message);
    this.status = status;
    this.code = code;
    this.answer = answer;
  }
}

export class Login {
  /** @type {string|null} */
  #refusal = null;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {Set<() => void>} */
  #endListeners = new Set();
  /** Whether the person signed out; then nothing is kept of this page any more. */
  left = false;
  /** What was read at an earlier visit. */
  kept;

  constructor() {
    this.kept = new Kept(this.token() !== undefined);
    if (this.isOver()) this.kept.forget();
  }

  /** What it is now; asked by all that speak to the server. @returns {string|undefined} */
  token = () => {
    try {
      return sessionStorage.getItem(KEY) ?? undefined;
    } catch {
      return undefined;
    }
  };

  /** Whether the token has ended by this device's clock, which the server's may contradict. */
  isOver() {
    const token = this.token();
    return token !== undefined && endOf(token) + CLOCK_SKEW_MS < Date.now();
  }

  /** Of a request. @returns {Record<string, string>} */
  headers() {
    const token = this.token();
    return token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  /**
   * Asks the server's API.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body] sent as JSON
   * @returns {Promise<any>} what it answers
   * @throws {Refused}
   */
  async request(method, path, body) {
    const response = await fetch(path, {
      method,
      headers: { ...this.headers(), "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.ok) return response.json();
    if (response.status === 401 && this.token() !== undefined) this.ended(text("login.ended"));
    const answer = await response.json().catch(() => null);
    const { message, code } = answer?.error ?? {};
    throw new Refused(message ?? String(response.status), response.status, code, answer);
  }

  /** Why the server wants a token, or another one; null while it asks for none. */
  get refusal() {
    return this.#refusal;
  }

  /** The server did not answer for want of a token, or of a scope. @param {string} why */
  refused(why) {
    this.kept.forget();
    if (this.#refusal !== null) return;
    this.#refusal = why;
    this.#listeners.forEach((listener) => listener());
  }

  /**
   * The server takes the token no longer, or never did.
   * @param {string} why
   */
  ended(why) {
    this.refused(why);
    this.#endListeners.forEach((listener) => listener());
  }

  /** @param {() => void} listener called when the server does not take the token */
  onEnded(listener) {
    this.#endListeners.add(listener);
  }

  /** @param {() => void} listener called when the server first asks */
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
      this.kept.forget(); // It may be somebody else's, or see less.
      return "kept";
    } catch {
      return "unkept";
    }
  }

  /** Forgets the token, and what was read with it. */
  forget() {
    this.left = true;
    this.kept.forget();
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Then there is none.
    }
  }
}

/**
 * Epoch milliseconds of a token's `exp`; never, if it can't be read.
 * @param {string} token
 */
function endOf(token) {
  try {
    const claims = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    return Number(JSON.parse(claims).exp) * 1000 || Infinity;
  } catch {
    return Infinity;
  }
}
