/** `<cc-map>`: the world with one mark a country, its area after the value. */

import { el, setAttribute, setText, svg } from "../dom.js";
import { country, number, share } from "../format.js";
import { Panel } from "../panels/panel.js";
import { unitText } from "../panels/unit.js";
import { named, text } from "../texts.js";
import { atlas, HEIGHT, WIDTH } from "./atlas.js";

const LARGEST = 34;
const SMALLEST = 3;
const MOST_ZOOM = 12;
const EVERY_MS = 1_000;
/** A pointer that moved less has clicked. */
const CLICK_PX = 5;
/** Of what is seen, that an arrow key moves. */
const STEP = 0.2;
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {import("./atlas.js").Atlas} Atlas */

export class WorldMap extends Panel {
  /** @type {import("../store/store.js").Watch|undefined} */
  #watch;
  /** @type {Atlas|null} */
  #atlas = null;
  #land = svg("path", { class: "land" });
  #borders = svg("path", { class: "borders" });
  #marks = svg("g", { class: "marks" });
  /** Takes the keys; a picture itself takes none. */
  #box = el("div", { class: "map", tabindex: 0, role: "group", "aria-label": text("map.label") });
  #svg = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "world", role: "img", "aria-label": text("map.alt") },
    this.#land,
    this.#borders,
    this.#marks,
  );
  #told = el("p", { class: "told", "aria-hidden": "true" });
  #unknown = el("p", { class: "detail", hidden: true });
  /** @type {Map<string, SVGCircleElement>} */
  #circles = new Map();
  #view = { x: 0, y: 0, zoom: 1 };
  #drawnAt = 0;
  /** @type {IntersectionObserver|undefined} */
  #seen;

  begin() {
    this.#box.replaceChildren(this.#svg, this.#controls(), this.#told);
    this.body.replaceChildren(this.#box, this.#unknown);
    this.#watch = this.watch(this.spec.metric ?? "", this.spec.by);
    // Its shapes are larger than all else together, so a phone takes them when it comes near the map.
    this.#seen = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && this.#load(),
      { root: this.closest(".stage"), rootMargin: "200px" },
    );
    this.#seen.observe(this);
    this.#follow();
  }

  end() {
    this.#seen?.disconnect();
  }

  #load() {
    this.#seen?.disconnect();
    atlas().then((loaded) => {
      this.#atlas = loaded;
      setAttribute(this.#land, "d", loaded.land);
      setAttribute(this.#borders, "d", loaded.borders);
      this.#drawnAt = 0;
      this.context.painter.soon(this);
    }, console.error);
  }

  draw() {
    if (performance.now() - this.#drawnAt < EVERY_MS || !this.#atlas) return;
    this.#drawnAt = performance.now();
    const places = this.#places();
    const most = Math.max(1, ...places.map((p) => p.value));
    /** @type {string[]} */
    const unknown = [];
    const gone = new Set(this.#circles.keys());
    // The small ones last, so that none lies under a large one.
    for (const { code, value } of places) {
      const at = this.#atlas.places.get(code);
      if (!at) {
        unknown.push(`${country(code)} ${number(value)}`);
        continue;
      }
      gone.delete(code);
      let circle = this.#circles.get(code);
      if (!circle) {
        circle = svg("circle", { cx: at[0].toFixed(1), cy: at[1].toFixed(1) }, svg("title"));
        circle.addEventListener("pointerenter", () =>
          setText(this.#told, circle?.firstChild?.textContent ?? ""),
        );
        circle.addEventListener("pointerleave", () => setText(this.#told, ""));
        this.#circles.set(code, circle);
      }
      const radius = Math.max(SMALLEST, Math.sqrt(value / most) * LARGEST) / Math.sqrt(this.#view.zoom);
      setAttribute(circle, "r", radius.toFixed(1));
      setText(
        /** @type {Node} */ (circle.firstChild),
        `${country(code)}: ${number(value)} ${unitText(this.#unit())}`,
      );
      if (this.#marks.children[this.#marks.children.length - 1] !== circle) this.#marks.append(circle);
    }
    for (const code of gone) {
      this.#circles.get(code)?.remove();
      this.#circles.delete(code);
    }
    this.#unknown.hidden = unknown.length === 0;
    if (unknown.length > 0) setText(this.#unknown, text("map.unknown", { places: unknown.join(", ") }));
  }

  table() {
    const places = this.#places();
    const sum = places.reduce((a, p) => a + p.value, 0);
    return {
      columns: [
        { title: named("label", "country_code") },
        { title: unitText(this.#unit()), numeric: true },
        { title: text("column.share"), numeric: true },
      ],
      rows: places.map(({ code, value }) => [
        { text: code === "other" ? text("label.other") : country(code) },
        { text: number(value), sort: value },
        { text: share(value / (sum || 1)), sort: value / (sum || 1) },
      ]),
      sort: { column: 1, down: true },
    };
  }

  #places() {
    const label = this.spec.by?.[0] ?? "";
    return (this.#watch?.series() ?? [])
      .filter((s) => s.value > 0)
      .map((s) => ({ code: s.labels[label] ?? "", value: s.value }))
      .sort((a, b) => b.value - a.value);
  }

  #unit() {
    return this.context.store.entry(this.spec.metric ?? "")?.unit ?? "";
  }

  #controls() {
    const button = (
      /** @type {import("../texts.js").TextKey} */ key,
      /** @type {string} */ sign,
      /** @type {() => void} */ act,
    ) => el("button", { type: "button", "aria-label": text(key), title: text(key), onclick: act }, sign);
    return el(
      "div",
      { class: "map-controls" },
      button("map.zoom.in", "+", () => this.#zoom(1.6)),
      button("map.zoom.out", "−", () => this.#zoom(1 / 1.6)),
      button("map.zoom.reset", "⤢", () => this.#zoom(0)),
    );
  }

  /** Moves with the pointer, once it is zoomed. */
  #follow() {
    let moved = 0;
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    // Who can't drag clicks where the middle should be.
    this.#svg.addEventListener("click", (event) => {
      if (this.#view.zoom > 1 && moved < CLICK_PX) this.#centre(event.offsetX, event.offsetY);
    });
    this.#svg.addEventListener("pointerdown", (event) => {
      moved = 0;
      if (this.#view.zoom > 1) this.#svg.setPointerCapture(event.pointerId);
    });
    this.#svg.addEventListener("pointermove", (event) => {
      if (!this.#svg.hasPointerCapture(event.pointerId)) return;
      moved += Math.abs(event.movementX) + Math.abs(event.movementY);
      this.#move(-event.movementX, -event.movementY);
    });
  }

  /** @param {number} x pixels @param {number} y pixels */
  #move(x, y) {
    const scale = WIDTH / this.#view.zoom / Math.max(1, this.#svg.clientWidth);
    this.#view.x += x * scale;
    this.#view.y += y * scale;
    this.#applyView();
  }

  /** @param {number} x pixels @param {number} y pixels */
  #centre(x, y) {
    this.#move(x - this.#svg.clientWidth / 2, y - this.#svg.clientHeight / 2);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = KEYS[event.key];
    if (event.key === "+") this.#zoom(1.6);
    else if (event.key === "-") this.#zoom(1 / 1.6);
    else if (event.key === "Escape") this.#zoom(0);
    else if (step)
      this.#move(step[0] * this.#svg.clientWidth * STEP, step[1] * this.#svg.clientHeight * STEP);
    else return;
    event.preventDefault();
  }

  /** @param {number} factor 0 shows all */
  #zoom(factor) {
    const before = this.#view.zoom;
    const zoom = factor === 0 ? 1 : Math.min(MOST_ZOOM, Math.max(1, before * factor));
    this.#view.x += (WIDTH / before - WIDTH / zoom) / 2;
    this.#view.y += (HEIGHT / before - HEIGHT / zoom) / 2;
    this.#view.zoom = zoom;
    this.#drawnAt = 0;
    this.#applyView();
    this.context.painter.soon(this);
  }

  #applyView() {
    const { zoom } = this.#view;
    this.#view.x = Math.min(WIDTH - WIDTH / zoom, Math.max(0, this.#view.x));
    this.#view.y = Math.min(HEIGHT - HEIGHT / zoom, Math.max(0, this.#view.y));
    setAttribute(this.#svg, "viewBox", `${this.#view.x} ${this.#view.y} ${WIDTH / zoom} ${HEIGHT / zoom}`);
  }
}

customElements.define("cc-map", WorldMap);
