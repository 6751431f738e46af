/**
 * A client of the push server's /stream: reconnects by itself, subscribes again after it, and knows
 * whether what it has is fresh.
 *
 *   import { StreamClient } from "/client.js";
 *   const stream = new StreamClient();
 *   const stop = stream.subscribe("active_users", (update) => console.log(update.value));
 *   stream.subscribe("active_users", { platform: "*" }, (update) => …);
 *   stream.onState(({ state, retryInMs }) => …);
 *
 * @typedef {{metric: string, labels?: Object<string,string>, value: any, timestamp: number}} Update
 * @typedef {"connecting"|"open"|"waiting"|"closed"} State  waiting: for the next try to connect
 * @typedef {{state: State, retryInMs?: number, reason?: string}} Connection
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

/** Whether a subscription means this update; the server's own rule. */
export function matches(metric, labels, update) {
  const its = update.labels ?? {};
  const names = Object.keys(labels);
  if (names.length !== Object.keys(its).length) return false;
  if (!names.every((n) => Object.hasOwn(its, n) && (labels[n] === "*" || labels[n] === its[n]))) return false;
  if (!metric.includes("*")) return metric === update.metric;
  const parts = metric.split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(update.metric);
}

export class StreamClient {
  #url;
  #socket = null;
  #subscriptions = new Set();
  #stateListeners = new Set();
  #connection = { state: "closed" };
  #tries = 0;
  #retryTimer = 0;
  #pingTimer = 0;
  #heardAt = 0;
  #pingedAt = 0;
  #clockOffset = 0;

  /** @param {string|URL} [url] of the stream; by default that of the page's own server */
  constructor(url = new URL("/stream", location.href.replace(/^http/, "ws"))) {
    this.#url = String(url);
    this.#connect();
  }

  /**
   * Calls back with each update that matches, the last known ones at once.
   * @param {string} metric a name, or a pattern with *
   * @param {Object<string,string>|function(Update): void} labels names to values, * for any; none means the total
   * @param {function(Update): void} [callback]
   * @returns {function(): void} ends the subscription
   */
  subscribe(metric, labels, callback) {
    const subscription =
      typeof labels === "function"
        ? { metric, labels: {}, callback: labels }
        : { metric, labels, callback };
    this.#subscriptions.add(subscription);
    this.#send("subscribe", subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      const key = JSON.stringify([subscription.metric, subscription.labels]);
      const others = [...this.#subscriptions].some((s) => JSON.stringify([s.metric, s.labels]) === key);
      if (!others) this.#send("unsubscribe", subscription);
    };
  }

  /**
   * Calls back with the state of the connection, now and at each change.
   * @param {function(Connection): void} callback
   */
  onState(callback) {
    this.#stateListeners.add(callback);
    callback(this.#connection);
  }

  /** The server's clock, as far as it is known, in epoch milliseconds. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /** Ends the connection for good. */
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
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#heardAt = performance.now();
      this.#subscriptions.forEach((s) => this.#send("subscribe", s));
      this.#ping();
      this.#pingTimer = setInterval(() => this.#check(), PING_MS);
      this.#become({ state: "open" });
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(event.data);
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
    if (typeof message.metric === "string") {
      for (const s of this.#subscriptions) {
        if (matches(s.metric, s.labels, message)) s.callback(message);
      }
    } else if (typeof message.pong === "number") {
      const travel = (performance.now() - this.#pingedAt) / 2;
      this.#clockOffset = message.pong + travel - Date.now();
    } else if (message.error) {
      console.error("The push server refused a message", message.error);
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
    if (performance.now() - this.#heardAt > DEAD_MS) {
      const socket = this.#socket;
      this.#lost(1006, "no answer");
      socket?.close();
      return;
    }
    this.#ping();
  }

  #ping() {
    this.#pingedAt = performance.now();
    this.#socket.send('{"action":"ping"}');
  }

  #send(action, { metric, labels }) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return; // Sent when it opens.
    const message = { action, metric };
    if (Object.keys(labels).length > 0) message.labels = labels;
    this.#socket.send(JSON.stringify(message));
  }

  #become(connection) {
    this.#connection = connection;
    this.#stateListeners.forEach((callback) => callback(connection));
  }
}
