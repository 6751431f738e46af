/** `<cc-moved>`: what moved most when an incident began, and which label explains most of it. */
import { el } from "../dom.js";
import { number, share } from "../format.js";
import { titleOf } from "../metrics.js";
import { explanationBy, failuresOf, movedMost, moveOf, padded } from "../store/moved.js";
import { named, text } from "../texts.js";

const MOST = 6;
const AGAIN_MS = 60_000;
const HOUR_MS = 60 * 60_000;
const STEP_MS = 5_000;
const METRICS = ["error_rate", "request_rate", "apdex", "cpu_cores"];

/**
 * @typedef {import("../store/moved.js").Past} Past
 * @typedef {import("../store/moved.js").Move} Move
 * @typedef {import("../store/notices.js").Notice} Notice
 */

export class Moved extends HTMLElement {
  #context;
  #notice;
  #list = el("ul", { class: "changes" });
  #empty = el("p", { class: "empty" }, text("empty.waiting"));
  #timer = 0;
  #asked = false;
  #end = () => {};

  /** @param {import("../app.js").Context} context @param {() => Notice|undefined} notice the incident as it is now */
  constructor(context, notice) {
    super();
    this.#context = context;
    this.#notice = notice;
  }

  connectedCallback() {
    this.replaceChildren(el("h2", {}, text("incident.moved")), this.#empty, this.#list);
    this.#timer = Number(setInterval(() => this.#load(), AGAIN_MS));
    this.#end = this.#context.notices.onChange(() => !this.#asked && this.#load());
    this.#load();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#end();
  }

  async #load() {
    const notice = this.#notice();
    if (!notice) return;
    this.#asked = true;
    const { service = "*", region = "*" } = /** @type {Record<string, string>} */ (notice.context ?? {});
    const begin = notice.timestamp;
    const end = notice.resolvedAt ?? this.#context.store.now();
    const move = (/** @type {Past} */ past) => moveOf(past, begin, end);
    try {
      const all = (/** @type {string[]} */ metrics, /** @type {Record<string, string>} */ labels) =>
        Promise.all(metrics.map((metric) => this.#past(metric, labels)));
      const requests = METRICS.slice(0, 2);
      const [places, everywhere, versions, routes, platforms] = await Promise.all([
        all(METRICS, { service, region: "*" }),
        all(requests, { service: "*", region }),
        all(requests, { service, version: "*" }),
        all(requests, { service, route: "*" }),
        this.#past("active_users", { platform: "*" }),
      ]);
      const moved = movedMost([places, versions, routes, [platforms]].flat(2).map(move));
      const explained = [
        ...[
          { label: "region", of: places },
          { label: "version", of: versions },
          { label: "route", of: routes },
          { label: "service", of: everywhere },
        ].map(({ label, of }) => explanationBy(label, padded(failuresOf(of[0], of[1])).map(move))),
        explanationBy("platform", padded(platforms).map(move)),
      ].flatMap((explanation) => explanation ?? []);
      this.#draw(
        moved.slice(0, MOST),
        explained.sort((a, b) => b.share - a.share),
      );
    } catch {
      this.#draw([], []);
    }
  }

  /** @param {string} metric @param {Record<string, string>} labels @returns {Promise<Past[]>} */
  async #past(metric, labels) {
    const from = this.#context.store.now() - HOUR_MS;
    const series = await this.#context.sources.past(metric, labels, from, STEP_MS);
    return series.map((one) => ({ metric, ...one }));
  }

  /** @param {Move[]} moved @param {import("../store/moved.js").Explanation[]} explained */
  #draw(moved, explained) {
    this.#empty.hidden = moved.length + explained.length > 0;
    this.#empty.textContent = text("moved.none");
    this.#list.replaceChildren(
      ...explained.map(({ metric, label, value, share: part }) =>
        el(
          "li",
          {},
          el("span", { class: "arrow", "aria-hidden": "true" }, "→"),
          el("span", { dir: "auto" }, `${named("label", label)} ${value}`),
          el("b", {}, share(part)),
          el("span", { class: "normal" }, named("moved.explains", metric)),
        ),
      ),
      ...moved.map(({ metric, labels, before, during }) => {
        const unit = this.#context.store.entry(metric)?.unit ?? "";
        return el(
          "li",
          {},
          el("span", { class: "arrow", "aria-hidden": "true" }, during > before ? "↑" : "↓"),
          el("span", { dir: "auto" }, [titleOf(metric), ...Object.values(labels)].join(" · ")),
          el("b", {}, number(during, unit)),
          el("span", { class: "normal" }, text("moved.before", { value: number(before, unit) })),
        );
      }),
    );
  }
}

customElements.define("cc-moved", Moved);
