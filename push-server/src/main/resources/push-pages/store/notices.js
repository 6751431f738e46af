/**
 * The notifications that the pages know, each once, with who has taken note. Knows no DOM.
 *
 * @typedef {{id: string, by?: string, timestamp: number}} Acknowledgement
 * @typedef {object} Notice
 * @property {string} id
 * @property {"info"|"warning"|"critical"} type
 * @property {string} title
 * @property {string} message
 * @property {number} timestamp
 * @property {string} source
 * @property {Record<string, unknown>} [context]
 * @property {string} [actionUrl]
 * @property {"open"|"resolved"} [state] of a warning or critical
 * @property {number} [count] how often it was seen
 * @property {number} [lastSeenAt]
 * @property {number} [resolvedAt]
 * @property {"recovered"|"expired"|"replaced"|"rule_changed"} [resolution]
 * @property {string} [identity]
 * @property {string[]} [sources] `rule:ID` or `alert:NAME`
 * @property {Acknowledgement} [acknowledged]
 *
 * @typedef {object} NoticeSource  what this asks of a client of the push server
 * @property {(callback: (event: any) => void) => () => void} subscribe
 * @property {(limit?: number, state?: "open") => Promise<Notice[]>} list
 * @property {(id: string, by?: string) => Promise<Acknowledgement>} acknowledge
 * @property {(callback: (state: any) => void) => void} onState
 */

const MOST = 1_000;
const SEVERITY = { critical: 0, warning: 1, info: 2 };

export class Notices {
  #source;
  #gate;
  /** @type {Map<string, Notice>} */
  #known = new Map();
  /** @type {Map<string, Acknowledgement>} */
  #early = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {Set<(notice: Notice) => void>} */
  #newListeners = new Set();
  loaded = false;
  /** Whether changes arrive. */
  connected = false;

  /**
   * @param {NoticeSource} source
   * @param {import("./gate.js").Gate} gate
   * @param {Notice[]} [kept] of an earlier visit
   */
  constructor(source, gate, kept = []) {
    this.#source = source;
    this.#gate = gate;
    kept.forEach((notice) => this.#known.set(notice.id, notice));
    source.subscribe((event) => gate.pass(() => this.#take(event), true));
    source.onState(({ state }) => {
      this.connected = state === "open";
      if (this.connected) this.load();
      else this.#changed();
    });
  }

  /** Reads what there is; those are not news. */
  async load() {
    try {
      // What is open may be older than the newest.
      const lists = await Promise.all([this.#source.list(500), this.#source.list(500, "open")]);
      this.#gate.pass(() => {
        for (const notice of lists.flat()) this.#put(notice);
        this.loaded = true;
        this.#changed();
      }, true);
    } catch {
      // The connection says that it is away; it is read again when that is back.
    }
  }

  /** Newest first. @returns {Notice[]} */
  all() {
    return [...this.#known.values()].sort((a, b) => b.timestamp - a.timestamp);
  }

  /** What nobody has taken note of and is not over, the worst first. @returns {Notice[]} */
  open() {
    return this.all()
      .filter(isOpen)
      .sort((a, b) => SEVERITY[a.type] - SEVERITY[b.type] || b.timestamp - a.timestamp);
  }

  /** What is not over, the worst first, information left out. @returns {Notice[]} */
  incidents() {
    return this.all()
      .filter((notice) => !isResolved(notice) && notice.type !== "info")
      .sort((a, b) => SEVERITY[a.type] - SEVERITY[b.type] || b.timestamp - a.timestamp);
  }

  /** @param {string} id */
  find(id) {
    return this.#known.get(id);
  }

  /** @param {() => void} listener to every change */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {(notice: Notice) => void} listener to each new notification, once */
  onNew(listener) {
    this.#newListeners.add(listener);
  }

  /** Forgets all of them, since whoever looks may not see them any more. */
  forget() {
    this.#known.clear();
    this.#early.clear();
    this.loaded = false;
    this.#gate.forget();
    this.#changed();
  }

  /**
   * Tells everybody that somebody has taken note.
   * @param {string} id
   * @param {string} [by]
   */
  async acknowledge(id, by) {
    this.#acknowledged(await this.#source.acknowledge(id, by));
  }

  /** @param {{kind: "new"|"update"|"ack", notification?: Notice, ack?: Acknowledgement}} event */
  #take(event) {
    if (event.ack) {
      this.#acknowledged(event.ack);
    } else if (event.notification) {
      const known = this.#known.has(event.notification.id);
      this.#put(event.notification);
      this.#changed();
      const notice = this.#known.get(event.notification.id);
      if (event.kind === "new" && !known && notice && isOpen(notice))
        this.#newListeners.forEach((l) => l(notice));
    }
  }

  /** @param {Notice} notice */
  #put(notice) {
    if (typeof notice?.id !== "string") return;
    const acknowledged =
      notice.acknowledged ?? this.#known.get(notice.id)?.acknowledged ?? this.#early.get(notice.id);
    const type = notice.type in SEVERITY ? notice.type : "info";
    this.#known.set(notice.id, { ...notice, type, acknowledged });
    this.#early.delete(notice.id);
    if (this.#known.size > MOST) {
      const oldest = [...this.#known.values()].reduce((a, b) => (a.timestamp <= b.timestamp ? a : b));
      this.#known.delete(oldest.id);
    }
  }

  /** @param {Acknowledgement} ack */
  #acknowledged(ack) {
    const notice = this.#known.get(ack.id);
    if (notice) this.#known.set(ack.id, { ...notice, acknowledged: notice.acknowledged ?? ack });
    else if (this.#early.size < MOST) this.#early.set(ack.id, ack);
    this.#changed();
  }

  #changed() {
    this.#listeners.forEach((listener) => listener());
  }
}

/** @param {Notice} notice */
export function isOpen(notice) {
  return !notice.acknowledged && !isResolved(notice);
}

/** @param {Notice} notice */
export function isResolved(notice) {
  return notice.state === "resolved" || Boolean(notice.resolvedAt);
}
