/** `<cc-tile>`: one number, large, with all that is needed to know whether to believe it. */
import { Spark } from "../charts/spark.js";
import { el, SHAPES, setAttribute, setText } from "../dom.js";
import { age, delay, duration, number, timeOfDay } from "../format.js";
import { isAboutPeople, isCounter, judge, thresholdsOf } from "../metrics.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { normalOf } from "../store/series.js";
import { text } from "../texts.js";

const HOUR = 60 * 60_000;
const LINE_EVERY_MS = 1_000;
const MOST_DELAY_MS = 4_000;

export class Tile extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  #value = el("output", { class: "value" });
  #unit = el("span", { class: "unit" });
  #shape = el("i", { "aria-hidden": "true" });
  #word = el("span");
  #status = el("span", { class: "status", hidden: true }, this.#shape, this.#word);
  #normal = el("span", { class: "normal" });
  #heard = el("span", { class: "heard" });
  #spark = new Spark();
  #lineAt = 0;
  /** The time of the value that is shown. */
  #shown = 0;
  /** From event to pixel, milliseconds. @type {number|undefined} */
  #delay;
  /** @type {import("../store/store.js").Watch|undefined} */
  #delays;

  begin() {
    const { metric = "" } = this.spec;
    this.classList.toggle("people", isAboutPeople(metric));
    this.body.replaceChildren(
      el("div", { class: "figure" }, this.#value, this.#unit, this.#status),
      this.#spark.node,
      el("footer", {}, this.#normal, this.#heard),
    );
    this.#spark.describe(this.title_);
    this.#watch = this.watch(metric, this.spec.by);
    this.#delays = this.context.store.watch(
      "event_delay_seconds",
      isAboutPeople(metric) ? {} : { topic: "service-events" },
      () => {},
    );
  }

  end() {
    this.#delays?.close();
  }

  draw() {
    const series = this.#watch?.one();
    if (!series) return;
    const unit = this.#unitName();
    const now = this.context.store.now();
    const hour = this.spec.show === "increase" ? series.increase(now - HOUR) : null;
    const value = hour ? hour.value : series.value;
    setText(this.#value, number(value, unit));
    setText(this.#unit, unitText(unit));
    this.#drawStatus(judge(value, this.#thresholds()));
    setText(this.#heard, this.#ageText(series, now));
    if (performance.now() - this.#lineAt >= LINE_EVERY_MS) this.#drawLine(series, hour, unit, now);
  }

  table() {
    const series = this.#watch?.one();
    const points = series?.since(this.context.store.now() - this.context.place.scope.minutes * 60_000);
    return {
      columns: [{ title: text("column.time") }, { title: text("column.value"), numeric: true }],
      rows: (points?.times ?? []).map((time, i) => [
        { text: timeOfDay(time), sort: time },
        { text: number(points?.values[i], this.#unitName()), sort: points?.values[i] },
      ]),
      sort: { column: 0, down: true },
    };
  }

  /**
   * @param {import("../store/series.js").Series} series
   * @param {{value: number, since: number}|null} hour
   * @param {string} unit
   * @param {number} now
   */
  #drawLine(series, hour, unit, now) {
    this.#lineAt = performance.now();
    const from = now - this.context.place.scope.minutes * 60_000;
    const points = series.since(from);
    const normal = isCounter(series.metric)
      ? null
      : normalOf(series, now, this.context.notices.timesOf(series));
    this.#spark.draw(points, { from, to: now, normal, thresholds: this.#thresholds() });
    this.#spark.describe(this.#lineText(points, unit));
    setText(this.#normal, this.#normalText(normal, hour, unit, now));
    this.#normal.classList.toggle("since", hour !== null);
  }

  /** @param {{times: number[], values: number[]}} points @param {string} unit */
  #lineText({ times, values }, unit) {
    if (values.length === 0) return this.title_;
    return text("tile.line", {
      title: this.title_,
      duration: duration(times[times.length - 1] - times[0]),
      first: number(values[0], unit),
      last: number(values[values.length - 1], unit),
      low: number(
        values.reduce((a, b) => Math.min(a, b)),
        unit,
      ),
      high: number(
        values.reduce((a, b) => Math.max(a, b)),
        unit,
      ),
    });
  }

  /**
   * @param {{low: number, high: number}|null} normal
   * @param {{value: number, since: number}|null} hour
   * @param {string} unit
   * @param {number} now
   */
  #normalText(normal, hour, unit, now) {
    if (hour)
      return now - hour.since < HOUR - 60_000 ? text("tile.since", { time: timeOfDay(hour.since) }) : "";
    if (isCounter(this.spec.metric ?? "")) return "";
    if (!normal) return text("tile.normal.unknown", { duration: duration(600_000) });
    const [low, high] = [number(normal.low, unit), number(normal.high, unit)];
    return low === high ? text("tile.normal.same", { low }) : text("tile.normal", { low, high });
  }

  /** @param {import("../store/series.js").Series} series @param {number} now */
  #ageText(series, now) {
    if (series.kept) return text("tile.kept", { time: timeOfDay(series.timestamp) });
    const heard = text("tile.updated", { age: age(now - series.timestamp) });
    if (series.timestamp !== this.#shown) {
      this.#shown = series.timestamp;
      // What was last said before the page came is no measure of the way.
      const toJob = this.#delays?.one()?.value;
      if (series.live && toJob !== undefined && now - series.timestamp < MOST_DELAY_MS) {
        // The job says how old events are when it tells a value, on average; the rest is the way from there.
        this.#delay = toJob * 1_000 + Math.max(0, now - series.timestamp);
      }
    }
    return this.#delay === undefined
      ? heard
      : `${text("tile.delay", { delay: delay(this.#delay) })} · ${heard}`;
  }

  /** @param {"ok"|"warning"|"critical"|null} status */
  #drawStatus(status) {
    this.#status.hidden = status === null;
    setAttribute(this, "data-status", status);
    if (status === null) return;
    this.#status.className = `status ${status}`;
    setText(this.#shape, SHAPES[status]);
    setText(this.#word, text(`state.${status}`));
    const bounds = this.#thresholds();
    if (bounds) {
      const key = bounds.low ? "tile.threshold.below" : "tile.threshold.above";
      this.#status.title = /** @type {const} */ (["warning", "critical"])
        .map((s) => text(key, { word: text(`state.${s}`), value: number(bounds[s], this.#unitName()) }))
        .join(", ");
    }
  }

  #thresholds() {
    return (
      this.spec.thresholds ??
      thresholdsOf(this.spec.metric ?? "", { ...this.context.place.filters, ...this.spec.only })
    );
  }

  #unitName() {
    return this.spec.unit ?? this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }
}

customElements.define("cc-tile", Tile);
