const NS = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 48;
const PAD = 3;

/** A small line chart of the recent past: a line, the area under it, and a dot at the present. */
export class SparkLine extends HTMLElement {
  #line = document.createElementNS(NS, "path");
  #area = document.createElementNS(NS, "path");
  #dot = document.createElement("i");

  connectedCallback() {
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    this.#area.setAttribute("class", "area");
    this.#line.setAttribute("class", "line");
    svg.append(this.#area, this.#line);
    this.replaceChildren(svg, this.#dot);
  }

  /** @param {{time: number, value: number}[]} points oldest first */
  draw(points) {
    this.classList.toggle("empty", points.length < 2);
    if (points.length < 2) return;
    const first = points[0].time;
    const span = Math.max(1, points.at(-1).time - first);
    const values = points.map((p) => p.value);
    const least = Math.min(...values);
    // A flat line lies in the middle; small noise on a large number stays small.
    const room = Math.max(Math.max(...values) - least, Math.abs(least) * 0.02, 1e-9);
    const base = (Math.max(...values) + least - room) / 2;
    const x = (p) => ((p.time - first) / span) * WIDTH;
    const y = (p) => HEIGHT - PAD - ((p.value - base) / room) * (HEIGHT - 2 * PAD);
    const path = points.map((p) => `${x(p).toFixed(1)},${y(p).toFixed(1)}`).join("L");
    this.#line.setAttribute("d", `M${path}`);
    this.#area.setAttribute("d", `M${path}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`);
    this.#dot.style.top = `${(y(points.at(-1)) / HEIGHT) * 100}%`;
  }
}

customElements.define("spark-line", SparkLine);
