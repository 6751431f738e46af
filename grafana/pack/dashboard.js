import { annotations } from "./expressions.js";
import { FAILURES, MACHINES, PEOPLE } from "./palette.js";
import { PROMETHEUS } from "./queries.js";

/** Folders from the overview down to what people make themselves; the tag of each is what links go by. */
export const FOLDERS = Object.freeze({
  overview: { path: "overview", title: "1 Overview" },
  domain: { path: "domain", title: "2 Domains" },
  drillDown: { path: "drill-down", title: "3 Drill-down" },
  custom: { path: "custom", title: "4 Custom" },
});

const COLUMNS = 24;

/** A dashboard of classic JSON. `rows` are lists of panels from left to right; `w` of all panels of a row are 24 at most. */
export function dashboard({
  uid,
  title,
  description,
  folder,
  tags,
  refresh = "5s",
  from = "now-30m",
  variables = [],
  rows,
  sources = ["prometheus"],
}) {
  return {
    uid,
    title,
    description,
    tags: ["colonycraft", folder.path, ...tags],
    schemaVersion: 42,
    version: 1,
    editable: folder === FOLDERS.custom,
    graphTooltip: 1,
    refresh,
    time: { from, to: "now" },
    timezone: "browser",
    timepicker: { refresh_intervals: ["5s", "10s", "30s", "1m", "5m"] },
    fiscalYearStartMonth: 0,
    templating: { list: [...sources.map((source) => SOURCES[source]), ...variables] },
    annotations: { list: marks() },
    links: links(folder),
    panels: place(rows, title),
  };
}

/** A variable that takes the values of a label. */
export const labelVariable = (name, label, metric, labelName, { multi = true } = {}) => ({
  type: "query",
  name,
  label,
  datasource: PROMETHEUS,
  query: { query: `label_values(${metric}, ${labelName})`, refId: "variable", qryType: 1 },
  refresh: 2,
  sort: 1,
  multi,
  includeAll: multi,
  ...(multi && { allValue: ".*", current: { text: ["All"], value: ["$__all"] } }),
});

/** Variables of a choice that is written down. */
export const choice = (name, label, values) => ({
  type: "custom",
  name,
  label,
  query: values.join(","),
  options: values.map((value, i) => ({ text: value, value, selected: i === 0 })),
  current: { text: values[0], value: values[0] },
  multi: false,
  includeAll: false,
});

/** A link from a value to another dashboard, with its time and data source. */
export const to = (uid, title, variables = "") => ({
  title,
  url: `/d/${uid}?\${__url_time_range}&\${datasource:queryparam}${variables && `&${variables}`}`,
  targetBlank: false,
});

const source = (name, label, plugin) => ({
  type: "datasource",
  name,
  label,
  query: plugin,
  refresh: 1,
  multi: false,
  includeAll: false,
  options: [],
  current: {},
});

const SOURCES = {
  prometheus: source("datasource", "Data source", "prometheus"),
  loki: source("loki", "Loki data source", "loki"),
  infinity: source("infinity", "Infinity data source", "yesoreyeram-infinity-datasource"),
  history: source("history", "History data source", "grafana-postgresql-datasource"),
};

function marks() {
  return [
    mark(
      "Deployments",
      annotations.deployments,
      MACHINES.colour,
      "Deployment finished",
      "{{service}} {{version}} in {{region}}",
      "service,region",
      true,
    ),
    mark(
      "Incidents begin",
      annotations.began,
      FAILURES.colour,
      "Incident began",
      "{{title}} ({{severity}})",
      "id,severity",
      true,
    ),
    mark(
      "Incidents end",
      annotations.ended,
      FAILURES.colour,
      "Incident ended",
      "{{title}} ({{severity}})",
      "id,severity",
      true,
    ),
    mark(
      "Rule matches",
      annotations.matches,
      PEOPLE.colour,
      "Rule matched",
      "{{rule}} ({{severity}})",
      "rule,severity",
    ),
  ];
}

function mark(name, expr, iconColor, titleFormat, textFormat, tagKeys, useValueForTime = false) {
  return {
    name,
    datasource: PROMETHEUS,
    enable: true,
    hide: false,
    iconColor,
    expr,
    step: "15s",
    titleFormat,
    textFormat,
    tagKeys,
    useValueForTime,
  };
}

function links(folder) {
  return Object.values(FOLDERS).map(({ path, title }) => ({
    type: "dashboards",
    title: title.replace(/^\d /, ""),
    tags: ["colonycraft", path],
    asDropdown: path !== folder.path,
    icon: "external link",
    includeVars: true,
    keepTime: true,
    targetBlank: false,
    tooltip: "",
    url: "",
  }));
}

function place(rows, title) {
  let id = 1;
  let y = 0;
  return rows.flatMap((row) => {
    let x = 0;
    const height = Math.max(...row.map((panel) => panel.size.h));
    const placed = row.map(({ size, ...panel }) => {
      const gridPos = { x, y, w: size.w, h: size.h };
      x += size.w;
      return { id: id++, ...panel, gridPos };
    });
    if (x > COLUMNS) throw new Error(`${title}: a row is ${x} wide, the grid has ${COLUMNS}`);
    y += height;
    return placed;
  });
}
