/**
 * A form for one tile of a view: a new one, or one that is changed. Thresholds are typed as the pages show the metric,
 * so an error rate in percent.
 *
 * @typedef {import("../store/views.js").ViewTile} ViewTile
 */
import { el, setText } from "../dom.js";
import { titleOf } from "../metrics.js";
import { typedIn } from "../panels/unit.js";
import { KINDS } from "../store/views.js";
import { named, text } from "../texts.js";

/** How many digits of a typed number count, so that 0.07 · 100 is 7. */
const DIGITS = 12;

/**
 * @param {import("../metrics.js").CatalogueEntry[]} catalogue
 * @param {ViewTile|undefined} tile the one to change
 * @param {{done: (tile: ViewTile) => void, cancel: () => void}} ways
 */
export function tileForm(catalogue, tile, { done, cancel }) {
  const live = catalogue.filter((entry) => entry.live.length > 0 && entry.kind !== "histogram");
  const metric = choice(
    "metric",
    live.map(({ name }) => [name, titleOf(name)]),
    tile?.metric,
  );
  const kind = choice(
    "kind",
    KINDS.map((one) => [one, text(`custom.kind.${one}`)]),
    tile?.kind,
  );
  const by = el("select", { name: "by" });
  const only = el("input", {
    name: "only",
    type: "text",
    placeholder: text("custom.only.hint"),
    dir: "auto",
    value: Object.entries(tile?.only ?? {})
      .map(([label, value]) => `${label}=${/[\s,"]/.test(value) ? JSON.stringify(value) : value}`)
      .join(" "),
  });
  const bounds = { warning: bound("warning"), critical: bound("critical") };
  const entry = () => live.find(({ name }) => name === metric.value);
  const fill = () => {
    const labels = [...new Set(entry()?.live.flat())];
    by.replaceChildren(
      el("option", { value: "" }, text("custom.by.none")),
      ...labels.map((label) => el("option", { value: label }, named("label", label))),
    );
    const { suffix } = typedIn(entry()?.unit ?? "");
    for (const { unit } of Object.values(bounds)) setText(unit, suffix && ` (${suffix})`);
  };
  metric.addEventListener("change", fill);
  fill();
  by.value = tile?.by ?? "";
  const { factor } = typedIn(entry()?.unit ?? "");
  for (const name of /** @type {const} */ (["warning", "critical"])) {
    const value = tile?.[name];
    if (value !== undefined) bounds[name].input.value = String(rounded(value * factor));
  }
  const form = el(
    "form",
    { class: "adder panel", "aria-label": text(tile ? "custom.form.change" : "custom.form.add") },
    field(text("custom.metric"), metric),
    field(text("custom.kind"), kind),
    field(text("custom.by"), by),
    field(text("custom.only"), only),
    ...Object.values(bounds).map(({ label }) => label),
    el("button", { type: "submit", class: "strong" }, text(tile ? "custom.apply" : "custom.add")),
    tile && el("button", { type: "button", class: "quiet", onclick: cancel }, text("custom.cancel")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = typedIn(entry()?.unit ?? "").factor;
    const [warning, critical] = [bounds.warning.input, bounds.critical.input].map(({ valueAsNumber }) =>
      Number.isFinite(valueAsNumber) ? rounded(valueAsNumber / typed) : undefined,
    );
    const labels = labelsOf(only.value);
    done({
      kind: /** @type {import("../store/views.js").Kind} */ (kind.value),
      metric: metric.value,
      ...(by.value && { by: by.value }),
      ...(Object.keys(labels).length > 0 && { only: labels }),
      ...(warning !== undefined && { warning }),
      ...(critical !== undefined && { critical }),
      // A size that was chosen is for the kind that it was chosen for.
      ...(tile?.kind === kind.value && { width: tile.width, height: tile.height }),
    });
  });
  return form;
}

/** @param {string} name @param {[string, string][]} options value and words @param {string} [chosen] */
function choice(name, options, chosen) {
  return el(
    "select",
    { name },
    ...options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)),
  );
}

/** A number with the unit beside its name. @param {"warning"|"critical"} name */
function bound(name) {
  const input = el("input", { name, type: "number", step: "any" });
  const unit = el("span");
  return { input, unit, label: field(text(`custom.${name}`), input, unit) };
}

/** @param {string} words @param {HTMLElement} input @param {HTMLElement} [unit] */
const field = (words, input, unit) => el("label", {}, el("span", {}, words, unit), input);

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(DIGITS));

/** @param {string} words such as `region=eu-west service="my api"` */
function labelsOf(words) {
  return Object.fromEntries(
    [...words.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|[^\s,]+)/g)].map(([, label, value]) => [
      label,
      value.startsWith('"') ? JSON.parse(value) : value,
    ]),
  );
}
