/**
 * What was read at an earlier visit, with which the pages begin. What was read with a token is kept for the tab
 * alone, beside the token, and never longer than it; without one it is kept in the browser.
 */

const PREFIX = "colonycraft.";
const NAMES = ["values", "notices", "catalogue"];

export class Kept {
  #signedIn;

  /** @param {boolean} signedIn whether there is a token */
  constructor(signedIn) {
    this.#signedIn = signedIn;
    // Of a visit without a token, which somebody else may have made.
    if (signedIn) forgetIn(() => localStorage);
  }

  /**
   * What is kept under a name, or what to take instead where that is missing or broken.
   * @template T
   * @param {string} name
   * @param {T} absent
   * @returns {any}
   */
  read(name, absent) {
    try {
      return JSON.parse(this.#storage().getItem(PREFIX + name) ?? "null") ?? absent;
    } catch {
      return absent;
    }
  }

  /** @param {string} name @param {unknown} value */
  write(name, value) {
    try {
      this.#storage().setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // The next visit begins with nothing.
    }
  }

  /** Forgets everything, wherever it is kept. */
  forget() {
    forgetIn(() => localStorage);
    forgetIn(() => sessionStorage);
  }

  #storage() {
    return this.#signedIn ? sessionStorage : localStorage;
  }
}

/** @param {() => Storage} storage which a browser may refuse to give */
function forgetIn(storage) {
  try {
    for (const name of NAMES) storage().removeItem(PREFIX + name);
  } catch {
    // Then nothing was kept.
  }
}
