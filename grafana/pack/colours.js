import { CATEGORIES } from "./palette.js";

/** The colours of states. Nothing in this folder shows a colour that is neither here nor a category of the palette. */
export const COLOURS = Object.freeze({
  green: "#009E73",
  yellow: "#F0E442",
  amber: "#A39600",
  red: "#D55E00",
  blue: "#0072B2",
});

/**
 * What a state looks like: never by colour alone. It is written on a field of its colour, where Grafana takes light or
 * dark letters.
 */
export const STATUS = Object.freeze({
  ok: { colour: COLOURS.green, shape: "●", word: "Healthy" },
  warning: { colour: COLOURS.yellow, shape: "▲", word: "Warning" },
  critical: { colour: COLOURS.red, shape: "■", word: "Critical" },
  info: { colour: COLOURS.blue, shape: "○", word: "Info" },
});

/**
 * Colours to draw with: lines, bars, arcs, points. They stand out from a white page and from a dark one, at 3:1 and more;
 * yellow does not (1.3 on white), and so is only a field that letters stand on.
 */
export const INK = Object.freeze([
  COLOURS.green,
  COLOURS.amber,
  COLOURS.red,
  COLOURS.blue,
  ...CATEGORIES.map(({ colour }) => colour),
]);

/** Steps for what is drawn and not written on: amber stands where a field would be yellow. */
export const drawn = (thresholds) => ({
  ...thresholds,
  steps: thresholds.steps.map((step) => ({
    ...step,
    color: INK.includes(step.color) ? step.color : COLOURS.amber,
  })),
});

/** A fixed colour for a panel's own series. */
export const fixed = (colour) => ({ mode: "fixed", fixedColor: colour });

/** Shades of one colour, for more series than the table has colours. */
export const shades = (colour) => ({ mode: "shades", fixedColor: colour });

/** Steps of a value that is better the smaller it is. */
export const smallIsGood = (warning, critical) =>
  steps([null, COLOURS.green], [warning, COLOURS.yellow], [critical, COLOURS.red]);

/** Steps of a value that is better the larger it is: below `warning` watch, below `good` act soon. */
export const largeIsGood = (warning, good) =>
  steps([null, COLOURS.red], [warning, COLOURS.yellow], [good, COLOURS.green]);

/** One colour at every value. */
export const always = (colour) => steps([null, colour]);

function steps(...pairs) {
  return { mode: "absolute", steps: pairs.map(([value, color]) => ({ value, color })) };
}

/** Value mappings from 0, 1, 2 to a state in colour, shape and word. */
export const statusByNumber = () => [
  {
    type: "value",
    options: Object.fromEntries(
      [STATUS.ok, STATUS.warning, STATUS.critical].map((status, number) => [number, told(status, number)]),
    ),
  },
];

/** Value mappings from the rank of a severity, as a label, to a state in colour, shape and word. */
export const statusByRank = () => [
  {
    type: "value",
    options: { 2: told(STATUS.critical, 0), 1: told(STATUS.warning, 1) },
  },
];

/** Value mappings from a severity label to a state in colour, shape and word. */
export const statusBySeverity = () => [
  {
    type: "value",
    options: Object.fromEntries(
      ["critical", "warning", "info"].map((severity, index) => [severity, told(STATUS[severity], index)]),
    ),
  },
];

/** Value mappings from what a service says of itself to a state in colour, shape and word. */
export const statusByState = () => [
  {
    type: "value",
    options: Object.fromEntries(
      [
        ["unhealthy", STATUS.critical],
        ["degraded", STATUS.warning],
        ["healthy", STATUS.ok],
      ].map(([state, status], index) => [
        state,
        { ...told(status, index), text: `${status.shape} ${state}` },
      ]),
    ),
  },
];

function told(status, index) {
  return { text: `${status.shape} ${status.word}`, color: status.colour, index };
}
