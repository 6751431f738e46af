/**
 * The library that draws lines, with its style. It is the largest file but the map, so it comes when
 * lines are first wanted, and the numbers do not wait for it.
 */
import { el } from "../dom.js";

/** @import uPlot from "../lib/uplot/uPlot.esm.js" */

/** @type {Promise<typeof uPlot>|undefined} */
let loading;

/** Rejects if it can't be had, and tries again when it is asked again. @returns {Promise<typeof uPlot>} */
export function loadUPlot() {
  loading ??= load().catch((problem) => {
    loading = undefined;
    throw problem;
  });
  return loading;
}

async function load() {
  document.head.append(
    el("link", { rel: "stylesheet", href: new URL("../lib/uplot/uPlot.min.css", import.meta.url).href }),
  );
  const { default: Plot } = await import("../lib/uplot/uPlot.esm.js");
  return Plot;
}
