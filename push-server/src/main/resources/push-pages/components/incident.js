/**
 * `<cc-incident>`: one incident. Its first three lines say what is broken, since when and how bad, and what changed
 * before it; then what can be done, its time line, and the ways on.
 */
import { el, statusMark } from "../dom.js";
import { age, dateAndTime, duration, timeOfDay } from "../format.js";
import { incidentLink, link } from "../router.js";
import { isResolved } from "../store/notices.js";
import { plural, text } from "../texts.js";
import { incidentActions } from "./incident-actions.js";
import { IncidentChanges } from "./incident-changes.js";
import { matchedEvents } from "./incident-events.js";
import { groupText, noticeCards, reasonOf, safeAddress, stateMarks, waysOn } from "./notice.js";

const REDRAW_MS = 10_000;
/** What Grafana shows before the begin. */
const BEFORE_MS = 15 * 60_000;

/**
 * @typedef {import("../store/notices.js").Notice} Notice
 * @typedef {import("../store/notices.js").Details} Details
 * @typedef {import("./incident-changes.js").Entry} Entry
 */

export class IncidentView extends HTMLElement {
  #context;
  #id;
  /** @type {Details|null} */
  #details = null;
  #problem = "";
  #lines = el("div", { class: "first-lines" });
  #actions = el("div", {});
  #rest = el("div", { class: "incident-rest" });
  #shown = "";
  #changesShown = "[]";
  #asked = 0;
  #end = () => {};
  /** @type {IncidentChanges|null} */
  #changes = null;
  #timer = 0;

  /** @param {import("../app.js").Context} context @param {string} id */
  constructor(context, id) {
    super();
    this.#context = context;
    this.#id = id;
  }

  connectedCallback() {
    this.replaceChildren(this.#lines, this.#actions, this.#rest);
    this.#end = this.#context.notices.onChange(() => this.#changed());
    this.#changes = new IncidentChanges(this.#context.store, () => this.#moved());
    this.#timer = Number(setInterval(() => this.#draw(), REDRAW_MS));
    this.#shown = this.#key();
    this.#load();
    this.#draw();
  }

  disconnectedCallback() {
    this.#end();
    this.#changes?.close();
    clearInterval(this.#timer);
  }

  /** What people did and what belongs to it is read again when something about it changes. */
  #changed() {
    const key = this.#key();
    if (key !== this.#shown) {
      this.#shown = key;
      this.#load();
    }
    this.#draw();
  }

  /** Series are renewed all the time; it is drawn when they say something new about it. */
  #moved() {
    const notice = this.#context.notices.find(this.#id);
    const entries = notice && this.#changes?.entries(notice, this.#context.store.now());
    const key = JSON.stringify(entries ?? []);
    if (key === this.#changesShown) return;
    this.#changesShown = key;
    this.#draw();
  }

  /** What is known of it here. */
  #key() {
    const notice = this.#context.notices.find(this.#id);
    return JSON.stringify([notice, notice && this.#context.notices.groupOf(notice)]);
  }

  async #load() {
    const asked = ++this.#asked;
    try {
      const details = await this.#context.notices.details(this.#id);
      if (asked === this.#asked) this.#details = details;
      this.#problem = "";
    } catch (problem) {
      if (asked === this.#asked) this.#problem = reasonOf(problem);
    }
    this.#draw();
  }

  #draw() {
    const known = this.#context.notices.find(this.#id);
    const details = this.#details;
    /** @type {Notice|undefined} */
    const notice = details ? { ...details.incident, ...(known && !known.partOf && known) } : known;
    if (!notice) {
      this.#lines.replaceChildren(
        el(
          "p",
          { class: "empty" },
          this.#problem ? text("incident.unknown", { id: this.#id.slice(0, 100) }) : text("empty.waiting"),
        ),
      );
      return;
    }
    this.#lines.replaceChildren(...this.#firstLines(notice));
    if (!this.#actions.contains(document.activeElement))
      this.#actions.replaceChildren(...(isResolved(notice) ? [] : [incidentActions(notice, this.#context)]));
    if (!this.#rest.contains(document.activeElement)) this.#rest.replaceChildren(...this.#below(notice));
  }

  /** @param {Notice} notice */
  #firstLines(notice) {
    const now = this.#context.store.now();
    const end = notice.resolvedAt;
    const since = {
      time: dateAndTime(notice.timestamp),
      duration: duration((end ?? now) - notice.timestamp),
    };
    const times = notice.count ?? 1;
    return [
      el(
        "p",
        { class: "what" },
        statusMark(notice.type, text(`state.${notice.type}`)),
        el("strong", { dir: "auto" }, notice.title),
      ),
      el(
        "p",
        { class: "since" },
        end ? text("incident.lasted", since) : text("incident.since", since),
        ...stateMarks(notice, this.#context),
        el("span", { class: "message", dir: "auto" }, notice.message),
        times > 1 &&
          el("span", {}, plural("incident.seen", times, { age: age(now - (notice.lastSeenAt ?? now)) })),
      ),
      el("p", { class: "before", dir: "auto" }, this.#changedBefore(notice)),
    ];
  }

  /** What is known to have changed before it. @param {Notice} notice */
  #changedBefore(notice) {
    const deployment = this.#changes?.deploymentBefore(notice);
    if (deployment)
      return text("incident.deployment", {
        duration: duration(notice.timestamp - deployment.from),
        what: deployment.title,
      });
    const { service, version } = /** @type {Record<string, string>} */ (notice.context ?? {});
    if (version) return text("incident.deployed", { service: service ?? "", version });
    const earlier = (this.#details?.others ?? [])
      .filter((/** @type {Notice} */ other) => other.timestamp < notice.timestamp)
      .sort((a, b) => b.timestamp - a.timestamp)[0];
    if (earlier)
      return text("incident.earlier", {
        duration: duration(notice.timestamp - earlier.timestamp),
        title: earlier.title,
      });
    return text("incident.nothing");
  }

  /** @param {Notice} notice */
  #below(notice) {
    const { scope } = this.#context.place;
    const group = this.#details?.group;
    return [
      el("p", { class: "ways-on" }, ...this.#ways(notice)),
      el("h2", {}, text("incident.timeline")),
      el("ol", { class: "timeline" }, ...this.#entries(notice).map((entry) => this.#row(entry))),
      ...matchedEvents([notice, ...(this.#details?.parts ?? [])], this.#context),
      ...(group && this.#details
        ? [
            el("h2", { dir: "auto" }, groupText(group)),
            el("div", { class: "notices" }, ...noticeCards(this.#details.others, this.#context)),
          ]
        : []),
      el("h2", {}, text("incident.facts")),
      el(
        "dl",
        { class: "facts" },
        ...Object.entries(notice.context ?? {}).flatMap(([name, value]) => [
          el("dt", { dir: "auto" }, name),
          el("dd", { dir: "auto" }, typeof value === "object" ? JSON.stringify(value) : String(value)),
        ]),
        el("dt", {}, text("incident.sources")),
        el("dd", { dir: "auto" }, (notice.sources ?? [`rule:${notice.source}`]).join(", ")),
      ),
      el("p", {}, el("a", { href: link("/notifications", scope) }, text("incident.all"))),
    ];
  }

  /** @param {Notice} notice */
  #ways(notice) {
    const { scope } = this.#context.place;
    const { service, region, userId, sessionId } = /** @type {Record<string, string>} */ (
      notice.context ?? {}
    );
    const ways = waysOn({ ...notice, actionUrl: undefined }, this.#context);
    if (service)
      ways.push(el("a", { href: link("/flamegraph", scope, { service }) }, text("incident.flame")));
    /** @type {[string, string|undefined][]} */
    const subjects = [
      ["regions", region],
      ["users", userId],
      ["sessions", sessionId],
    ];
    for (const [kind, id] of subjects)
      if (id)
        ways.push(el("a", { href: link(`/${kind}/${encodeURIComponent(id)}`, scope), dir: "auto" }, id));
    for (const part of [notice, ...(this.#details?.parts ?? [])]) {
      const href = safeAddress(part.actionUrl);
      if (href?.startsWith("http"))
        ways.push(el("a", { href, rel: "noopener noreferrer" }, text("incident.runbook")));
    }
    const grafana = this.#grafana(notice);
    if (grafana) ways.push(el("a", { href: grafana, rel: "noopener noreferrer" }, text("incident.grafana")));
    return ways;
  }

  /** Grafana's page with the time of the incident, and some time before it. @param {Notice} notice */
  #grafana(notice) {
    const address = safeAddress(this.#details?.links?.grafana);
    if (!address) return null;
    const { service, region } = /** @type {Record<string, string>} */ (notice.context ?? {});
    const url = new URL("d/service-health", address.endsWith("/") ? address : `${address}/`);
    url.searchParams.set("from", String(notice.timestamp - BEFORE_MS));
    url.searchParams.set("to", notice.resolvedAt ? String(notice.resolvedAt + BEFORE_MS) : "now");
    if (service) url.searchParams.set("var-service", service);
    if (region) url.searchParams.set("var-region", region);
    return url.href;
  }

  /** @param {Notice} notice @returns {Entry[]} the newest first */
  #entries(notice) {
    const { scope } = this.#context.place;
    const { acts = [], others = [], parts = [] } = this.#details ?? {};
    /** @type {Entry[]} */
    const entries = [
      { time: notice.timestamp, text: text("timeline.began", { source: sourceOf(notice) }) },
      ...parts.map((part) => ({
        time: part.timestamp,
        text: text("timeline.also", { source: sourceOf(part) }),
      })),
      ...others.map((other) => ({
        time: other.timestamp,
        text: text("timeline.other", { title: other.title }),
        href: incidentLink(other.id, scope),
      })),
      ...acts.map((act) => ({ time: act.timestamp, text: actText(act) })),
      ...(this.#changes?.entries(notice, this.#context.store.now()) ?? []),
    ];
    if (notice.lastSeenAt && notice.lastSeenAt > notice.timestamp)
      entries.push({ time: notice.lastSeenAt, text: plural("timeline.seen", notice.count ?? 1) });
    if (notice.resolvedAt)
      entries.push({
        time: notice.resolvedAt,
        text: text(`timeline.${notice.resolution ?? "recovered"}`),
      });
    return entries.sort((a, b) => b.time - a.time);
  }

  /** @param {Entry} entry */
  #row({ time, text: what, href }) {
    return el(
      "li",
      {},
      el("time", { title: dateAndTime(time) }, timeOfDay(time)),
      href ? el("a", { href, dir: "auto" }, what) : el("span", { dir: "auto" }, what),
    );
  }
}

/** @param {Notice} notice */
const sourceOf = (notice) => notice.sources?.[0] ?? notice.source;

/** @param {import("../store/notices.js").Act} act */
function actText({ what, by, to, note }) {
  const who = by ?? text("timeline.somebody");
  const told =
    what === "assign" && !to
      ? text("timeline.unassign", { who })
      : text(`timeline.${what}`, { who, to: to ?? "" });
  return note ? `${told}: ${note}` : told;
}

customElements.define("cc-incident", IncidentView);
