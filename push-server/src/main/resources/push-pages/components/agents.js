/** `<cc-agents>`: what each agent of a colony did and spent in the last day, and what it spends now. */
import { number } from "../format.js";
import { Panel } from "../panels/panel.js";
import { SortTable } from "../panels/table.js";
import { text } from "../texts.js";

const DAY_MS = 24 * 60 * 60_000;
/** Of the windows that the history keeps: what happened in them adds up. */
const WINDOW_MS = 5 * 60_000;
const READ_AGAIN_MS = 60_000;
/** Why there is no agent to show, by what became of reading the history. @type {Record<string, import("../texts.js").TextKey>} */
const EMPTY = {
  waiting: "empty.waiting",
  read: "empty.agents",
  failed: "empty.history",
  unkept: "empty.agents.live",
};

/** A series that has left the busiest ends at zero, which says nothing about the agent. */
const isKnown = (/** @type {{value: number}} */ series) => series.value > 0;
const SPENT = ["agent_tokens", "agent_cpu_seconds"];
const OF_DAY = ["agent_activity", ...SPENT];

/** @typedef {{name?: string, sums: (number|undefined)[]}} Day  what an agent did, in the order of `OF_DAY` */

export class Agents extends Panel {
  /** By metric, what each agent spends now. @type {import("../store/store.js").Watch[]} */
  #now = [];
  /** By id, those that did something in the last day. @type {Map<string, Day>} */
  #days = new Map();
  /** Of reading them. @type {"waiting"|"read"|"failed"|"unkept"} */
  #state = "waiting";
  /** What is said about a list that is not whole. */
  #cut = "";
  #readAt = -Infinity;
  #table = new SortTable(this.title_);

  begin() {
    this.body.replaceChildren(this.#table.node);
    this.#now = SPENT.map((metric) => this.watchExactly(metric, this.#selector));
  }

  get #selector() {
    return { ...this.spec.only, agent_id: "*" };
  }

  emptiness() {
    this.#load();
    if (this.#ids().length > 0) return null;
    if (this.#state === "waiting" && !this.context.store.connected) return text("empty.waiting.offline");
    return text(EMPTY[this.#state]);
  }

  draw() {
    const numeric = (/** @type {import("../texts.js").TextKey} */ key) => ({
      title: text(key),
      numeric: true,
    });
    this.#table.draw({
      columns: [
        { title: text("label.agent_name") },
        numeric("column.activity"),
        numeric("column.tokens"),
        numeric("column.cpu.time"),
        numeric("colony.tokens"),
        numeric("colony.cpu"),
      ],
      rows: this.#ids().map((id) => {
        const day = this.#days.get(id);
        const values = [
          ...OF_DAY.map((_, i) => day?.sums[i]),
          ...this.#now.map(
            (watch) => watch.series().find((s) => isKnown(s) && s.labels.agent_id === id)?.value,
          ),
        ];
        return [
          { text: day?.name ?? id },
          ...values.map((value) => ({ text: number(value), sort: value ?? 0 })),
        ];
      }),
      sort: { column: 1 + OF_DAY.indexOf("agent_tokens"), down: true },
    });
  }

  /** Agents of the last day, and those that spend something now, the most first. */
  #ids() {
    const now = this.#now.flatMap((watch) =>
      watch
        .series()
        .filter(isKnown)
        .toSorted((a, b) => b.value - a.value),
    );
    return [...new Set([...this.#days.keys(), ...now.map(({ labels }) => labels.agent_id)])];
  }

  async #load() {
    const now = this.context.store.now();
    if (now - this.#readAt < READ_AGAIN_MS) return;
    this.#readAt = now;
    try {
      await this.#ask(now);
    } catch {
      // What was read stays.
      this.#state = "failed";
    }
    this.note(this.#days.size > 0 && this.#state === "failed" ? text(EMPTY.failed) : this.#cut);
    this.context.painter.soon(this);
  }

  /** Reads what the history has of the day before. @param {number} now */
  async #ask(now) {
    const { sources } = this.context;
    const selector = this.#selector;
    if (!(await sources.history())) throw new Error("The history is not there");
    if (!OF_DAY.every((metric) => sources.keeps(metric, selector))) {
      this.#state = "unkept";
      return;
    }
    const to = Math.floor(now / WINDOW_MS) * WINDOW_MS;
    const asked = { ...selector, live: "false" };
    const answers = await Promise.all(
      OF_DAY.map((name) => sources.askHistory(name, asked, to - DAY_MS, WINDOW_MS, to)),
    );
    this.#days = daysOf(answers);
    this.#cut = answers.some(({ truncated }) => truncated) ? text("colony.agents.cut") : "";
    this.#state = "read";
  }
}

/** @param {{columns: string[], series: any[], step: number}[]} answers in the order of `OF_DAY` */
function daysOf(answers) {
  /** @type {Map<string, Day>} */
  const days = new Map();
  answers.forEach(({ columns, series, step }, i) => {
    const mean = columns.indexOf("mean");
    for (const { labels, name, points } of series) {
      const day = days.get(labels.agent_id) ?? { sums: [] };
      day.name ??= name;
      const windows = (step * 1_000) / WINDOW_MS;
      day.sums[i] = points.reduce(
        (/** @type {number} */ sum, /** @type {number[]} */ point) => sum + (point[mean] ?? 0) * windows,
        0,
      );
      days.set(labels.agent_id, day);
    }
  });
  return days;
}

customElements.define("cc-agents", Agents);
