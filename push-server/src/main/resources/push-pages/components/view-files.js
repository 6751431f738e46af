/** Ways out of and into a view: a link, a file, and a dashboard of Grafana. */
import { el } from "../dom.js";
import { titleOf } from "../metrics.js";
import { link } from "../router.js";
import { checked, encoded } from "../store/views.js";
import { plural, text } from "../texts.js";

/**
 * @typedef {import("../store/views.js").View} View
 * @typedef {import("../app.js").Context} Context
 */

/**
 * The buttons.
 * @param {Context} context
 * @param {() => View} view the one that is shown
 * @param {{took: (view: View) => void, failed: (problem: unknown) => void}} ways a view came from a file, or did not
 * @returns {HTMLElement[]}
 */
export function fileControls(context, view, ways) {
  const button = (/** @type {import("../texts.js").TextKey} */ key, /** @type {() => void} */ act) =>
    el("button", { type: "button", onclick: act }, text(key));
  return [
    button("custom.share", () => share(context, view())),
    button("custom.export", () => {
      const { id, name, tiles } = view();
      download({ id, name, tiles }, name);
    }),
    button("custom.grafana", () => exportToGrafana(context, view())),
    importer(context, ways),
  ];
}

/** @param {Context} context @param {View} view */
async function share(context, view) {
  const address = link("/custom", context.place.scope, { view: encoded(view) });
  await navigator.clipboard?.writeText(new URL(address, location.origin).href).catch(() => {});
  context.say(text("scope.shared"));
}

/** @param {Context} context @param {View} view */
async function exportToGrafana({ store, say }, view) {
  const { toGrafana } = await import("../store/grafana.js");
  const { dashboard, left } = toGrafana(view, (metric) => ({
    title: titleOf(metric),
    unit: store.entry(metric)?.unit ?? "",
  }));
  download(dashboard, `${view.name} Grafana`);
  const titles = left.map(({ metric }) => titleOf(metric)).join(", ");
  if (left.length > 0) say(plural("custom.grafana.without", left.length, { titles }));
}

/** @param {Context} context @param {{took: (view: View) => void, failed: (problem: unknown) => void}} ways */
function importer({ store, say }, { took, failed }) {
  const file = el("input", {
    type: "file",
    accept: "application/json,.json",
    class: "unseen",
    tabindex: -1,
    "aria-hidden": "true",
  });
  file.addEventListener("change", async () => {
    try {
      const read = JSON.parse((await file.files?.[0]?.text()) ?? "");
      const { fromGrafana, isDashboard } = await import("../store/grafana.js");
      const metrics = store.catalogue.filter(({ live }) => live.length > 0).map(({ name }) => name);
      const { view, left } = isDashboard(read)
        ? fromGrafana(read, metrics)
        : { view: checked(read), left: [] };
      took(view);
      if (left.length > 0) say(plural("custom.grafana.left", left.length, { titles: left.join(", ") }));
    } catch (problem) {
      failed(problem);
    }
  });
  return el(
    "span",
    {},
    file,
    el("button", { type: "button", onclick: () => file.click() }, text("custom.import")),
  );
}

/** @param {object} content @param {string} name */
function download(content, name) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const file = `${name.replace(/[^\p{L}\p{N}-]+/gu, "-").slice(0, 60) || "view"}.json`;
  el("a", { href: url, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
