import { named } from "../texts.js";

/** The unit as people read it, or nothing for a plain number. @param {string} unit */
export function unitText(unit) {
  return unit ? named("unit", unit) : "";
}

/**
 * How a value in a unit is typed: as the pages show it, so a ratio in percent and bytes in MiB.
 * @param {string} unit of the catalogue
 * @returns {{factor: number, suffix: string}} the factor from the value to what is typed
 */
export function typedIn(unit) {
  if (unit === "ratio") return { factor: 100, suffix: "%" };
  if (unit === "bytes") return { factor: 1 / 1024 ** 2, suffix: "MiB" };
  return { factor: 1, suffix: unitText(unit) };
}
