/** Every rule: its state and why, what it matched and costs, its explanation; puts one to rest, or back. */

import { el, setAttribute, setText, statusMark, svg } from "../dom.js";
import { dateAndTime, number } from "../format.js";
import { Refused } from "../store/login.js";
import { Rules } from "../store/rules.js";
import { plural, text } from "../texts.js";

const EVERY_MS = 5_000;
/** How long a second click confirms the first. */
const CONFIRM_MS = 8_000;
const HOURS = 24;
/** No date of a browser is later, in epoch milliseconds. */
const LAST_TIME = 8.64e15;
const BAR = { width: 4, height: 22 };

/** @typedef {import("../store/rules.js").Rule} Rule */

/** The mark of each state. @type {Record<string, import("../dom.js").Status>} */
const MARKS = {
  active: "ok",
  resting: "info",
  suspended: "critical",
  refused: "warning",
  unknown: "unknown",
};

/** What is wrong stands first. */
const ORDER = ["suspended", "refused", "unknown", "active", "resting"];

/** @param {Rule} rule */
const stateOf = (rule) => rule.state ?? "unknown";

/** `<cc-rules>`: the list, asked for anew every few seconds. */
class RuleList extends HTMLElement {
  #context;
  #rules;
  #timer = 0;
  #status = el("p", { class: "detail", role: "status" }, text("empty.waiting"));
  #list = el("ul", { class: "rules" });
  /** @type {Map<string, RuleRow>} */
  #rows = new Map();

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    this.#rules = new Rules(context.login);
  }

  connectedCallback() {
    this.replaceChildren(this.#status, this.#list);
    this.#timer = Number(setInterval(() => !document.hidden && this.load(), EVERY_MS));
    this.load();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** What was shown stays where there is no answer. */
  async load() {
    try {
      this.#draw(await this.#rules.list());
    } catch (problem) {
      const forbidden = problem instanceof Refused && problem.status === 403;
      setText(this.#status, text(forbidden ? "rules.forbidden" : "rules.unreachable"));
    }
  }

  /** @param {import("../store/rules.js").RuleList} answer */
  #draw({ rules, textsLoaded, statesLoaded }) {
    const count = (/** @type {string} */ state) => rules.filter((rule) => stateOf(rule) === state).length;
    const states = ORDER.filter((state) => count(state) > 0).map(
      (state) => `${count(state)} ${text(/** @type {any} */ (`rules.state.${state}`))}`,
    );
    setText(
      this.#status,
      !textsLoaded
        ? text("rules.no-texts")
        : rules.length === 0
          ? text("rules.none")
          : [
              `${plural("rules.count", rules.length)}: ${states.join(", ")}`,
              !statesLoaded && text("rules.no-states"),
            ]
              .filter(Boolean)
              .join(". "),
    );
    const sorted = [...rules].sort(
      (a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)) || a.id.localeCompare(b.id),
    );
    for (const [id, row] of this.#rows) {
      if (sorted.some((rule) => rule.id === id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    sorted.forEach((rule, i) => {
      const row = this.#rows.get(rule.id) ?? new RuleRow(rule.id, this.#rules, this.#context, this);
      this.#rows.set(rule.id, row);
      row.draw(rule);
      if (this.#list.children[i] !== row.node)
        this.#list.insertBefore(row.node, this.#list.children[i] ?? null);
    });
  }
}

/** One rule, changed in place so that an open explanation and the focus stay. */
class RuleRow {
  #rules;
  #context;
  #list;
  #id;
  /** @type {Rule|undefined} */
  #rule;
  #shown = "";
  #explained = "";
  #confirming = 0;
  #state = el("span", { class: "rule-state" });
  #about = el("p", { class: "detail", dir: "auto" });
  #why = el("p", { class: "why", dir: "auto" });
  #figures = el("dl", { class: "rule-figures" });
  #explanation = el("pre", { tabindex: 0, dir: "auto" });
  #details = el("details", {}, el("summary", {}, text("rules.explanation")), this.#explanation);
  #button = el("button", { type: "button" });
  node;

  /**
   * @param {string} id
   * @param {Rules} rules
   * @param {import("../app.js").Context} context
   * @param {RuleList} list asked for anew after a change
   */
  constructor(id, rules, context, list) {
    this.#id = id;
    this.#rules = rules;
    this.#context = context;
    this.#list = list;
    this.#details.addEventListener("toggle", () => this.#explain());
    this.#button.addEventListener("click", () => this.#click());
    this.node = el(
      "li",
      { class: "rule", "data-id": id },
      el("h2", {}, this.#state, " ", el("b", { dir: "auto" }, id)),
      this.#about,
      this.#why,
      this.#figures,
      this.#details,
      this.#button,
    );
  }

  /** @param {Rule} rule */
  draw(rule) {
    const key = JSON.stringify(rule);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#rule = rule;
    const state = stateOf(rule);
    setAttribute(this.node, "data-state", state);
    this.#state.replaceChildren(statusMark(MARKS[state], text(/** @type {any} */ (`rules.state.${state}`))));
    const about = [
      rule.description,
      rule.severity &&
        text("rules.about", { severity: rule.severity, key: rule.key ?? "", within: rule.within ?? "" }),
    ];
    setText(this.#about, about.filter(Boolean).join(" "));
    setText(this.#why, rule.changing ? text("rules.changing") : (rule.why ?? ""));
    this.#why.hidden = this.#why.textContent === "";
    this.#figures.replaceChildren(...figures(rule));
    this.#details.hidden = rule.state === undefined || rule.state === "refused";
    this.#drawButton();
    this.#explain();
  }

  #drawButton() {
    const rule = this.#rule;
    this.#button.hidden = !rule?.switchable;
    this.#button.disabled = Boolean(rule?.changing);
    const rests = rule?.state === "resting";
    const key = rests ? "rules.resume" : this.#confirming ? "rules.rest.confirm" : "rules.rest";
    setText(this.#button, text(key));
    setAttribute(this.#button, "aria-label", `${text(key)}: ${this.#id}`);
  }

  #click() {
    const rule = this.#rule;
    if (!rule) return;
    const rests = rule.state === "resting";
    if (!rests && !this.#confirming) {
      this.#confirming = Number(setTimeout(() => this.#unconfirm(), CONFIRM_MS));
      return this.#drawButton();
    }
    this.#unconfirm();
    this.#change(rule, rests);
  }

  #unconfirm() {
    clearTimeout(this.#confirming);
    this.#confirming = 0;
    this.#drawButton();
  }

  /** @param {Rule} rule @param {boolean} enabled */
  async #change(rule, enabled) {
    this.#button.disabled = true;
    try {
      await this.#rules.enable(rule, enabled);
      this.#context.say(text(enabled ? "rules.resumed" : "rules.rested", { id: rule.id }));
    } catch (problem) {
      const forbidden = problem instanceof Refused && problem.status === 403;
      this.#context.say(
        forbidden
          ? text("rules.rest.forbidden")
          : text("rules.failed", { reason: problem instanceof Error ? problem.message : String(problem) }),
      );
    }
    this.#button.disabled = false;
    await this.#list.load();
  }

  /** Asked for when it is opened, and again for another version. */
  async #explain() {
    const version = this.#rule?.changing ? undefined : this.#rule?.version;
    if (!this.#details.open || version === undefined || version === this.#explained) return;
    this.#explained = version;
    try {
      setText(this.#explanation, await this.#rules.explanation(this.#id));
    } catch {
      this.#explained = "";
      setText(this.#explanation, text("rules.unreachable"));
    }
  }
}

/** @param {Rule} rule */
function figures(rule) {
  const { matches, partialMatches, cpuShare, failure } = rule;
  /** @type {[string, ...(Node|string)[]][]} */
  const shown = [];
  if (matches) {
    const sum = matches.reduce((all, count) => all + count, 0);
    shown.push([text("rules.matches"), number(sum), " ", bars(matches)]);
  }
  if (partialMatches !== undefined) shown.push([text("rules.partial"), number(partialMatches)]);
  if (cpuShare !== undefined) shown.push([text("rules.cpu"), number(cpuShare, "ratio")]);
  if (failure) {
    const at = failure.at <= LAST_TIME && dateAndTime(failure.at);
    shown.push([
      text("rules.failure"),
      ...(at ? [at, " "] : []),
      el("span", { dir: "auto" }, failure.message),
    ]);
  }
  return shown.map(([name, ...value]) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value)));
}

/** Matches by hour as small bars, the newest on the right. @param {number[]} matches */
function bars(matches) {
  const most = Math.max(1, ...matches);
  return svg(
    "svg",
    {
      class: "rule-bars",
      viewBox: `0 0 ${HOURS * BAR.width} ${BAR.height}`,
      role: "img",
      "aria-label": text("rules.bars", { most: number(Math.max(...matches)) }),
    },
    ...matches.map((count, i) => {
      const height = count === 0 ? 1 : Math.max(3, (count / most) * BAR.height);
      return svg("rect", {
        x: i * BAR.width,
        y: BAR.height - height,
        width: BAR.width - 1,
        height,
        class: count === 0 ? "none" : "some",
      });
    }),
  );
}

customElements.define("cc-rules", RuleList);

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.rules"),
  render: (context) => [new RuleList(context)],
};
