/** `<cc-services>`: every service with its state and its numbers; `<cc-verdict>`: all of them in one sentence. */
import { statesOf, statusOf } from "../charts/gauge.js";
import { el, SHAPES, setAttribute, setText } from "../dom.js";
import { duration, number } from "../format.js";
import { judge, thresholdsOf } from "../metrics.js";
import { Panel } from "../panels/panel.js";
import { SortTable } from "../panels/table.js";
import { serviceLink } from "../router.js";
import { plural, text } from "../texts.js";

/** @typedef {import("../store/store.js").Watch} Watch */
/** @typedef {import("../dom.js").Status} Status */

const EVERY_MS = 1_000;
/** That a sentence names. */
const MOST_PLACES = 3;
const ORDER = /** @type {const} */ (["unhealthy", "degraded", "healthy"]);

export class Services extends Panel {
  #table = new SortTable(this.title_);
  /** @type {Record<string, Watch>} */
  #of = {};
  #drawnAt = -EVERY_MS;

  begin() {
    const split = this.spec.by?.[0] ?? "service";
    this.body.replaceChildren(this.#table.node);
    this.#of = {
      health: this.watchExactly("service_health", {
        service: this.spec.only?.service ?? "*",
        region: this.context.place.filters.region ?? "*",
        state: "*",
      }),
    };
    for (const metric of ["request_rate", "error_rate", "apdex", "cpu_cores"])
      this.#of[metric] = this.watch(metric, [split]);
    this.#drawnAt = -EVERY_MS;
  }

  draw() {
    if (performance.now() - this.#drawnAt < EVERY_MS) return;
    this.#drawnAt = performance.now();
    const split = this.spec.by?.[0] ?? "service";
    const series = [...this.#of.health.series(), ...this.#of.request_rate.series()];
    const names = [...new Set(series.map((s) => s.labels[split] ?? ""))].filter(Boolean).toSorted();
    const value = (/** @type {string} */ metric, /** @type {string} */ name) =>
      this.#of[metric].series().find((s) => s.labels[split] === name)?.value;
    this.#table.draw({
      columns: [
        { title: text(split === "service" ? "column.service" : "label.region") },
        { title: text("column.state") },
        { title: text("column.rate"), numeric: true },
        { title: text("column.errors"), numeric: true },
        { title: text("column.apdex"), numeric: true },
        { title: text("column.cpu"), numeric: true },
      ],
      rows: names.map((name) => {
        const state = worstOf(
          this.#of.health.series().filter((s) => s.labels[split] === name),
          split === "service",
        );
        const service = split === "service" ? name : this.spec.only?.service;
        return [
          {
            text: name,
            ...(split === "service" &&
              name !== "other" && { href: serviceLink(name, this.context.place.scope) }),
          },
          { text: state.text, status: state.status, sort: ORDER.indexOf(/** @type {any} */ (state.word)) },
          numberCell("request_rate", value("request_rate", name), ""),
          numberCell("error_rate", value("error_rate", name), "ratio", service),
          numberCell("apdex", value("apdex", name), "score", service),
          numberCell("cpu_cores", value("cpu_cores", name), ""),
        ];
      }),
      sort: { column: 1, down: false },
    });
  }
}

/**
 * @param {string} metric
 * @param {number|undefined} value
 * @param {string} unit
 * @param {string} [service] whose objective counts
 * @returns {import("../panels/table.js").Cell}
 */
function numberCell(metric, value, unit, service) {
  const status = judge(value ?? NaN, thresholdsOf(metric, { service }));
  return { text: number(value, unit), sort: value ?? -1, ...(status && status !== "ok" && { status }) };
}

/**
 * The worst state.
 * @param {import("../store/series.js").Series[]} series
 * @param {boolean} placed whether it says in which regions
 */
function worstOf(series, placed) {
  const states = statesOf(series);
  const word = ORDER.find((state) => states[state] > 0);
  const places = series.filter((s) => s.value > 0 && s.labels.state === word).map((s) => s.labels.region);
  const where = placed && word && word !== "healthy" && places.length > 0 ? ` · ${places.join(", ")}` : "";
  return { word, status: statusOf(word), text: `${word ?? "–"}${where}` };
}

export class Verdict extends Panel {
  #shape = el("i", { "aria-hidden": "true" });
  #sentence = el("p", { class: "sentence" });
  /** @type {Watch|undefined} */
  #watch;

  begin() {
    const labels = this.context.place.filters;
    this.body.replaceChildren(this.#shape, this.#sentence);
    this.#watch = this.watchExactly("service_health", {
      service: labels.service ?? "*",
      region: labels.region ?? "*",
      state: "*",
    });
  }

  emptiness() {
    return null;
  }

  draw() {
    const [status, sentence] = this.#verdict();
    setAttribute(this, "data-status", status);
    setText(this.#shape, SHAPES[status]);
    setText(this.#sentence, sentence);
  }

  /** @returns {[Status, string]} */
  #verdict() {
    const told = (this.#watch?.series() ?? []).filter((series) => series.value > 0);
    if (told.length === 0) return ["unknown", text("overview.unknown")];
    if (this.isStale()) return ["unknown", text("overview.stale", { duration: duration(this.age() ?? 0) })];
    const ill = told.filter(({ labels }) => labels.state !== "healthy");
    const services = new Set(told.map(({ labels }) => labels.service)).size;
    const regions = new Set(told.map(({ labels }) => labels.region)).size;
    if (ill.length === 0)
      return [
        "ok",
        text("overview.ok", {
          services: plural("overview.ok.services", services),
          regions: plural("overview.ok.regions", regions),
        }),
      ];
    const worst = ill.some(({ labels }) => labels.state === "unhealthy") ? "unhealthy" : "degraded";
    const where = ill
      .filter(({ labels }) => labels.state === worst)
      .map(({ labels }) => text("overview.place", { service: labels.service, region: labels.region }));
    const places =
      where.length > MOST_PLACES
        ? [...where.slice(0, MOST_PLACES), text("panel.truncated", { count: where.length - MOST_PLACES })]
        : where;
    return [statusOf(worst), text(`overview.${worst}`, { places: places.join(", ") })];
  }
}

customElements.define("cc-services", Services);
customElements.define("cc-verdict", Verdict);
