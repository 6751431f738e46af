/** Numbers, durations and times as people read them. */
import { LANGUAGE, text } from "./texts.js";

/**
 * Makes a thing when it is first wanted: all formats together take longer than a frame.
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function later(make) {
  /** @type {T|undefined} */
  let made;
  return () => (made ??= make());
}

const numbers = (/** @type {Intl.NumberFormatOptions} */ options) =>
  later(() => new Intl.NumberFormat(LANGUAGE, options));
const times = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
  later(() => new Intl.DateTimeFormat(LANGUAGE, options));
const whole = numbers({ maximumFractionDigits: 0 });
const fine = numbers({ maximumFractionDigits: 1 });
const finer = numbers({ maximumFractionDigits: 3 });
const short = numbers({ notation: "compact", maximumFractionDigits: 1 });
const percent = numbers({ style: "percent", maximumFractionDigits: 1 });
const finePercent = numbers({ style: "percent", maximumFractionDigits: 2 });
const score = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = times({ timeStyle: "medium", hourCycle: "h23" });
const minute = times({ timeStyle: "short", hourCycle: "h23" });
const zoned = times({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
const date = times({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
const day = times({ dateStyle: "full" });
const monthDay = times({ day: "numeric", month: "short" });
const monthDayTime = times({
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const countries = later(() => new Intl.DisplayNames(LANGUAGE, { type: "region" }));

const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];

/**
 * A value in its unit; all digits while that is readable.
 * @param {number|undefined|null} value
 * @param {string} [unit] of the catalogue
 * @returns {string}
 */
export function number(value, unit = "") {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  if (unit === "ratio") return (Math.abs(value) < 0.01 ? finePercent : percent)().format(value);
  if (unit === "score") return score().format(value);
  if (unit === "bytes") return bytes(value);
  const size = Math.abs(value);
  if (size >= 10_000_000) return short().format(value);
  if (size >= 100 || Number.isInteger(value)) return whole().format(value);
  return (size < 1 ? finer : fine)().format(value);
}

/**
 * A short form, for axes and marks.
 * @param {number|undefined|null} value
 * @param {string} [unit]
 * @returns {string}
 */
export function brief(value, unit = "") {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  if (unit === "ratio" || unit === "bytes" || Math.abs(value) < 1_000) return number(value, unit);
  return short().format(value);
}

/**
 * With so many digits after the point, for axes whose short forms would be the same.
 * @param {number} value
 * @param {string} unit
 * @param {number} digits
 */
export function precise(value, unit, digits) {
  const exact = (/** @type {number} */ shown, /** @type {Intl.NumberFormatOptions} */ more = {}) =>
    new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: digits, ...more }).format(shown);
  if (unit === "ratio") return exact(value, { style: "percent" });
  if (unit === "bytes") return bytes(value, exact);
  return exact(value);
}

/** @param {number} value @param {(value: number) => string} [format] */
function bytes(value, format = (scaled) => fine().format(scaled)) {
  const step = Math.min(BYTES.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
  return `${format(value / 1024 ** step)} ${BYTES[step]}`;
}

/** @param {number} value a ratio */
export function share(value) {
  return percent().format(value);
}

/**
 * "12 s", "3 min 5 s", "2 h", "4 d".
 * @param {number} ms
 * @returns {string}
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600)
    return seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} min`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/**
 * "40 ms", "1.4 s": what an event takes to the screen.
 * @param {number} ms
 */
export function delay(ms) {
  if (ms < 1_000) return `${whole().format(Math.max(0, ms))} ms`;
  return ms < 10_000 ? `${fine().format(Math.max(0, ms) / 1000)} s` : duration(ms);
}

/**
 * "now", "12 s ago".
 * @param {number} ms
 */
export function age(ms) {
  return ms < 3_000 ? text("age.now") : text("age.ago", { duration: duration(ms) });
}

/** @param {number} time epoch milliseconds */
export const timeOfDay = (time) => clock().format(time);
/** @param {number} time epoch milliseconds */
export const dayAndMonth = (time) => monthDay().format(time);
/** The time of day, with the date where it is not that of another time. @param {number} time @param {number} now */
export const momentOf = (time, now) =>
  dayAndMonth(time) === dayAndMonth(now) ? timeOfDay(time) : monthDayTime().format(time);
/** @param {number} time epoch milliseconds */
export const hourAndMinute = (time) => minute().format(time);
/** With the time zone of this device. @param {number} time epoch milliseconds */
export const hourAndMinuteHere = (time) => zoned().format(time);
/** @param {number} time epoch milliseconds */
export const dateAndTime = (time) => date().format(time);
/** @param {number} time epoch milliseconds */
export const dayOf = (time) => day().format(time);

/**
 * A country's name, or the code where there is none.
 * @param {string} code ISO 3166-1 alpha-2
 */
export function country(code) {
  try {
    return countries().of(code) ?? code;
  } catch {
    return code;
  }
}
