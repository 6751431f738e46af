/** Labels of axes, none of which repeats. Pure functions. */
import { brief, dayAndMonth, hourAndMinute, precise, timeOfDay } from "../format.js";

const DAY_SECONDS = 86_400;
const MOST_DIGITS = 6;

/**
 * Labels of values: short, with as many digits as tell them apart.
 * @param {number[]} values
 * @param {string} unit
 */
export function valueLabels(values, unit) {
  let labels = values.map((value) => brief(value, unit));
  for (let digits = 1; digits <= MOST_DIGITS && new Set(labels).size < labels.length; digits++)
    labels = values.map((value) => precise(value, unit, digits));
  return labels;
}

/**
 * Labels of times: with seconds where they stand closer than a minute, with the date where a day begins.
 * @param {number[]} times seconds
 * @param {number} increment seconds between two
 */
export function timeLabels(times, increment) {
  const clock = increment < 60 ? timeOfDay : hourAndMinute;
  return times.map((time, i) => {
    const day = dayAndMonth(time * 1_000);
    const before = i === 0 ? undefined : dayAndMonth(times[i - 1] * 1_000);
    return increment >= DAY_SECONDS || (before !== undefined && before !== day) ? day : clock(time * 1_000);
  });
}
