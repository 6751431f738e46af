/**
 * How uPlot draws lines: axes, a band from least to greatest of what a point stands for, thresholds, and marks.
 *
 * @import uPlot from "../lib/uplot/uPlot.esm.js"
 * @typedef {import("../palette.js").Look} Look
 * @typedef {import("../store/marks.js").Mark} Mark
 */
import { lonely, nearest } from "../store/points.js";
import { colour } from "./colours.js";
import { timeLabels, valueLabels } from "./ticks.js";

/** Columns of each series: mean, least, greatest. */
export const COLUMNS = 3;
/** With more marks, only critical ones have a line from top to bottom. */
const MOST_LINES = 8;
const MARK_COLOURS = { deployment: "--quiet", warning: "--warning-line", critical: "--red" };

/**
 * @typedef {object} Drawn  what a plot is made for
 * @property {string} unit
 * @property {string[]} names
 * @property {Look[]} looks
 * @property {number} fontSize pixels
 * @property {string} font
 * @property {{width: number, height: number}} size
 * @property {() => import("../metrics.js").Thresholds|undefined} bounds
 * @property {() => Mark[]} marks
 * @property {(from: number, to: number) => void} onZoom with epoch milliseconds
 */

/** @param {Drawn} drawn @returns {uPlot.Options} */
export function optionsOf(drawn) {
  const { unit, looks, fontSize, font, bounds } = drawn;
  const axis = {
    stroke: colour("--quiet"),
    font: `${fontSize}px ${font}`,
    grid: { stroke: colour("--rule"), width: Math.max(1, fontSize / 14) },
    ticks: { show: false },
  };
  return {
    ...drawn.size,
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: true, size: fontSize * 0.6 },
      drag: { x: true, y: false, setScale: false },
      dataIdx: (plot, series, at) => (series === 0 ? at : nearest(plot.data[series], at)),
    },
    scales: { y: { range: (_, low, high) => rangeOf(low, high, bounds()?.warning) } },
    axes: [
      {
        ...axis,
        size: fontSize * 1.9,
        space: fontSize * 6,
        values: (_, splits, __, ___, increment) => timeLabels(splits, increment),
      },
      {
        ...axis,
        size: fontSize * 5,
        space: fontSize * 2.4,
        values: (_, splits) => valueLabels(splits, unit),
      },
    ],
    series: [{}, ...looks.flatMap((look, i) => seriesOf(drawn, look, drawn.names[i]))],
    bands: looks.map((look, i) => ({
      series: [i * COLUMNS + 3, i * COLUMNS + 2],
      fill: `${look.colour}30`,
    })),
    hooks: {
      draw: [(plot) => drawThresholds(plot, bounds()), (plot) => drawMarks(plot, drawn.marks())],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width === 0) return;
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          drawn.onZoom(plot.posToVal(left, "x") * 1_000, plot.posToVal(left + width, "x") * 1_000);
        },
      ],
    },
  };
}

/** @param {Drawn} drawn @param {Look} look @param {string} name @returns {uPlot.Series[]} */
function seriesOf({ looks, fontSize }, look, name) {
  const edge = { stroke: "transparent", width: 0, points: { show: false } };
  return [
    {
      label: name,
      stroke: look.colour,
      width: Math.max(2, fontSize / 7),
      dash: look.dash,
      points: {
        show: true,
        size: Math.max(4, fontSize / 3),
        fill: look.colour,
        filter: (plot, series) => lonely(plot.data[series]),
      },
      ...(looks.length === 1 && { fill: `${look.colour}22` }),
    },
    edge,
    edge,
  ];
}

/** @param {uPlot} plot @param {import("../metrics.js").Thresholds|undefined} bounds */
function drawThresholds({ ctx, bbox, valToPos }, bounds) {
  if (!bounds) return;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const [value, property] of /** @type {[number, string][]} */ ([
    [bounds.warning, "--warning-line"],
    [bounds.critical, "--red"],
  ])) {
    const y = valToPos(value, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = colour(property);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** A line where something happened; deployments with a triangle, incidents with a bar while they lasted. @param {uPlot} plot @param {Mark[]} marks */
function drawMarks({ ctx, bbox, valToPos }, marks) {
  const size = 4 * devicePixelRatio;
  const crowded = marks.length > MOST_LINES;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { from, to, kind } of marks) {
    const x = valToPos(from / 1_000, "x", true);
    ctx.strokeStyle = ctx.fillStyle = colour(MARK_COLOURS[kind]);
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(kind === "deployment" ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
    if (!crowded || kind === "critical") {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.beginPath();
    if (kind === "deployment") {
      ctx.moveTo(x - size, bbox.top);
      ctx.lineTo(x + size, bbox.top);
      ctx.lineTo(x, bbox.top + 1.6 * size);
    } else {
      ctx.rect(x, bbox.top, Math.max(size, valToPos(to / 1_000, "x", true) - x), size);
    }
    ctx.fill();
  }
  ctx.restore();
}

/**
 * From zero, unless the values lie far from it.
 * @param {number|null} low
 * @param {number|null} high
 * @param {number} [usual] what the axis reaches where all is zero
 * @returns {[number, number]}
 */
function rangeOf(low, high, usual = 1) {
  if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
  if (low === 0 && high === 0) return [0, usual * 1.5];
  if (high === low) return high > 0 ? [0, high * 1.3] : [low - 1, high + 1];
  const from = low >= 0 && low < high * 0.7 ? 0 : low - (high - low) * 0.2;
  return [low >= 0 ? Math.max(0, from) : from, high + (high - low) * 0.15];
}
