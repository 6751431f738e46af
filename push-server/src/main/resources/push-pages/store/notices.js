/**
 * The notifications that the pages know, each once, with who has taken note. Knows no DOM.
 *
 * @typedef {{id?: string, by?: string, note?: string, timestamp: number}} Acknowledgement
 * @typedef {{to: string, by?: string, timestamp: number}} Assignment
 * @typedef {import("../client.js").Group} Group
 * @typedef {import("../client.js").Silence} Silence
 * @typedef {import("../client.js").Details} Details
 * @typedef {import("../client.js").Act} Act
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
 * @property {{step: string, type: string, timestamp: number, facts?: Record<string, string|number>}[]} [events] of the newest match
 * @property {Acknowledgement} [acknowledged]
 * @property {Assignment} [assigned]
 * @property {string} [group] id of the first incident of its group
 * @property {string} [partOf] id of the incident within which it is shown
 * @property {boolean} [interrupts] of a new one: false if nobody is to be interrupted for it
 *
 * @typedef {object} NoticeSource  what this asks of a client of the push server
 * @property {(callback: (event: any) => void) => () => void} subscribe
 * @property {(limit?: number) => Promise<Notice[]>} list
 * @property {() => Promise<{incidents: Notice[], groups: Group[], silences: Silence[]}>} incidents
 * @property {(id: string) => Promise<import("../client.js").Details>} incident
 * @property {(action: "acknowledge"|"undo"|"assign"|"silence"|"end-silence", body: object) => Promise<any>} act
 * @property {(callback: (state: any) => void) => void} onState
 */

import { isAboutPeople } from "../metrics.js";

const MOST = 1_000;
/** An incident began before it was noticed. */
const UNNOTICED_MS = 60_000;
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
  /** Groups of several, by the id of their first. @type {Map<string, Group>} */
  #groups = new Map();
  /** @type {Silence[]} */
  silences = [];
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
      const [list, open] = await Promise.all([this.#source.list(500), this.#source.incidents()]);
      this.#gate.pass(() => {
        for (const notice of [...list, ...open.incidents]) this.#put(notice, true);
        this.#groups = new Map(open.groups.map((group) => [group.id, group]));
        this.silences = open.silences;
        this.loaded = true;
        this.#changed();
      }, true);
    } catch {
      // The connection says that it is away; it is read again when that is back.
    }
  }

  /** Newest first; what is shown within another one is left out. @returns {Notice[]} */
  all() {
    return [...this.#known.values()].filter((n) => !n.partOf).sort((a, b) => b.timestamp - a.timestamp);
  }

  /** What needs someone: not over, not acknowledged, not silenced; the worst first. @returns {Notice[]} */
  open() {
    return this.all()
      .filter((notice) => isOpen(notice) && !this.silenceOf(notice))
      .sort((a, b) => SEVERITY[a.type] - SEVERITY[b.type] || b.timestamp - a.timestamp);
  }

  /** What is not over, the worst first, information left out. @returns {Notice[]} */
  incidents() {
    return this.all()
      .filter((notice) => !isResolved(notice) && notice.type !== "info")
      .sort((a, b) => SEVERITY[a.type] - SEVERITY[b.type] || b.timestamp - a.timestamp);
  }

  /**
   * When incidents went on that can have moved a series: those of its service and region, and of all for a total. A
   * number of people is moved by what is about a whole region alone.
   * @param {import("./series.js").Series} series
   * @returns {[number, number][]} begin and end, a minute before it was noticed included
   */
  timesOf({ metric, labels }) {
    return this.all()
      .filter((notice) => notice.type !== "info" && mayMove(notice, metric, labels))
      .map((notice) => [notice.timestamp - UNNOTICED_MS, notice.resolvedAt ?? Infinity]);
  }

  /** The group of several that a notice stands in. @param {Notice} notice @returns {Group|undefined} */
  groupOf(notice) {
    return this.#groups.get(notice.group ?? "");
  }

  /** The silence that holds longest for a notice; the server's own rule. @param {Notice} notice */
  silenceOf(notice) {
    const now = this.#gate.now();
    return this.silences
      .filter(({ from, until, labels }) => {
        if (now < from || now >= until) return false;
        return Object.entries(labels).every(([name, value]) => labelOf(notice, name) === value);
      })
      .sort((a, b) => b.until - a.until)[0];
  }

  /** One with the others of its group, what it is made of, and all that people did. @param {string} id */
  details(id) {
    return this.#source.incident(id);
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
    this.#groups.clear();
    this.silences = [];
    this.loaded = false;
    this.#gate.forget();
    this.#changed();
  }

  /**
   * Acknowledges for everybody.
   * @param {string[]} ids
   * @param {string} [by]
   * @param {string} [note]
   */
  async acknowledge(ids, by, note) {
    await this.#source.act("acknowledge", { ids, by, note });
    for (const id of ids) this.#acknowledged({ id, by, note, timestamp: Date.now() });
  }

  /** Takes acknowledgements back, within ten seconds. @param {string[]} ids @param {string} [by] */
  async undo(ids, by) {
    await this.#source.act("undo", { ids, by });
    for (const id of ids) this.#acted({ id, assigned: this.#known.get(id)?.assigned });
  }

  /** @param {string} id @param {string} to nobody if it is empty @param {string} [by] */
  async assign(id, to, by) {
    await this.#source.act("assign", { ids: [id], to: to || undefined, by });
  }

  /** @param {{labels: Record<string, string>, minutes?: number, from?: number, until?: number, reason: string, by?: string, planned?: boolean}} silence */
  async silence(silence) {
    await this.#source.act("silence", silence);
  }

  /** @param {string} id @param {string} [by] */
  async endSilence(id, by) {
    await this.#source.act("end-silence", { id, by });
  }

  /** @param {import("../client.js").NotificationEvent} event */
  #take(event) {
    if (event.kind === "ack") {
      this.#acknowledged(event.ack);
    } else if (event.kind === "actions") {
      this.#acted(event.actions);
    } else if (event.kind === "group") {
      this.#group(event.group);
    } else if (event.kind === "silences") {
      this.silences = event.silences;
      this.#changed();
    } else if (event.notification) {
      const known = this.#known.has(event.notification.id);
      this.#put(event.notification);
      this.#changed();
      const notice = this.#known.get(event.notification.id);
      if (
        event.kind === "new" &&
        !known &&
        notice &&
        isOpen(notice) &&
        event.notification.interrupts !== false
      )
        this.#newListeners.forEach((l) => l(notice));
    }
  }

  /** @param {Notice} notice @param {boolean} [whole] whether it says what people did */
  #put(notice, whole = false) {
    if (typeof notice?.id !== "string") return;
    const before = this.#known.get(notice.id);
    const early = this.#early.get(notice.id);
    const acknowledged = whole ? notice.acknowledged : (notice.acknowledged ?? before?.acknowledged ?? early);
    const assigned = whole ? notice.assigned : (notice.assigned ?? before?.assigned);
    const type = notice.type in SEVERITY ? notice.type : "info";
    this.#known.set(notice.id, { ...notice, type, acknowledged, assigned });
    this.#early.delete(notice.id);
    if (this.#known.size > MOST) {
      const oldest = [...this.#known.values()].reduce((a, b) => (a.timestamp <= b.timestamp ? a : b));
      this.#known.delete(oldest.id);
    }
  }

  /** @param {Acknowledgement & {id: string}} ack */
  #acknowledged(ack) {
    const notice = this.#known.get(ack.id);
    if (notice) this.#known.set(ack.id, { ...notice, acknowledged: notice.acknowledged ?? ack });
    else if (this.#early.size < MOST) this.#early.set(ack.id, ack);
    this.#changed();
  }

  /** @param {import("../client.js").Actions} actions */
  #acted({ id, acknowledged, assigned }) {
    const notice = this.#known.get(id);
    if (notice) this.#known.set(id, { ...notice, acknowledged, assigned });
    this.#changed();
  }

  /** @param {Group} group */
  #group(group) {
    if (group.members.length > 1) this.#groups.set(group.id, group);
    else this.#groups.delete(group.id);
    for (const id of group.members) {
      const notice = this.#known.get(id);
      if (notice) this.#known.set(id, { ...notice, group: group.id });
    }
    if (this.#groups.size > MOST) this.#groups.delete(this.#groups.keys().next().value ?? "");
    this.#changed();
  }

  #changed() {
    this.#listeners.forEach((listener) => listener());
  }
}

/** @param {Notice} notice @param {string} metric @param {Record<string, string>} labels */
function mayMove(notice, metric, labels) {
  const [service, region] = [labelOf(notice, "service"), labelOf(notice, "region")];
  if (!service && !region) return false;
  if (service && isAboutPeople(metric)) return false;
  return [
    [service, labels.service],
    [region, labels.region],
  ].every(([its, wanted]) => !its || !wanted || its === wanted);
}

/** @param {Notice} notice */
export function isOpen(notice) {
  return !notice.acknowledged && !isResolved(notice);
}

/** @param {Notice} notice */
export function isResolved(notice) {
  return notice.state === "resolved" || Boolean(notice.resolvedAt);
}

/** The value of a label of the context, or of `id`, `type` and `source`. @param {Notice} notice @param {string} name */
export function labelOf(notice, name) {
  if (name === "id" || name === "type" || name === "source") return notice[name];
  const value = notice.context?.[name];
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}
