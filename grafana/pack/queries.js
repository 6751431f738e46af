/** Data sources by the dashboard's own variables, and the targets that ask them. */
export const PROMETHEUS = { type: "prometheus", uid: "${datasource}" };
export const LOKI = { type: "loki", uid: "${loki}" };
export const INFINITY = { type: "yesoreyeram-infinity-datasource", uid: "${infinity}" };
export const HISTORY = { type: "grafana-postgresql-datasource", uid: "${history}" };

/** A line over time. */
export const range = (expr, legendFormat) => prometheus(expr, { range: true, instant: false, legendFormat });

/** The value now, a series each. */
export const instant = (expr, legendFormat = "__auto") =>
  prometheus(expr, { range: false, instant: true, legendFormat });

/** The value now, a row for each series. */
export const table = (expr) =>
  prometheus(expr, { range: false, instant: true, format: "table", legendFormat: "" });

/** Cumulative buckets over time, which Grafana turns into cells. */
export const buckets = (expr) =>
  prometheus(expr, { range: true, instant: false, format: "heatmap", legendFormat: "{{le}}" });

/** Cumulative buckets of one moment, which Grafana turns into a count for each bucket. */
export const bucketsNow = (expr) =>
  prometheus(expr, { range: false, instant: true, format: "heatmap", legendFormat: "{{le}}" });

/** Lines of a log. */
export const logs = (expr) => ({ datasource: LOKI, expr, queryType: "range", editorMode: "code" });

/** Nested-set rows of the push server's flame graphs; the address is below the data source's own. */
export const flames = (path) => ({
  datasource: INFINITY,
  type: "json",
  source: "url",
  format: "table",
  parser: "backend",
  url: path,
  url_options: { method: "GET", data: "" },
  root_selector: "",
  columns: [
    { selector: "level", text: "level", type: "number" },
    { selector: "value", text: "value", type: "number" },
    { selector: "self", text: "self", type: "number" },
    { selector: "label", text: "label", type: "string" },
  ],
  filters: [],
});

/** Lines of a statement over its column "time": one for each other column, or each value of the column "metric". */
export const sqlLines = (rawSql) => sql(rawSql, "time_series");

/** The rows of a statement. */
export const sqlRows = (rawSql) => sql(rawSql, "table");

const sql = (rawSql, format) => ({
  datasource: HISTORY,
  editorMode: "code",
  rawQuery: true,
  rawSql,
  format,
});

function prometheus(expr, how) {
  return { datasource: PROMETHEUS, editorMode: "code", expr, ...how };
}
