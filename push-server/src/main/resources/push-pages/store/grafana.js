/**
 * Views as dashboards of Grafana, which asks Prometheus: what both can show goes over in either direction, and what only
 * one can show is counted. Values that the pages receive as such are rates of counters there.
 *
 * @typedef {import("./views.js").View} View
 * @typedef {import("./views.js").ViewTile} ViewTile
 */
import { KINDS, newView, sizeOf } from "./views.js";

/** @type {Record<import("./views.js").Kind, string>} */
const PANEL = { tile: "stat", lines: "timeseries", bars: "barchart", pie: "piechart", ranking: "table" };
/** Other panels of Grafana that a kind of ours comes close to. @type {Record<string, import("./views.js").Kind>} */
const LIKE = { gauge: "tile", bargauge: "bars", graph: "lines" };
/** Values that Prometheus has no series of: sums of rates, by label. @type {Record<string, (only: string, by: string) => string>} */
const DERIVED = {
  request_rate: (only, by) => rate("http_requests_total", only, by),
  events_per_second: (only, by) => rate("user_activity_events_total", only, by),
  cpu_cores: (only, by) => rate("container_cpu_usage_seconds_total", only, by),
  error_rate: (only, by) => {
    const all = rate("http_requests_total", only, by);
    const failed = rate("http_requests_total", [only, 'status_code=~"5.."'].filter(Boolean).join(", "), by);
    return `(${failed} or 0 * ${all}) / ${all}`;
  },
};
/** Values that are made for the pages alone. */
const OWN = [
  "apdex",
  "top_colonies",
  "top_colonies_by_tokens",
  "top_agents_by_tokens",
  "top_users_by_tokens",
];
const UNITS = /** @type {Record<string, string>} */ ({
  ratio: "percentunit",
  bytes: "bytes",
  seconds: "s",
  "requests a second": "reqps",
});
const OK = "#009E73";
const WARNING = "#A39600";
const CRITICAL = "#D55E00";
/** Grafana divides the width into 24 columns and the height into rows of 30 pixels. */
const COLUMNS = 2;
const ROWS = 4;
const SIMPLE = /^(?:sum|max|avg)(?: by \([^)]*\))? ?\((\w+)(?:\{[^}]*\})?\)$/;

/** @param {string} metric @param {string} only @param {string} by */
const rate = (metric, only, by) =>
  `sum${by ? ` by (${by})` : ""} (rate(${metric}${only ? `{${only}}` : ""}[$__rate_interval]))`;

/**
 * The question to Prometheus for what a tile shows.
 * @param {ViewTile} tile
 * @returns {string|null} null if Prometheus does not have it
 */
export function expression({ metric, by = "", only = {} }) {
  if (OWN.includes(metric)) return null;
  const matchers = Object.entries(only)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(", ");
  if (Object.hasOwn(DERIVED, metric)) return DERIVED[metric](matchers, by);
  return `sum${by ? ` by (${by})` : ""} (${metric}${matchers ? `{${matchers}}` : ""})`;
}

/**
 * A view as a dashboard.
 * @param {View} view
 * @param {(metric: string) => {title: string, unit: string}} describe
 * @returns {{dashboard: object, left: ViewTile[]}} `left`: tiles that Grafana can't show
 */
export function toGrafana(view, describe) {
  const panels = [];
  const left = [];
  let [x, y, row] = [0, 0, 0];
  for (const tile of view.tiles) {
    const expr = expression(tile);
    if (expr === null) {
      left.push(tile);
      continue;
    }
    const { width, height } = sizeOf(tile);
    if (x + width > 12) [x, y, row] = [0, y + row, 0];
    panels.push(panelOf(tile, expr, panels.length + 1, describe(tile.metric), { x, y, width, height }));
    x += width;
    row = Math.max(row, height);
  }
  const datasource = { type: "datasource", name: "datasource", label: "Data source", query: "prometheus" };
  return {
    dashboard: { title: view.name, schemaVersion: 42, templating: { list: [datasource] }, panels },
    left,
  };
}

/**
 * @param {ViewTile} tile
 * @param {string} expr
 * @param {number} id
 * @param {{title: string, unit: string}} metric
 * @param {{x: number, y: number, width: number, height: number}} at
 */
function panelOf(tile, expr, id, { title, unit }, { x, y, width, height }) {
  const datasource = { type: "prometheus", uid: `\${datasource}` };
  const instant = tile.kind !== "lines" && tile.kind !== "tile";
  return {
    id,
    type: PANEL[tile.kind],
    title: [title, ...Object.values(tile.only ?? {})].join(" · "),
    datasource,
    gridPos: { x: x * COLUMNS, y: y * ROWS, w: width * COLUMNS, h: height * ROWS },
    targets: [
      {
        refId: "A",
        datasource,
        expr,
        ...(tile.by && { legendFormat: `{{${tile.by}}}` }),
        ...(instant && { instant: true, range: false }),
        ...(tile.kind === "ranking" && { format: "table" }),
      },
    ],
    fieldConfig: {
      defaults: { unit: UNITS[unit] ?? "short", thresholds: { mode: "absolute", steps: stepsOf(tile) } },
      overrides: [],
    },
  };
}

/** @param {ViewTile} tile */
function stepsOf({ warning, critical }) {
  const low = warning !== undefined && critical !== undefined && critical < warning;
  if (low)
    return [
      { value: null, color: CRITICAL },
      { value: critical, color: WARNING },
      { value: warning, color: OK },
    ];
  return [
    { value: null, color: OK },
    ...(warning === undefined ? [] : [{ value: warning, color: WARNING }]),
    ...(critical === undefined ? [] : [{ value: critical, color: CRITICAL }]),
  ];
}

/**
 * Whether something that was read from a file is a dashboard.
 * @param {any} value
 */
export const isDashboard = (value) => Array.isArray((value?.dashboard ?? value)?.panels);

/**
 * A dashboard as a view: its panels with one question for something that the pages have.
 * @param {any} value the model of a dashboard, or an answer of Grafana's API that holds one
 * @param {string[]} metrics that the pages have
 * @returns {{view: View, left: string[]}} `left`: titles of panels that the pages can't show
 */
export function fromGrafana(value, metrics) {
  const dashboard = value.dashboard ?? value;
  /** @type {any[]} */
  const panels = dashboard.panels.flatMap((/** @type {any} */ panel) => [
    ...(panel?.type === "row" ? [] : [panel]),
    ...(Array.isArray(panel?.panels) ? panel.panels : []),
  ]);
  const place = (/** @type {any} */ panel) =>
    (Number(panel?.gridPos?.y) || 0) * 100 + (Number(panel?.gridPos?.x) || 0);
  panels.sort((a, b) => place(a) - place(b));
  const view = newView(String(dashboard.title || "Grafana").slice(0, 100));
  /** @type {string[]} */
  const left = [];
  for (const panel of panels) {
    const tile = tileOf(panel, metrics);
    if (tile && view.tiles.length < 40) view.tiles.push(tile);
    else left.push(String(panel?.title ?? ""));
  }
  return { view, left };
}

/** @param {any} panel @param {string[]} metrics @returns {ViewTile|undefined} */
function tileOf(panel, metrics) {
  const kind = KINDS.find((one) => PANEL[one] === panel?.type) ?? LIKE[panel?.type];
  const expr = panel?.targets?.[0]?.expr;
  if (!kind || typeof expr !== "string") return undefined;
  const asked = askedBy(expr, metrics);
  if (!asked) return undefined;
  const { w, h } = panel.gridPos ?? {};
  return {
    kind,
    ...asked,
    ...boundsOf(panel.fieldConfig?.defaults?.thresholds?.steps),
    ...(w > 0 && { width: Math.min(12, Math.max(1, Math.round(w / COLUMNS))) }),
    ...(h > 0 && { height: Math.min(6, Math.max(1, Math.round(h / ROWS))) }),
  };
}

/**
 * What a question asks for, if it is one that a tile would ask. Variables of the dashboard select everything here.
 * @param {string} expr
 * @param {string[]} metrics
 * @returns {{metric: string, by?: string, only?: Record<string, string>}|undefined}
 */
function askedBy(expr, metrics) {
  const plain = expr
    .replace(/\w+=~"\$[^"]*",?\s*/g, "")
    .replace(/,\s*\}/g, "}")
    .replaceAll("{}", "")
    .trim();
  const by = /\bby \((\w+)\)/.exec(plain)?.[1];
  const matchers = /\{([^}]*)\}/.exec(plain)?.[1] ?? "";
  const only = Object.fromEntries(
    [...matchers.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [
      label,
      JSON.parse(`"${value}"`),
    ]),
  );
  const simple = SIMPLE.exec(plain)?.[1];
  for (const metric of [...Object.keys(DERIVED), ...(simple ? [simple] : [])]) {
    if (!metrics.includes(metric)) continue;
    const tile = { metric, ...(by && { by }), ...(Object.keys(only).length > 0 && { only }) };
    const asked = expression({ kind: "tile", ...tile });
    if (asked !== null && bare(asked) === bare(plain)) return tile;
  }
  return undefined;
}

/** Without what makes no difference: spaces, and how values of one series are brought together. @param {string} expr */
const bare = (expr) => expr.replace(/\s+/g, "").replace(/^(max|avg)(?=by|\()/, "sum");

/** @param {any} steps of thresholds @returns {{warning?: number, critical?: number}} */
function boundsOf(steps) {
  if (!Array.isArray(steps)) return {};
  const values = steps.filter((step) => Number.isFinite(step?.value));
  const isRed = (/** @type {any} */ step) => /red|#D55E00|#F2495C/i.test(step?.color ?? "");
  if (isRed(steps[0]) && values.length > 0) {
    const [critical, warning = critical] = values;
    return { warning: warning.value, critical: critical.value };
  }
  const critical = values.find(isRed)?.value;
  const warning = values.find((step) => !isRed(step))?.value;
  return { ...(warning !== undefined && { warning }), ...(critical !== undefined && { critical }) };
}
