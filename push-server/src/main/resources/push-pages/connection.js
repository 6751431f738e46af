/**
 * A WebSocket that comes back by itself, and knows since when it has heard nothing.
 *
 * @typedef {"connecting"|"open"|"waiting"|"closed"} State  waiting: for the next try to connect
 * @typedef {{state: State, retryInMs?: number, reason?: string}} ConnectionState
 */

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const PING_MS = 10_000;
/** Silence after which an open socket is taken for dead; the server answers each ping. */
const DEAD_MS = 25_000;

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

export class Connection {
  #url;
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
  #clockOffset = 0;

  /**
   * @param {string|URL} url
   * @param {{onOpen: function(): void, onMessage: function(object): void}} handlers of each socket that
   *     opens, and of each message but pongs and errors
   */
  constructor(url, { onOpen, onMessage }) {
    this.#url = String(url);
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
    clearTimeout(this.#retryTimer);
    clearInterval(this.#pingTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#become({ state: "closed" });
  }

  #connect() {
    this.#become({ state: "connecting" });
    const socket = new WebSocket(this.#url);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#heardAt = performance.now();
      this.#onOpen();
      this.#ping();
      this.#pingTimer = setInterval(() => this.#check(), PING_MS);
      this.#become({ state: "open" });
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
    if (typeof message.pong === "number") {
      const travel = (performance.now() - this.#pingedAt) / 2;
      this.#clockOffset = message.pong + travel - Date.now();
    } else if (message.error) {
      console.error("The push server refused a message", message.error);
    } else {
      this.#onMessage(message);
    }
  }

  #lost(code, reason) {
    clearInterval(this.#pingTimer);
    this.#socket = null;
    if (isFinal(code)) {
      this.#become({ state: "closed", reason });
      return;
    }
    const retryInMs = retryDelay(this.#tries++);
    this.#retryTimer = setTimeout(() => this.#connect(), retryInMs);
    this.#become({ state: "waiting", retryInMs, reason });
  }

  #check() {
    if (this.silentFor() > DEAD_MS) {
      const socket = this.#socket;
      this.#lost(1006, "no answer");
      socket?.close();
      return;
    }
    this.#ping();
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
