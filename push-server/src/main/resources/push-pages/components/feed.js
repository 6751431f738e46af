/** `<cc-feed>`: what just happened, newest on top. */
import { el, setText } from "../dom.js";
import { timeOfDay } from "../format.js";
import { colonyLink } from "../router.js";
import { text } from "../texts.js";
import { Panel } from "./panel.js";

const MOST = 60;

/** @typedef {import("../store/store.js").ActivityLine} ActivityLine */

export class Feed extends Panel {
  /** @type {{lines: () => ActivityLine[], close: () => void}|undefined} */
  #activity;
  #list = el("ol", { class: "feed-lines", tabindex: 0, "aria-label": this.title_ });
  /** @type {WeakMap<ActivityLine, HTMLElement>} */
  #nodes = new WeakMap();

  begin() {
    this.body.replaceChildren(this.#list);
    this.#activity = this.context.store.watchActivity(() => this.context.painter.soon(this));
  }

  end() {
    this.#activity?.close();
  }

  draw() {
    // While somebody reads further down, nothing moves under their eyes.
    if (this.#list.scrollTop > 4) return;
    const shown = this.#lines().slice(0, MOST);
    const nodes = shown.map((line) => this.#nodeOf(line));
    if (nodes[0] === this.#list.firstChild && nodes.length === this.#list.children.length) return;
    const fresh = new Set(nodes);
    [...this.#list.children].forEach((node) => !fresh.has(/** @type {HTMLElement} */ (node)) && node.remove());
    let before = this.#list.firstChild;
    for (const node of nodes) {
      if (node === before) before = before.nextSibling;
      else this.#list.insertBefore(node, before);
    }
  }

  emptiness() {
    return this.#lines().length > 0 ? null : text("empty.feed");
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
      columns: (/** @type {const} */ (["time", "who", "what", "where"])).map((name) => ({ title: text(`column.${name}`) })),
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
    const { colony_id: colony } = this.spec.only ?? {};
    const { region, platform } = this.context.place.scope.labels;
    if (!colony && !region && !platform) return all;
    return all.filter(
      ({ value }) =>
        (!colony || value.colonyId === colony) &&
        [region, platform].every((wanted) => !wanted || String(value.where ?? "").split(" · ").includes(wanted)),
    );
  }

  /** @param {ActivityLine} line */
  #nodeOf(line) {
    let node = this.#nodes.get(line);
    if (!node) {
      const { who, what, where, colonyId } = line.value;
      const time = el("time", {}, timeOfDay(line.timestamp));
      const place = colonyId
        ? el("a", { href: colonyLink(colonyId, this.context.place.scope), class: "where", dir: "auto" }, String(where ?? ""))
        : el("span", { class: "where", dir: "auto" }, String(where ?? ""));
      node = el("li", {}, time, el("span", { class: "what", dir: "auto" }, el("b", {}, String(who ?? "")), ` ${what ?? ""}`), place);
      setText(time, timeOfDay(line.timestamp));
      this.#nodes.set(line, node);
    }
    return node;
  }
}

customElements.define("cc-feed", Feed);
