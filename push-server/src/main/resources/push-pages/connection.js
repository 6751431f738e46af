/**
 * A WebSocket that reconnects by itself, and closes a connection that is dead within five seconds.
 *
 * @typedef {"connecting"|"open"|"waiting"|"closed"} State  waiting: for the next try to connect
 * @typedef {{state: State, retryInMs?: number, reason?: string, code?: number}} ConnectionState  code: of
 *     WebSocket, with which a connection was closed for good
 * @typedef {string|function(): (string|undefined|Promise<string|undefined>)} Token  a JWT; a function is asked
 *     at each connection, and again before the token that it gave ends; undefined is no token
 */

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const CHECK_MS = 1_000;
/** A ping follows each silence of this length, so that a dead connection is known soon. */
const QUIET_MS = 1_000;
/** While nobody looks, to spare the battery, and for the clock. */
const PING_MS = 10_000;
/** The server answers each ping; a socket that gets nothing for this long after one is taken for dead. */
const ANSWER_MS = 2_500;
/** A token is renewed this long before its end, or after half of its life if that is shorter. */
const RENEW_MS = 60_000;
const RENEW_AGAIN_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long to wait before a try to connect.
 * @param {number} tries failed so far, from 0
 * @param {number} random from 0 to 1
 */
export function retryDelay(tries, random = Math.random()) {
  const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries, 10));
  return Math.round(most / 2 + (most / 2) * random);
}

/** Whether the server would close the same client again, so that it should not come back. */
export function isFinal(closeCode) {
  return closeCode >= 4400 && closeCode <= 4499;
}

/**
 * The token's text, asked anew of a function.
 * @param {Token} token
 * @returns {Promise<string|undefined>}
 */
export async function tokenOf(token) {
  return typeof token === "function" ? token() : token;
}

export class Connection {
  #url;
  #token;
  #onOpen;
  #onMessage;
  #socket = null;
  #stateListeners = new Set();
  #state = { state: "closed" };
  #tries = 0;
  #retryTimer = 0;
  #pingTimer = 0;
  #heardAt = performance.now();
  #pingedAt = 0;
  #checkedAt = 0;
  #clockOffset = 0;
  #attempts = 0;
  #authenticated = false;
  #tokenEndsAt = null;
  #renewTimer = 0;

  /**
   * @param {string|URL} url
   * @param {{onOpen: function(): void, onMessage: function(object): void, token?: Token}} handlers of each
   *     socket that opens and is let in, and of each message but pongs and errors
   */
  constructor(url, { onOpen, onMessage, token }) {
    this.#url = String(url);
    this.#token = token;
    this.#onOpen = onOpen;
    this.#onMessage = onMessage;
    this.#connect();
  }

  /** Sends an object; false if the socket is not open. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Calls back with the state, now and at each change. */
  onState(callback) {
    this.#stateListeners.add(callback);
    callback(this.#state);
  }

  /** The server's clock, as far as it is known, in epoch milliseconds. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /** Milliseconds since the server was last heard. */
  silentFor() {
    return performance.now() - this.#heardAt;
  }

  /** Ends it for good. */
  close() {
    this.#attempts++;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#renewTimer);
    clearInterval(this.#pingTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#become({ state: "closed" });
  }

  async #connect() {
    this.#become({ state: "connecting" });
    const attempt = ++this.#attempts;
    let token;
    if (this.#token !== undefined) {
      // Before there is a socket, since the server does not wait long for the first message.
      try {
        token = await tokenOf(this.#token);
      } catch (error) {
        if (attempt === this.#attempts) this.#lost(1006, `no token: ${error?.message ?? error}`);
        return;
      }
      if (attempt !== this.#attempts) return;
    }
    this.#openSocket(token);
  }

  #openSocket(token) {
    // In Node, which tells no origin, a token must come with the upgrade; browsers can't do that.
    const withHeader = token !== undefined && globalThis.process?.versions?.node !== undefined;
    const socket = withHeader
      ? new WebSocket(this.#url, { headers: { Authorization: `Bearer ${token}` } })
      : new WebSocket(this.#url);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#heardAt = performance.now();
      this.#authenticated = false;
      this.#tokenEndsAt = null;
      if (token !== undefined) this.send({ action: "authenticate", token });
      if (token === undefined || withHeader) this.#begin();
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    };
    socket.onerror = () => {
      // Of a socket that never opened, Node 20 tells nothing else.
      if (socket === this.#socket && !opened) this.#lost(1006, "");
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code, event.reason);
    };
  }

  #begin() {
    this.#authenticated = true;
    this.#onOpen();
    this.#ping();
    this.#pingTimer = setInterval(() => this.#check(), CHECK_MS);
    this.#become({ state: "open" });
  }

  #receive(text) {
    this.#heardAt = performance.now();
    this.#tries = 0;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      console.error("The push server sent no JSON", text);
      return;
    }
    // Whatever a server says first, it has let us in; one that asks for no token says something else.
    if (!this.#authenticated) this.#begin();
    if (typeof message.pong === "number") {
      const travel = (performance.now() - this.#pingedAt) / 2;
      this.#clockOffset = message.pong + travel - Date.now();
      this.#planRenewal();
    } else if (message.authenticated) {
      this.#tokenEndsAt = message.authenticated.expires;
      this.#planRenewal();
    } else if (message.error) {
      console.error("The push server refused a message", message.error);
    } else {
      this.#onMessage(message);
    }
  }

  #planRenewal() {
    clearTimeout(this.#renewTimer);
    if (typeof this.#token !== "function" || this.#tokenEndsAt === null) return;
    const left = this.#tokenEndsAt - this.now();
    const wait = Math.max(RENEW_AGAIN_MS, left - Math.min(RENEW_MS, left / 2));
    this.#renewTimer = setTimeout(() => this.#renew(), Math.min(wait, LONGEST_TIMER_MS));
  }

  async #renew() {
    const attempt = this.#attempts;
    try {
      const token = await tokenOf(this.#token);
      if (attempt === this.#attempts) this.send({ action: "authenticate", token });
    } catch (error) {
      console.error("There is no new token; trying again", error);
      if (attempt === this.#attempts) this.#planRenewal();
    }
  }

  #lost(code, reason) {
    clearTimeout(this.#renewTimer);
    clearInterval(this.#pingTimer);
    this.#socket = null;
    if (isFinal(code)) {
      this.#become({ state: "closed", reason, code });
      return;
    }
    const retryInMs = retryDelay(this.#tries++);
    this.#retryTimer = setTimeout(() => this.#connect(), retryInMs);
    this.#become({ state: "waiting", retryInMs, reason });
  }

  #check() {
    const now = performance.now();
    // After a pause of the page itself, such as sleep or a hidden tab's slow timers, an answer may wait to be read.
    const paused = now - this.#checkedAt > 2 * CHECK_MS;
    this.#checkedAt = now;
    const sincePing = now - this.#pingedAt;
    const unanswered = this.#pingedAt > this.#heardAt;
    if (unanswered && !paused && sincePing > ANSWER_MS) {
      const socket = this.#socket;
      this.#lost(1006, "no answer");
      socket?.close();
      return;
    }
    const quiet = globalThis.document?.hidden ? PING_MS : QUIET_MS;
    if (paused || sincePing > PING_MS || (!unanswered && this.silentFor() > quiet)) this.#ping();
  }

  #ping() {
    this.#pingedAt = performance.now();
    this.send({ action: "ping" });
  }

  #become(state) {
    this.#state = state;
    this.#stateListeners.forEach((callback) => callback(state));
  }
}
