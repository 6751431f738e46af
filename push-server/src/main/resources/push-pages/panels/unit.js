import { named } from "../texts.js";

/** The unit as people read it, or nothing for a plain number. @param {string} unit */
export function unitText(unit) {
  return unit ? named("unit", unit) : "";
}
