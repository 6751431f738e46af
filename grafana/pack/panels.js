import { always, COLOURS, drawn, fixed } from "./colours.js";
import { to } from "./dashboard.js";
import { MACHINES, PEOPLE } from "./palette.js";

/**
 * Panels of today's Grafana. Each takes `title`, `description` (what it tells and when to worry), `unit`,
 * `noValue` (what an empty answer means) and `targets`; and, as far as wanted, `color`, `thresholds`, `mappings`,
 * `min`, `max`, `decimals`, `custom`, `overrides`, `transformations`, `links`, `options`, and its width `w` and height `h`.
 */
function panel(type, defaults, p) {
  for (const key of ["title", "description", "unit", "noValue", "targets"]) {
    if (!p[key]) throw new Error(`${p.title}: ${key} is missing`);
  }
  const { min, max, decimals, links } = p;
  return {
    type,
    title: p.title,
    description: p.description,
    datasource: p.targets[0].datasource,
    targets: p.targets.map((target, i) => ({ refId: "ABCDEFG"[i], ...target })),
    fieldConfig: {
      defaults: strip({
        unit: p.unit,
        noValue: p.noValue,
        min,
        max,
        decimals,
        color: p.color ?? (p.thresholds ? { mode: "thresholds" } : fixed(MACHINES.colour)),
        thresholds: steps(type, p.thresholds ?? always(COLOURS.blue)),
        mappings: p.mappings ?? [],
        links,
        custom: { ...defaults.custom, ...p.custom },
      }),
      overrides: p.overrides ?? [],
    },
    options: { ...defaults.options, ...p.options },
    ...(p.transformations && { transformations: p.transformations }),
    ...(p.interval && { interval: p.interval }),
    size: { w: p.w, h: p.h },
  };
}

/** A stat and a table write on their colours; the others draw with them. */
const steps = (type, thresholds) => (["stat", "table"].includes(type) ? thresholds : drawn(thresholds));
const strip = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const LAST = { values: false, calcs: ["lastNotNull"], fields: "" };
const LIST = { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] };
const ALL = { mode: "multi", sort: "desc" };

export const stat = (p) =>
  panel(
    "stat",
    {
      options: {
        colorMode: p.thresholds ? "background" : "value",
        graphMode: "area",
        justifyMode: "auto",
        orientation: "auto",
        textMode: "auto",
        wideLayout: true,
        reduceOptions: LAST,
      },
    },
    p,
  );

export const gauge = (p) =>
  panel(
    "gauge",
    {
      options: {
        orientation: "auto",
        showThresholdLabels: false,
        showThresholdMarkers: true,
        reduceOptions: LAST,
      },
    },
    p,
  );

export const timeseries = (p) =>
  panel(
    "timeseries",
    {
      custom: {
        drawStyle: "line",
        lineWidth: 2,
        fillOpacity: 10,
        showPoints: "never",
        spanNulls: false,
        axisSoftMin: 0,
        thresholdsStyle: { mode: p.thresholds ? "dashed" : "off" },
      },
      options: { legend: LIST, tooltip: ALL },
    },
    { color: fixed(MACHINES.colour), ...p },
  );

export const table = (p) =>
  panel(
    "table",
    { custom: { align: "auto", filterable: false }, options: { showHeader: true, cellHeight: "sm" } },
    p,
  );

export const heatmap = (p) =>
  panel(
    "heatmap",
    {
      options: {
        calculate: false,
        cellGap: 1,
        // A cell is a count; the unit of the panel is that of its rows.
        cellValues: { unit: "short" },
        color: {
          mode: "opacity",
          fill: MACHINES.colour,
          scale: "exponential",
          exponent: 0.5,
          steps: 64,
          reverse: false,
          scheme: "",
        },
        exemplars: { color: PEOPLE.colour },
        filterValues: { le: 1e-9 },
        legend: { show: true },
        rowsFrame: { layout: "auto" },
        showValue: "never",
        tooltip: { mode: "single", yHistogram: true, showColorScale: true },
        yAxis: { axisPlacement: "left", unit: p.unit, reverse: false },
      },
    },
    p,
  );

/** A bar for each bucket of a histogram, as it is now. */
export const histogram = (p) =>
  panel(
    "bargauge",
    {
      options: {
        displayMode: "basic",
        orientation: "vertical",
        valueMode: "color",
        showUnfilled: false,
        namePlacement: "auto",
        sizing: "auto",
        reduceOptions: LAST,
      },
    },
    { min: 0, ...p },
  );

export const bargauge = (p) =>
  panel(
    "bargauge",
    {
      options: {
        displayMode: "basic",
        orientation: "horizontal",
        valueMode: "color",
        showUnfilled: true,
        namePlacement: "auto",
        sizing: "auto",
        reduceOptions: LAST,
      },
    },
    { min: 0, ...p },
  );

export const piechart = (p) =>
  panel(
    "piechart",
    {
      options: {
        pieType: "pie",
        displayLabels: ["name", "percent"],
        legend: { displayMode: "list", placement: "right", showLegend: true, values: ["percent", "value"] },
        tooltip: ALL,
        reduceOptions: LAST,
      },
    },
    p,
  );

export const barchart = (p) =>
  panel(
    "barchart",
    {
      custom: { fillOpacity: 80, lineWidth: 1 },
      options: {
        orientation: "horizontal",
        barWidth: 0.8,
        groupWidth: 0.7,
        fullHighlight: false,
        showValue: "auto",
        stacking: "none",
        xTickLabelRotation: 0,
        xTickLabelMaxLength: 0,
        legend: { ...LIST, showLegend: false },
        tooltip: { mode: "single", sort: "none" },
      },
    },
    p,
  );

export const logs = (p) =>
  panel(
    "logs",
    {
      options: {
        showTime: true,
        showLabels: true,
        showCommonLabels: false,
        wrapLogMessage: true,
        prettifyLogMessage: true,
        enableLogDetails: true,
        dedupStrategy: "none",
        sortOrder: "Descending",
        showLogContextToggle: false,
      },
    },
    p,
  );

export const flamegraph = (p) => panel("flamegraph", { options: {} }, p);

/** Circles on the map at the countries of the field `lookup`. */
export const geomap = ({ lookup, colour, ...p }) =>
  panel(
    "geomap",
    {
      options: {
        basemap: { type: "default", name: "Basemap" },
        controls: { showZoom: true, showAttribution: true },
        layers: [
          {
            type: "markers",
            name: p.title,
            tooltip: true,
            location: { mode: "lookup", lookup, gazetteer: "public/gazetteer/countries.json" },
            config: {
              showLegend: true,
              style: {
                size: { field: "Value", fixed: 5, min: 2, max: 15 },
                color: { fixed: colour },
                opacity: 0.7,
                symbol: { mode: "fixed", fixed: "img/icons/marker/circle.svg" },
              },
            },
          },
        ],
        tooltip: { mode: "details" },
        view: { id: "zero", lat: 0, lon: 0, zoom: 1, allLayers: true },
      },
    },
    p,
  );

/** Hides, orders and renames the columns of a table. */
export const organize = (renameByName, hidden = []) => [
  {
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(["Time", ...hidden].map((name) => [name, true])),
      indexByName: Object.fromEntries(Object.keys(renameByName).map((name, i) => [name, i])),
      renameByName,
    },
  },
];

/** Properties of the field of one name. */
export const field = (name, properties) => ({
  matcher: { id: "byName", options: name },
  properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});

/** A column of ids of colonies, which lead to the colony. */
export const colonyIds = (name = "ID") =>
  field(name, { links: [to("colony", "Look at this colony", "var-colony=${__value.text}")] });

/** A table of colonies by id and name, those with the largest value first; `value` names its column. */
export const colonyTable = (value, p) =>
  table({
    ...p,
    transformations: organize({ colony_id: "ID", colony_name: "Name", Value: value }),
    overrides: [colonyIds()],
    options: { sortBy: [{ displayName: value, desc: true }] },
  });

/** Value mappings from who cares for an incident to words. */
export const careMappings = () => [
  {
    type: "value",
    options: Object.fromEntries(
      [
        ["needsSomeone", "Needs someone"],
        ["beingHandled", "Being handled"],
        ["silenced", "Silenced"],
      ].map(([state, words], index) => [state, { text: words, index }]),
    ),
  },
];

/** The line of one name in the colour and dash of a category. */
export const lined = (name, { colour, dash }) =>
  field(name, {
    color: fixed(colour),
    ...(dash.length > 0 && { "custom.lineStyle": { fill: "dash", dash } }),
  });

/** A fixed colour for the series of one name. */
export const painted = (name, colour) => field(name, { color: fixed(colour) });
