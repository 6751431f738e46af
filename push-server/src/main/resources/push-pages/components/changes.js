/** `<cc-changes>`: the numbers that are not as usual, the most unusual first. */
import { el } from "../dom.js";
import { number } from "../format.js";
import { titleOf } from "../metrics.js";
import { Panel } from "../panels/panel.js";
import { serviceLink } from "../router.js";
import { normalOf } from "../store/series.js";
import { text } from "../texts.js";

const METRICS = ["active_users", "events_per_second", "request_rate", "error_rate", "apdex", "cpu_cores"];
const BY_SERVICE = ["request_rate", "error_rate", "apdex"];
const MOST = 6;
const EVERY_MS = 5_000;

/** @typedef {{title: string, value: string, normal: string, above: boolean, far: number, href: string|null}} Change */

export class Changes extends Panel {
  /** @type {import("../store/store.js").Watch[]} */
  #all = [];
  /** @type {Change[]} */
  #changes = [];
  #known = false;
  #countedAt = -EVERY_MS;

  begin() {
    this.#all = [
      // Numbers of other places would be no answer to what changed in the chosen one.
      ...METRICS.filter((m) => this.applies(m)).map((m) => this.watch(m)),
      ...BY_SERVICE.map((m) => this.watch(m, ["service"])),
    ];
    this.#countedAt = -EVERY_MS;
  }

  emptiness() {
    this.#count();
    if (this.#changes.length > 0) return null;
    return text(this.#known ? "empty.changes" : "empty.changes.young");
  }

  draw() {
    if (this.body.contains(document.activeElement)) return;
    this.body.replaceChildren(
      el(
        "ul",
        { class: "changes" },
        ...this.#changes.map(({ title, value, normal, above, href }) =>
          el(
            "li",
            {},
            el("span", { class: "arrow", "aria-hidden": "true" }, above ? "↑" : "↓"),
            href ? el("a", { href, dir: "auto" }, title) : el("span", { dir: "auto" }, title),
            el("b", {}, value),
            el("span", { class: "normal" }, `${text(above ? "tile.above" : "tile.below")} ${normal}`),
          ),
        ),
      ),
    );
  }

  #count() {
    if (performance.now() - this.#countedAt < EVERY_MS) return;
    this.#countedAt = performance.now();
    const now = this.context.store.now();
    const found = this.#all.flatMap((watch) => watch.series().map((series) => this.#changeOf(series, now)));
    this.#changes = /** @type {Change[]} */ (found.filter((c) => c !== null))
      .sort((a, b) => b.far - a.far)
      .slice(0, MOST);
  }

  /**
   * @param {import("../store/series.js").Series} series
   * @param {number} now
   * @returns {Change|null}
   */
  #changeOf(series, now) {
    const normal = normalOf(series, now, this.context.notices.timesOf(series));
    if (!normal) return null;
    this.#known = true;
    const unit = this.context.store.entry(series.metric)?.unit ?? "";
    const width = normal.high - normal.low || Math.abs(normal.high) * 0.1 || 1;
    // A number has left what is normal when the mean of its last minute has.
    const { values } = series.since(now - 60_000);
    if (values.length === 0) return null;
    const value = values.reduce((a, b) => a + b, 0) / values.length;
    const far = (value > normal.high ? value - normal.high : normal.low - value) / width;
    const shown = [number(value, unit), number(normal.low, unit), number(normal.high, unit)];
    if (far < 0.5 || shown[0] === shown[1] || shown[0] === shown[2]) return null;
    const { service } = series.labels;
    return {
      title: service ? `${titleOf(series.metric)} · ${service}` : titleOf(series.metric),
      value: shown[0],
      normal: shown[1] === shown[2] ? shown[1] : `${shown[1]}–${shown[2]}`,
      above: value > normal.high,
      far,
      href: service && service !== "other" ? serviceLink(service, this.context.place.scope) : null,
    };
  }
}

customElements.define("cc-changes", Changes);
