import { readFile } from "node:fs/promises";

/** The table of the web pages, so that a category looks the same there and in Grafana. It has no imports of its own. */
const TABLE = new URL("../../push-server/src/main/resources/push-pages/palette.js", import.meta.url);

// As data, since Node takes a file outside of this package for CommonJS.
export const { CATEGORIES, FAILURES, KNOWN, MACHINES, PEOPLE, lookAt, looksOf } = await import(
  `data:text/javascript,${encodeURIComponent(await readFile(TABLE, "utf8"))}`
);
