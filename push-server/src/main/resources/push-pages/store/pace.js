/**
 * How often a page should be told: decided in one place from what the device says.
 *
 * @typedef {"live"|"saver"|"background"} Pace
 * @typedef {"chosen"|"hidden"|"saveData"|"slow"|"battery"|"usual"} Why
 * @typedef {object} Device
 * @property {boolean} hidden whether the page is
 * @property {boolean} [saveData] whether the person asked to save data
 * @property {string} [connection] effective type of the connection
 * @property {{level: number, charging: boolean}} [battery]
 */

/** Updates of a series a second at most; null is no limit. @type {Record<Pace, number|null>} */
export const PER_SECOND = { live: null, saver: 0.5, background: 0.1 };

/**
 * @param {"auto"|Pace} chosen by the person
 * @param {Device} device
 * @returns {{pace: Pace, why: Why}}
 */
export function paceFor(chosen, device) {
  if (chosen !== "auto") return { pace: chosen, why: "chosen" };
  if (device.hidden) return { pace: "background", why: "hidden" };
  if (device.saveData) return { pace: "saver", why: "saveData" };
  if (device.connection && /^(slow-)?2g$|^3g$/.test(device.connection)) return { pace: "saver", why: "slow" };
  if (device.battery && !device.battery.charging) return { pace: "saver", why: "battery" };
  return { pace: "live", why: "usual" };
}
