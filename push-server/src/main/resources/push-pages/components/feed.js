/** `<cc-feed>`: what just happened, newest on top. */
import { el, setAttribute, setText } from "../dom.js";
import { timeOfDay } from "../format.js";
import { Panel } from "../panels/panel.js";
import { colonyLink } from "../router.js";
import { text } from "../texts.js";

const MOST = 60;
/** Faster than this nobody reads. */
const EVERY_MS = 1_000;

/** @typedef {import("../store/store.js").ActivityLine} ActivityLine */

export class Feed extends Panel {
  /** @type {{lines: () => ActivityLine[], close: () => void}|undefined} */
  #activity;
  #list = el("ol", { class: "feed-lines", tabindex: 0, "aria-label": this.title_ });
  #drawnAt = -EVERY_MS;

  begin() {
    this.body.replaceChildren(this.#list);
    this.#drawnAt = -EVERY_MS;
    this.#activity = this.context.store.watchActivity(() => this.context.painter.soon(this));
  }

  end() {
    this.#activity?.close();
  }

  draw() {
    // While somebody reads further down, nothing changes under their eyes.
    if (this.#list.scrollTop > 4 || performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#drawnAt = performance.now();
    const shown = this.#lines().slice(0, MOST);
    // Rows stay where they are and get other texts, so that nothing jumps.
    while (this.#list.children.length < shown.length) this.#list.append(row());
    while (this.#list.children.length > shown.length) this.#list.lastChild?.remove();
    shown.forEach((line, i) => this.#fill(/** @type {HTMLElement} */ (this.#list.children[i]), line));
  }

  get counted() {
    return false;
  }

  emptiness() {
    if (this.#lines().length > 0) return null;
    return text(this.context.store.gate.state === "live" ? "empty.feed" : "empty.frozen");
  }

  age() {
    const newest = this.#lines()[0];
    return newest ? Math.max(0, this.context.store.now() - newest.timestamp) : null;
  }

  isStale() {
    return this.#lines().length > 0 && !this.context.store.connected;
  }

  table() {
    return {
      columns: /** @type {const} */ (["time", "who", "what", "where"]).map((name) => ({
        title: text(`column.${name}`),
      })),
      rows: this.#lines().map(({ timestamp, value }) => [
        { text: timeOfDay(timestamp), sort: timestamp },
        { text: String(value.who ?? "") },
        { text: String(value.what ?? "") },
        { text: String(value.where ?? "") },
      ]),
      sort: { column: 0, down: true },
    };
  }

  #lines() {
    const all = this.#activity?.lines() ?? [];
    const { colony_id: colony, userId: user, region: place } = this.spec.only ?? {};
    const { region = place, platform } = this.context.place.filters;
    if (!colony && !user && !region && !platform) return all;
    return all.filter(
      ({ value }) =>
        (!colony || value.colonyId === colony) &&
        (!user || value.userId === user) &&
        [region, platform].every(
          (wanted) =>
            !wanted ||
            String(value.where ?? "")
              .split(" · ")
              .includes(wanted),
        ),
    );
  }

  /** @param {HTMLElement} node @param {ActivityLine} line */
  #fill(node, { timestamp, value }) {
    const [time, what, where] = /** @type {HTMLElement[]} */ ([...node.children]);
    setText(time, timeOfDay(timestamp));
    setText(/** @type {Node} */ (what.firstChild), String(value.who ?? ""));
    setText(/** @type {Node} */ (what.lastChild), ` ${value.what ?? ""}`);
    setText(where, String(value.where ?? ""));
    setAttribute(where, "href", value.colonyId && colonyLink(value.colonyId, this.context.place.scope));
    node.title = `${value.who ?? ""} ${value.what ?? ""} · ${value.where ?? ""}`;
  }
}

function row() {
  const what = el("span", { class: "what", dir: "auto" }, el("b"), document.createTextNode(""));
  // Without an address it is no link, and no keyboard stops at it.
  return el("li", {}, el("time"), what, el("a", { class: "where", dir: "auto" }));
}

customElements.define("cc-feed", Feed);
