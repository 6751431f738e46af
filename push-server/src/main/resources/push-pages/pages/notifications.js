/** Every notification: filter, search, take note. What is chosen stands in the address. */

import { acknowledge, noticeCards } from "../components/notice.js";
import { OnCall } from "../components/on-call.js";
import { Silences } from "../components/silences.js";
import { el, setText } from "../dom.js";
import { dayOf } from "../format.js";
import { fit } from "../panels/fit.js";
import { link, withWall } from "../router.js";
import { isOpen, isResolved } from "../store/notices.js";
import { plural, text } from "../texts.js";

const MOST = 200;
const STATES = /** @type {const} */ (["open", "acknowledged", "silenced", "resolved", "all"]);
const TYPES = /** @type {const} */ (["critical", "warning", "info"]);

/** @typedef {import("../store/notices.js").Notice} Notice */

/** `<cc-centre>`: the list and what narrows it. */
class Centre extends HTMLElement {
  #context;
  #filter;
  #list = el("div", { class: "days" });
  #count = el("p", { class: "detail", role: "status" });
  #all = el("button", { type: "button", class: "acknowledge-all", hidden: true });
  /** @type {Notice[]} */
  #unacknowledged = [];
  #end = () => {};
  #drawn = "";

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    const { query } = context.place;
    this.#filter = {
      id: query.get("id") ?? "",
      state: query.get("state") ?? (query.has("id") ? "all" : "open"),
      type: query.get("type") ?? "",
      search: query.get("search") ?? "",
    };
  }

  get painter() {
    return this.#context.painter;
  }

  connectedCallback() {
    this.#all.addEventListener("click", async () => {
      this.#all.disabled = true;
      await acknowledge(this.#unacknowledged, this.#context).catch(() => {});
      this.#all.disabled = false;
    });
    this.replaceChildren(
      this.#bar(),
      this.#count,
      this.#all,
      this.#list,
      new OnCall(this.#context),
      new Silences(this.#context),
    );
    this.#end = this.#context.notices.onChange(() => this.painter.soon(this));
    this.painter.add(this);
  }

  disconnectedCallback() {
    this.#end();
    this.painter.remove(this);
  }

  paint() {
    const all = this.#context.notices.all();
    const found = all.filter((notice) => this.#matches(notice));
    const shown = found.slice(0, MOST);
    this.#unacknowledged = shown.filter(isOpen);
    this.#all.hidden = this.#unacknowledged.length < 2;
    setText(this.#all, plural("notice.acknowledge.all", this.#unacknowledged.length));
    const key = JSON.stringify([
      shown,
      shown.map((notice) => this.#context.notices.groupOf(notice)),
      this.#context.notices.silences,
      this.#context.notices.loaded,
      Math.floor(this.#context.store.now() / 30_000),
    ]);
    if (key === this.#drawn) return this.#fit(shown.length, all.length);
    this.#drawn = key;
    const focus = document.activeElement?.closest("[data-id]")?.getAttribute("data-id");
    this.#list.replaceChildren(...(shown.length === 0 ? [this.#empty()] : this.#days(shown)));
    if (focus)
      /** @type {HTMLElement|null} */ (
        this.#list.querySelector(`[data-id="${CSS.escape(focus)}"] :is(button, a)`)
      )?.focus();
    this.#fit(shown.length, all.length);
  }

  /** @param {number} shown @param {number} all */
  #fit(shown, all) {
    const hidden = fit(
      this.#list,
      /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll(".notice")]),
    );
    setText(this.#count, text("notice.count", { count: shown - hidden, all }));
  }

  /** @param {Notice} notice */
  #matches(notice) {
    const { id, state, type, search } = this.#filter;
    if (id) return notice.id === id;
    if (type && notice.type !== type) return false;
    const silenced = Boolean(this.#context.notices.silenceOf(notice));
    if (state === "open" && (!isOpen(notice) || silenced)) return false;
    if (state === "silenced" && (isResolved(notice) || !silenced)) return false;
    if (state === "acknowledged" && (!notice.acknowledged || isResolved(notice))) return false;
    if (state === "resolved" && !isResolved(notice)) return false;
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const told = [notice.title, notice.message, notice.source, ...Object.values(notice.context ?? {})]
      .join(" ")
      .toLowerCase();
    return words.every((word) => told.includes(word));
  }

  /** @param {Notice[]} notices */
  #days(notices) {
    /** @type {Map<string, Notice[]>} */
    const days = new Map();
    for (const notice of notices) {
      const day = dayOf(notice.timestamp);
      days.set(day, [...(days.get(day) ?? []), notice]);
    }
    return [...days].map(([day, list]) =>
      el(
        "section",
        { class: "day" },
        el("h2", {}, day),
        el("div", { class: "notices" }, ...noticeCards(list, this.#context)),
      ),
    );
  }

  #empty() {
    const { id } = this.#filter;
    if (id && this.#context.notices.loaded)
      return el("p", { class: "empty" }, text("empty.notices.unknown", { id: id.slice(0, 64) }));
    const known = this.#context.notices.all().length > 0;
    return el(
      "p",
      { class: "empty" },
      text(known ? "empty.notices.mend" : this.#context.notices.loaded ? "empty.notices" : "empty.waiting"),
    );
  }

  #bar() {
    const search = el("input", {
      type: "search",
      value: this.#filter.search,
      placeholder: text("notice.search"),
      "aria-label": text("notice.search"),
      dir: "auto",
    });
    search.addEventListener("input", () => this.#choose({ search: search.value }));
    const states = el(
      "div",
      { class: "segments", role: "group", "aria-label": text("notice.filter.state") },
      ...STATES.map((state) =>
        el(
          "button",
          {
            type: "button",
            "data-state": state,
            "aria-pressed": String(state === this.#filter.state),
            onclick: () => this.#choose({ state }),
          },
          text(`notice.state.${state}`),
        ),
      ),
    );
    const type = el(
      "select",
      { "aria-label": text("notice.filter.type") },
      el("option", { value: "" }, text("notice.filter.any")),
      ...TYPES.map((t) => el("option", { value: t, selected: t === this.#filter.type }, text(`state.${t}`))),
    );
    type.addEventListener("change", () => this.#choose({ type: type.value }));
    return el("div", { class: "centre-bar" }, states, type, search);
  }

  /** @param {Partial<{state: string, type: string, search: string}>} chosen */
  #choose(chosen) {
    this.#filter = { ...this.#filter, ...chosen, id: "" };
    const { state, type, search } = this.#filter;
    const more = { ...(state !== "open" && { state }), ...(type && { type }), ...(search && { search }) };
    history.replaceState(
      null,
      "",
      withWall(link("/notifications", this.#context.place.scope, more), location),
    );
    this.querySelectorAll(".segments button").forEach((b) =>
      b.setAttribute("aria-pressed", String(b.getAttribute("data-state") === state)),
    );
    this.painter.soon(this);
  }
}

customElements.define("cc-centre", Centre);

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.notifications"),
  render: (context) => [new Centre(context)],
};
