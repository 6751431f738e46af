/** What is chosen on a page: how far back, and of which region, service or platform. It stands in the address. */
import { el, setText } from "../dom.js";
import { link, RANGES } from "../router.js";
import { named, text } from "../texts.js";

/** Where the values of a label come from. @type {Record<string, string>} */
const TOLD_BY = { region: "request_rate", service: "request_rate", platform: "active_users" };
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
    for (const label of page.labels ?? []) parts.push(this.#choice(label));
    if (parts.length > 0) parts.push(this.#share());
    for (const label of Object.keys(this.#context.place.scope.labels)) {
      if (![...(page.labels ?? []), ...(page.own ?? [])].includes(label)) parts.push(this.#unused(label));
    }
    this.hidden = parts.length === 0;
    this.replaceChildren(...parts);
  }

  #ranges() {
    const { scope } = this.#context.place;
    return el(
      "div",
      { class: "segments", role: "group", "aria-label": text("scope.range") },
      ...RANGES.map((minutes) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(minutes === scope.minutes),
            onclick: () => this.#go({ ...scope, minutes }),
          },
          text("scope.minutes", { minutes }),
        ),
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
      if (name !== "minutes" && !(name in TOLD_BY)) more[name] = value;
    }
    this.#context.go(link(location.pathname, scope, more));
  }
}

customElements.define("cc-scope", ScopeBar);
