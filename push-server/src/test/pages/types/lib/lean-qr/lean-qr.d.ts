/** What the pages use of lean-qr, whose declarations are of its package's name. */
type Colour = readonly [red: number, green: number, blue: number];
export function generate(text: string): {
  toCanvas(canvas: HTMLCanvasElement, options: { pad: number; on: Colour; off: Colour }): void;
};
