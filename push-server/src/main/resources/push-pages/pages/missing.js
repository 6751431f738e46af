/** For addresses that lead nowhere. */
import { el } from "../dom.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.missing"),
  render: () => [el("p", {}, text("page.missing.mend"))],
};
