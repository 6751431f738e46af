/** QR codes. */

/** Quiet modules around the code, as its standard asks for. */
const MARGIN = 4;

/**
 * Draws a code, black on white in every theme, one pixel a module.
 * @param {HTMLCanvasElement} canvas
 * @param {string} text that it holds
 */
export async function drawCode(canvas, text) {
  const { generate } = await import("../lib/lean-qr/lean-qr.js");
  generate(text).toCanvas(canvas, { pad: MARGIN, on: [0, 0, 0], off: [255, 255, 255] });
}
