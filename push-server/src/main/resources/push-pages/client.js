/**
 * Clients of the push server: they reconnect by themselves, get what they missed, and know how old
 * what they have is.
 *
 *   import { NotificationClient, StreamClient } from "/client.js";
 *   const stream = new StreamClient();
 *   const stop = stream.subscribe("active_users", (update) => console.log(update.value));
 *   stream.subscribe("active_users", { platform: "*" }, (update) => …);
 *   stream.onState(({ state, retryInMs }) => …);
 *
 * Where the server asks for tokens, give one, or a function that is asked for a new one in time:
 *
 *   const token = () => fetch("/my/token").then((response) => response.text());
 *   const stream = new StreamClient("wss://push.example.com/stream", { token });
 *   const notifications = new NotificationClient();
 *   notifications.subscribe(({ kind, notification }) => …);
 *
 * @typedef {{metric: string, labels?: Object<string,string>, value: any, timestamp: number, seq?: number,
 *     offset?: number}} Update  `seq` is a place in the stream, `offset` the number of an update out of its turn
 * @typedef {{id: string, type: "info"|"warning"|"critical", title: string, message: string, timestamp: number,
 *     source: string, context?: Object<string,any>, actionUrl?: string, state?: "open"|"resolved", count?: number,
 *     lastSeenAt?: number, resolvedAt?: number, resolution?: "recovered"|"expired"|"replaced"|"rule_changed",
 *     identity?: string, sources?: string[]}} Notification
 * @typedef {{id: string, by?: string, timestamp: number}} Acknowledgement
 * @typedef {{id: string, acknowledged?: {by?: string, note?: string, timestamp: number},
 *     assigned?: {to: string, by?: string, timestamp: number}}} Actions  what people did that holds
 * @typedef {{id: string, title: string, sentence: string, type: "warning"|"critical", open: number, since: number,
 *     service?: string, region?: string, version?: string, traceId?: string, members: string[]}} Group
 * @typedef {{silence: string, labels: Object<string,string>, from: number, until: number, reason: string, by?: string,
 *     planned: boolean, timestamp: number}} Silence
 * @typedef {{kind: "new"|"update", notification: Notification & {group?: string, partOf?: string, interrupts?: false}}
 *     |{kind: "ack", ack: Acknowledgement}|{kind: "actions", actions: Actions}|{kind: "group", group: Group}
 *     |{kind: "silences", silences: Silence[]}} NotificationEvent
 * @typedef {{stream: string, recovered: boolean, reason?: string}} Beginning  recovered: what was missed
 *     follows; otherwise the present does
 * @typedef {import("./connection.js").ConnectionState} ConnectionState
 * @typedef {import("./connection.js").Token} Token
 */
import { Connection, tokenOf } from "./connection.js";

export { isFinal, retryDelay } from "./connection.js";

const ACTIVITY = "activity_feed";
/** Bytes of subscriptions in one message; the server takes 4096 in all. */
const CHUNK_BYTES = 3_000;
/** Ids of notifications that are remembered, so that none is told twice. */
const KNOWN_IDS = 2_000;

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

/** Where a client is in a stream. A place in one epoch means nothing in another. */
class Place {
  #epoch = null;
  #seq = null;

  /** What to say in a subscribe: where it was, or that it begins. */
  get since() {
    return this.#seq === null ? { since: null } : { since: this.#seq, epoch: this.#epoch };
  }

  isIn(epoch) {
    return epoch === this.#epoch;
  }

  /** A server that lags behind another tells again what that has told. */
  has(seq) {
    return this.#seq !== null && seq !== undefined && seq <= this.#seq;
  }

  enter(epoch) {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#seq = null;
  }

  reach(seq) {
    if (this.#epoch !== null && typeof seq === "number" && !this.has(seq)) this.#seq = seq;
  }
}

/** Parts of a list that are short enough for one message each. */
function* chunks(list) {
  let part = [];
  let bytes = 0;
  for (const item of list) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length + 1;
    if (part.length > 0 && bytes + size > CHUNK_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(item);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

function address(path) {
  return new URL(path, location.href.replace(/^http/, "ws"));
}

/** Live metrics and the activity feed. */
export class StreamClient {
  #connection;
  #subscriptions = new Set();
  #beginListeners = new Set();
  #metrics = new Place();
  /** @type {Map<string, number>} the offset of the newest update of each series beyond the place */
  #ahead = new Map();
  #lines = new Place();
  #begun = false;
  #synced = false;
  #pace = null;
  #skipped = 0;

  /**
   * @param {string|URL} [url] of the stream; by default that of the page's own server
   * @param {{token?: Token}} [options]
   */
  constructor(url = address("/stream"), { token } = {}) {
    this.#connection = new Connection(url, {
      token,
      onOpen: () => this.#open(),
      onMessage: (message) => this.#receive(message),
    });
  }

  /**
   * Calls back with each update that matches, the last known ones at once. After a break it gets
   * those that it missed, or, if the server does not have these any more, the last known ones.
   * @param {string} metric a name, or a pattern with *
   * @param {Object<string,string>|function(Update): void} labels names to values, * for any; none means the total
   * @param {function(Update): void} [callback]
   * @returns {function(): void} ends the subscription
   */
  subscribe(metric, labels, callback) {
    const subscription =
      typeof labels === "function"
        ? { metric, labels: {}, callback: labels, begun: false, synced: false }
        : { metric, labels, callback, begun: false, synced: false };
    this.#subscriptions.add(subscription);
    this.#send([subscription], { since: null });
    return () => {
      this.#subscriptions.delete(subscription);
      const key = keyOf(subscription);
      const others = [...this.#subscriptions].some((s) => keyOf(s) === key);
      if (!others) this.#connection.send({ action: "unsubscribe", ...selectorOf(subscription) });
    };
  }

  /**
   * Asks to be told less often, for a phone that runs on its battery: in between the newest value of
   * each series waits.
   * @param {number|null} maxUpdatesPerSecond for example 0.2; null for no limit
   */
  pace(maxUpdatesPerSecond) {
    this.#pace = maxUpdatesPerSecond;
    this.#connection.send({ action: "pace", maxUpdatesPerSecond });
  }

  /**
   * Calls back with the state of the connection, now and at each change.
   * @param {function(ConnectionState): void} callback
   */
  onState(callback) {
    this.#connection.onState(callback);
  }

  /**
   * Calls back when a stream begins, at each connection: with `recovered` what was missed follows,
   * without it the present, and a chart has a gap.
   * @param {function(Beginning): void} callback
   */
  onBegin(callback) {
    this.#beginListeners.add(callback);
  }

  /** The server's clock, as far as it is known, in epoch milliseconds. */
  now() {
    return this.#connection.now();
  }

  /** How old what this client has is at most: milliseconds since the server last said anything. */
  age() {
    return this.#connection.silentFor();
  }

  /** Values that were left out so far, since newer ones came before this client could take them. */
  skipped() {
    return this.#skipped;
  }

  /** Ends the connection for good. */
  close() {
    this.#connection.close();
  }

  #open() {
    this.#begun = false;
    this.#synced = false;
    if (this.#pace !== null) {
      this.#connection.send({ action: "pace", maxUpdatesPerSecond: this.#pace });
    }
    const all = [...this.#subscriptions];
    all.forEach((s) => (s.begun = false));
    this.#send(
      all.filter((s) => s.metric !== ACTIVITY && s.synced),
      this.#metrics.since,
    );
    this.#send(
      all.filter((s) => s.metric !== ACTIVITY && !s.synced),
      { since: null },
    );
    this.#send(
      all.filter((s) => s.metric === ACTIVITY),
      this.#lines.since,
    );
  }

  #send(subscriptions, since) {
    const unique = [...new Map(subscriptions.map((s) => [keyOf(s), selectorOf(s)])).values()];
    for (const part of chunks(unique)) {
      this.#connection.send({ action: "subscribe", subscriptions: part, ...since });
    }
  }

  #receive(message) {
    if (message.subscribed) {
      this.#begin(message.subscribed);
    } else if (message.synced) {
      this.#sync(message);
    } else if (typeof message.metric === "string") {
      this.#update(message);
    }
  }

  #begin({ subscriptions, epoch, recovered, reason }) {
    this.#begun = true;
    const keys = new Set(subscriptions.map(keyOf));
    this.#subscriptions.forEach((s) => (s.begun ||= keys.has(keyOf(s))));
    const stream = subscriptions.some((s) => s.metric === ACTIVITY) ? ACTIVITY : "metrics";
    if (stream === ACTIVITY) {
      this.#lines.enter(epoch);
    } else {
      // Of another epoch, offsets say nothing; a subscription that begins anew receives whatever comes.
      if (!this.#metrics.isIn(epoch)) this.#ahead.clear();
      if (!recovered) this.#subscriptions.forEach((s) => (s.synced &&= !keys.has(keyOf(s))));
    }
    this.#beginListeners.forEach((callback) => callback({ stream, recovered, reason }));
  }

  #sync({ synced: { stream, epoch, skipped = 0 }, seq }) {
    this.#skipped += skipped;
    const place = stream === ACTIVITY ? this.#lines : this.#metrics;
    place.enter(epoch);
    place.reach(seq);
    if (stream !== "metrics") return;
    this.#synced = true;
    this.#subscriptions.forEach((s) => (s.synced ||= s.begun));
    for (const [series, offset] of this.#ahead) if (place.has(offset)) this.#ahead.delete(series);
  }

  #update(message) {
    // Before it is asked, the server tells every total; what was missed must come first.
    if (!this.#begun) return;
    const place = message.metric === ACTIVITY ? this.#lines : this.#metrics;
    if (message.seq !== undefined) {
      if (place.has(message.seq)) return;
      if (message.metric === ACTIVITY || this.#synced) place.reach(message.seq);
    }
    const old = message.metric !== ACTIVITY && this.#isOld(message);
    for (const s of this.#subscriptions) {
      if (!(old && s.synced) && matches(s.metric, s.labels, message)) s.callback(message);
    }
  }

  /**
   * Whether a newer update of the series was received already: after a reconnect the server sends all since the place,
   * and what it sent out of turn lies beyond that.
   */
  #isOld({ metric, labels, seq, offset }) {
    if (offset === undefined && this.#ahead.size === 0) return false;
    const series = keyOf({ metric, labels });
    const newest = this.#ahead.get(series) ?? -1;
    if ((seq ?? offset) < newest || this.#metrics.has(offset)) return true;
    if (offset !== undefined) this.#ahead.set(series, offset);
    return false;
  }
}

function selectorOf({ metric, labels }) {
  return Object.keys(labels).length > 0 ? { metric, labels } : { metric };
}

function keyOf({ metric, labels = {} }) {
  return JSON.stringify([metric, Object.entries(labels).sort()]);
}

/** Notifications: each once, with its changes and acknowledgements. */
export class NotificationClient {
  #connection;
  #api;
  #token;
  #listeners = new Set();
  #place = new Place();
  #begun = false;
  #early = [];
  #known = new Set();

  /**
   * @param {string|URL} [url] of the stream; by default that of the page's own server
   * @param {string|URL} [api] of the list of notifications
   * @param {{token?: Token}} [options]
   */
  constructor(
    url = address("/notifications/stream"),
    api = new URL("/api/notifications", String(url).replace(/^ws/, "http")),
    { token } = {},
  ) {
    this.#api = String(api);
    this.#token = token;
    this.#connection = new Connection(url, {
      token,
      onOpen: () => {
        this.#begun = false;
        this.#early = [];
        this.#connection.send({ action: "subscribe", ...this.#place.since });
      },
      onMessage: (message) => this.#receive(message),
    });
  }

  /**
   * Calls back with each notification that comes from now on, once; with each that changes; and with
   * each acknowledgement.
   * @param {function(NotificationEvent): void} callback
   * @returns {function(): void} ends it
   */
  subscribe(callback) {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /**
   * The newest notifications, newest first, each with `acknowledged` if it is.
   * @param {number} [limit]
   * @param {"open"|"resolved"|"all"} [state] `open`: incidents that have not ended
   * @returns {Promise<(Notification & {acknowledged?: Acknowledgement})[]>}
   */
  async list(limit = 50, state = "all") {
    const response = await fetch(`${this.#api}?limit=${limit}&state=${state}`, {
      headers: await this.#headers(),
    });
    if (!response.ok) throw new Error(`The list of notifications is not there (${response.status})`);
    return (await response.json()).notifications;
  }

  /**
   * Tells everybody that somebody has taken note of a notification.
   * @param {string} id
   * @param {string} [by] who it is; where the server asks for tokens it takes the token's subject
   * @returns {Promise<Acknowledgement>} fails if that was not possible, with the answer's `status`: 403 if the
   *     token lacks the scope notifications:acknowledge; try again after another
   */
  async acknowledge(id, by) {
    const response = await fetch(`${this.#api}/${encodeURIComponent(id)}/ack`, {
      method: "POST",
      headers: await this.#headers(),
      body: JSON.stringify(by === undefined ? {} : { by }),
    });
    if (!response.ok) {
      const why = response.status === 403 ? await response.text() : "";
      const problem = new Error(`It could not be acknowledged (${response.status}). ${why}`.trim());
      throw Object.assign(problem, { status: response.status });
    }
    return response.json();
  }

  /**
   * The incidents that are open, newest first, with the groups of several and the silences.
   * @returns {Promise<{incidents: Notification[], groups: Group[], silences: Silence[]}>}
   */
  async incidents() {
    return this.#get("incidents?limit=500");
  }

  /**
   * One incident: the others of its group, what it is made of, and all that people did.
   * @param {string} id
   * @returns {Promise<{incident: Notification, group?: Group, others: Notification[], parts: Notification[],
   *     acts: {what: "acknowledge"|"undo"|"assign", by?: string, to?: string, note?: string, timestamp: number}[]}>}
   */
  async incident(id) {
    return this.#get(`incidents/${encodeURIComponent(id)}`);
  }

  /**
   * Does something about incidents, for everybody: `acknowledge` and `undo` (within 10 s) with `ids`, `assign` with
   * `ids` and `to`, `silence` with `labels`, `reason` and `minutes` or `from` and `until`, `end-silence` with `id`.
   * @param {"acknowledge"|"undo"|"assign"|"silence"|"end-silence"} action
   * @param {Object<string,any>} body
   * @returns {Promise<any>} fails if it could not be done; the message says why, `status` is that of the answer
   */
  async act(action, body) {
    const response = await fetch(new URL(`actions/${action}`, this.#api), {
      method: "POST",
      headers: await this.#headers(),
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok) {
      const problem = new Error(answer?.error?.message ?? `It could not be done (${response.status})`);
      throw Object.assign(problem, { status: response.status });
    }
    return answer;
  }

  /**
   * Calls back with the state of the connection, now and at each change.
   * @param {function(ConnectionState): void} callback
   */
  onState(callback) {
    this.#connection.onState(callback);
  }

  /** The server's clock, as far as it is known, in epoch milliseconds. */
  now() {
    return this.#connection.now();
  }

  /** Milliseconds since the server last said anything. */
  age() {
    return this.#connection.silentFor();
  }

  /** Ends the connection for good. */
  close() {
    this.#connection.close();
  }

  async #get(path) {
    const response = await fetch(new URL(path, this.#api), { headers: await this.#headers() });
    if (!response.ok) throw new Error(`It is not there (${response.status})`);
    return response.json();
  }

  async #headers() {
    const token = await tokenOf(this.#token);
    return token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  #receive(message) {
    if (message.subscribed) {
      this.#place.enter(message.subscribed.epoch);
      this.#begun = true;
    } else if (!this.#begun) {
      // It came before the answer to subscribe; what was missed comes first.
      this.#early.push(message);
    } else {
      const before = message.synced ? Infinity : message.seq;
      while (this.#early.length > 0 && (this.#early[0].seq ?? -1) < before) this.#take(this.#early.shift());
      this.#take(message);
    }
  }

  #take(message) {
    if (message.synced) {
      this.#place.enter(message.synced.epoch);
    } else if (message.ack) {
      this.#tell({ kind: "ack", ack: message.ack });
    } else if (message.actions) {
      this.#tell({ kind: "actions", actions: message.actions });
    } else if (message.group?.members) {
      this.#tell({ kind: "group", group: message.group });
    } else if (message.silences) {
      this.#tell({ kind: "silences", silences: message.silences });
    } else if (message.update) {
      this.#remember(message.update.id);
      this.#tell({ kind: "update", notification: message.update });
    } else if (message.current) {
      this.#tell({
        kind: this.#remember(message.current.id) ? "new" : "update",
        notification: message.current,
      });
    } else if (typeof message.id === "string") {
      const { seq, ...notification } = message;
      if (this.#remember(message.id)) this.#tell({ kind: "new", notification });
    }
    this.#place.reach(message.seq);
  }

  /** Whether the id is new. */
  #remember(id) {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    if (this.#known.size > KNOWN_IDS) this.#known.delete(this.#known.values().next().value);
    return true;
  }

  #tell(event) {
    this.#listeners.forEach((callback) => callback(event));
  }
}
