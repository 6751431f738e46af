/** What is chosen on a page: how far back, and of which region, service or platform. It stands in the address. */
import { el, setText } from "../dom.js";
import { momentOf } from "../format.js";
import { markWide } from "../panels/wide.js";
import { link } from "../router.js";
import { LONG_RANGES, RANGES, shifted } from "../store/range.js";
import { named, text } from "../texts.js";

/** Where the values of a label come from. @type {Record<string, string>} */
const TOLD_BY = { region: "request_rate", service: "request_rate", platform: "active_users" };
/** Parameters of an address that the scope writes anew. */
const OF_SCOPE = ["minutes", "from", "to", ...Object.keys(TOLD_BY)];
/** @type {Record<string, import("../texts.js").TextKey>} */
const PLURAL = { region: "scope.regions", service: "scope.services", platform: "scope.platforms" };

export class ScopeBar extends HTMLElement {
  #context;
  /** @type {import("../store/store.js").Watch[]} */
  #watches = [];

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
  }

  /** @param {import("./shell.js").Page} page */
  show(page) {
    this.#watches.forEach((watch) => watch.close());
    this.#watches = [];
    const parts = [];
    if (page.ranged) parts.push(this.#ranges());
    if (page.ranged && this.#context.place.scope.from !== undefined) parts.push(this.#still());
    for (const label of page.labels ?? []) parts.push(this.#choice(label));
    if (parts.length > 0) parts.push(this.#share());
    for (const label of Object.keys(this.#context.place.scope.labels)) {
      if (![...(page.labels ?? []), ...(page.own ?? [])].includes(label)) parts.push(this.#unused(label));
    }
    this.hidden = parts.length === 0;
    this.replaceChildren(...parts);
    requestAnimationFrame(() => markWide(this));
  }

  #ranges() {
    const { scope } = this.#context.place;
    const still = scope.from !== undefined;
    const group = el(
      "div",
      { class: "segments", role: "group", "aria-label": text("scope.range") },
      ...RANGES.map((minutes) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(!still && minutes === scope.minutes),
            onclick: () => this.#context.look({ minutes }),
          },
          rangeText({ minutes }),
        ),
      ),
    );
    this.#context.sources.history().then(() => {
      if (this.#context.sources.ranges.length > RANGES.length) group.append(this.#longRanges());
    });
    return group;
  }

  /** The ranges that only the history has. */
  #longRanges() {
    const { scope } = this.#context.place;
    const isLong = scope.from === undefined && !RANGES.includes(scope.minutes);
    const select = el(
      "select",
      { "aria-label": text("scope.longer") },
      el("option", { value: "", selected: !isLong }, text("scope.longer")),
      ...LONG_RANGES.map((minutes) =>
        el(
          "option",
          { value: String(minutes), selected: isLong && minutes === scope.minutes },
          rangeText({ minutes }),
        ),
      ),
    );
    select.classList.toggle("chosen", isLong);
    select.addEventListener("change", () => {
      if (select.value) this.#context.look({ minutes: Number(select.value) });
    });
    return select;
  }

  /** Where charts stand still, ways to either side, and the way back. */
  #still() {
    const { scope } = this.#context.place;
    const step = (/** @type {1|-1} */ direction) => () =>
      this.#context.look(shifted(scope, direction, this.#context.store.now()), true);
    return el(
      "div",
      { class: "still", role: "group", "aria-label": text("scope.still") },
      el("button", { type: "button", "aria-label": text("scope.earlier"), onclick: step(-1) }, "‹"),
      el("b", {}, rangeText(scope)),
      el("button", { type: "button", "aria-label": text("scope.later"), onclick: step(1) }, "›"),
      el(
        "button",
        { type: "button", class: "back", onclick: () => this.#context.look({ minutes: scope.minutes }) },
        text("scope.live"),
      ),
    );
  }

  /** @param {string} label */
  #choice(label) {
    const { scope } = this.#context.place;
    const chosen = scope.labels[label] ?? "";
    const any = el("option", { value: "" }, text("scope.any", { label: text(PLURAL[label]) }));
    const select = el("select", { "aria-label": named("label", label) }, any);
    if (chosen) select.append(el("option", { value: chosen, selected: true }, chosen));
    select.classList.toggle("chosen", chosen !== "");
    const fill = () => {
      const values = watch.series().map((series) => series.labels[label]);
      for (const value of values.filter((v) => v).sort()) {
        if (![...select.options].some((option) => option.value === value))
          select.append(el("option", { value }, value));
      }
    };
    const watch = this.#context.store.watch(TOLD_BY[label], { [label]: "*" }, fill);
    this.#watches.push(watch);
    fill();
    select.addEventListener("change", () => {
      const labels = { ...scope.labels };
      if (select.value) labels[label] = select.value;
      else delete labels[label];
      this.#go({ ...scope, labels });
    });
    return select;
  }

  /** A chosen label that came along and that this page can't filter by. @param {string} label */
  #unused(label) {
    const { scope } = this.#context.place;
    const { [label]: value, ...labels } = scope.labels;
    return el(
      "span",
      { class: "unused" },
      el("span", { dir: "auto" }, text("scope.unused", { label: named("label", label), value })),
      el(
        "button",
        { type: "button", class: "quiet", onclick: () => this.#go({ ...scope, labels }) },
        text("scope.remove"),
      ),
    );
  }

  #share() {
    const button = el("button", { type: "button", class: "quiet share" }, text("scope.share"));
    button.addEventListener("click", async () => {
      await navigator.clipboard?.writeText(location.href).catch(() => {});
      this.#context.say(text("scope.shared"));
    });
    setText(button, text("scope.share"));
    return button;
  }

  /** @param {import("../router.js").Scope} scope */
  #go(scope) {
    const { query } = this.#context.place;
    /** @type {Record<string, string>} */
    const more = {};
    for (const [name, value] of query) {
      if (!OF_SCOPE.includes(name)) more[name] = value;
    }
    this.#context.go(link(location.pathname, scope, more));
  }
}

/** "15 min", or from when to when. @param {import("../store/range.js").Range} range */
export function rangeText({ minutes, from, to }) {
  if (from !== undefined && to !== undefined)
    return text("scope.span", { from: momentOf(from, Date.now()), to: momentOf(to, Date.now()) });
  if (minutes < 120) return text("scope.minutes", { minutes });
  return minutes < 2_880
    ? text("scope.hours", { hours: minutes / 60 })
    : text("scope.days", { days: minutes / 1_440 });
}

customElements.define("cc-scope", ScopeBar);
