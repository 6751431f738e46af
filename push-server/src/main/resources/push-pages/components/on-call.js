/** `<cc-on-call>`: who is on call by each schedule now, until when, and who is next. Hidden where there is none. */
import { el, statusMark } from "../dom.js";
import { dateAndTime } from "../format.js";
import { text } from "../texts.js";

const EVERY_MS = 60_000;

/**
 * @typedef {{person: string, from: number, until?: number}} Shift
 * @typedef {{name: string, zone: string, now?: Shift, next?: Shift}} Schedule
 */

export class OnCall extends HTMLElement {
  #sources;
  #timer = 0;

  /** @param {import("../app.js").Context} context */
  constructor({ sources }) {
    super();
    this.#sources = sources;
    this.hidden = true;
  }

  connectedCallback() {
    this.#timer = Number(setInterval(() => this.#load(), EVERY_MS));
    this.#load();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** What was shown stays where there is no answer. */
  async #load() {
    const found = await this.#sources.onCall().catch(() => null);
    if (!found) return;
    const { schedules, outdated } = found;
    this.hidden = schedules.length === 0 && !outdated;
    this.replaceChildren(
      el("h2", {}, text("oncall.title")),
      outdated ? el("p", { class: "outdated" }, statusMark("warning", text("oncall.outdated"))) : "",
      el("ul", { class: "silences" }, ...schedules.map(row)),
    );
  }
}

/** @param {Schedule} schedule */
function row({ name, now, next }) {
  const until = now?.until;
  return el(
    "li",
    { "data-schedule": name },
    el("b", { dir: "auto" }, name),
    el("span", { dir: "auto" }, now ? now.person : text("oncall.nobody")),
    until ? el("span", {}, text("silences.until", { until: dateAndTime(until) })) : "",
    next
      ? el(
          "span",
          { dir: "auto" },
          text("oncall.next", { person: next.person, from: dateAndTime(next.from) }),
        )
      : "",
  );
}

customElements.define("cc-on-call", OnCall);
