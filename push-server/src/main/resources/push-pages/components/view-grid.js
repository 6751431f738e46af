/**
 * `<cc-view-grid>`: the tiles of a view. While it is edited each has a grip to move it and a corner to change its size,
 * both by a pointer and by the arrow keys, and buttons to edit, duplicate and remove it.
 *
 * @typedef {import("../store/views.js").ViewTile} ViewTile
 * @typedef {import("../app.js").Context} Context
 *
 * @typedef {object} Changes  what happens to tiles
 * @property {(tiles: ViewTile[]) => void} change they are others, or in another order
 * @property {(index: number) => void} edit one is to be edited
 * @property {(index: number) => void} remove one is to be removed
 */
import { Bars } from "../charts/bars.js";
import { Lines } from "../charts/lines.js";
import { Pie } from "../charts/pie.js";
import { el } from "../dom.js";
import { titleOf } from "../metrics.js";
import { MOST_HEIGHT, MOST_WIDTH, sizeOf } from "../store/views.js";
import { text } from "../texts.js";
import { Ranking } from "./ranking.js";
import { Tile } from "./tile.js";

const COMPONENTS = { tile: Tile, lines: Lines, bars: Bars, pie: Pie, ranking: Ranking };
/** Moves of a tile in the order, and changes of its width and height, by key. @type {Record<string, [x: number, y: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class ViewGrid extends HTMLElement {
  #context;
  #changes;
  /** @type {ViewTile[]} */
  #tiles = [];
  #editing = false;
  /** What each tile stands in, so that it stays while others change. @type {Map<ViewTile, HTMLElement>} */
  #slots = new Map();

  /** @param {Context} context @param {Changes} changes */
  constructor(context, changes) {
    super();
    this.#context = context;
    this.#changes = changes;
    this.className = "grid custom";
  }

  /** @param {ViewTile[]} tiles @param {boolean} editing */
  show(tiles, editing) {
    if (editing !== this.#editing) this.#slots.clear();
    this.#tiles = tiles;
    this.#editing = editing;
    const slots = new Map(tiles.map((tile) => [tile, this.#slots.get(tile) ?? this.#slot(tile)]));
    this.#slots = slots;
    const wanted =
      tiles.length === 0 ? [el("p", { class: "empty wide" }, text("custom.empty"))] : [...slots.values()];
    const focused = document.activeElement;
    if (wanted.length !== this.children.length || wanted.some((slot, i) => slot !== this.children[i]))
      this.replaceChildren(...wanted);
    // What is moved within the page loses the focus.
    if (focused instanceof HTMLElement && this.contains(focused)) focused.focus();
  }

  /** @param {ViewTile} tile */
  #slot(tile) {
    const slot = el("div", { class: `slot ${tile.kind}` }, panelOf(tile, this.#context));
    resize(slot, sizeOf(tile));
    if (this.#editing) slot.append(this.#tools(slot), this.#corner(slot));
    return slot;
  }

  /** The tile that stands in a slot, and its place. @param {HTMLElement} slot @returns {[ViewTile, number]} */
  #in(slot) {
    const index = [...this.children].indexOf(slot);
    return [this.#tiles[index], index];
  }

  /** @param {HTMLElement} slot */
  #tools(slot) {
    const button = (
      /** @type {"move"|"change"|"duplicate"|"remove"} */ what,
      /** @type {string} */ sign,
      /** @type {(tile: ViewTile, index: number) => void} */ act,
    ) => {
      const made = el("button", { type: "button", class: what }, sign);
      const name = text(`custom.${what}`, { title: slot.querySelector("h2")?.textContent ?? "" });
      made.setAttribute("aria-label", name);
      made.title = name;
      made.addEventListener("click", () => act(...this.#in(slot)));
      return made;
    };
    const grip = button("move", "⠿", () => {});
    grip.addEventListener("keydown", (event) => this.#moveByKey(event, slot));
    grip.addEventListener("pointerdown", (event) => this.#drag(event, slot));
    return el(
      "div",
      { class: "tools" },
      grip,
      button("change", "✎", (_, index) => this.#changes.edit(index)),
      button("duplicate", "+", (tile, index) =>
        this.#changes.change(this.#tiles.toSpliced(index + 1, 0, { ...tile })),
      ),
      button("remove", "✕", (_, index) => this.#changes.remove(index)),
    );
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} slot */
  #moveByKey(event, slot) {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    const [, index] = this.#in(slot);
    this.#move(index, index + step[0] + step[1]);
  }

  /** @param {number} from @param {number} to */
  #move(from, to) {
    if (to < 0 || to >= this.#tiles.length || from === to) return;
    this.#changes.change(this.#tiles.toSpliced(from, 1).toSpliced(to, 0, this.#tiles[from]));
  }

  /** @param {PointerEvent} down @param {HTMLElement} slot */
  #drag(down, slot) {
    /** @type {Element|null} */
    let over = null;
    const mark = (/** @type {Element|null} */ next) => {
      over?.classList.remove("over");
      over = next === slot ? null : next;
      over?.classList.add("over");
    };
    slot.classList.add("dragged");
    follow(down, {
      move: ({ clientX, clientY }) => {
        const under = document.elementsFromPoint(clientX, clientY).find((n) => n.parentElement === this);
        mark(under ?? null);
      },
      end: (kept) => {
        slot.classList.remove("dragged");
        const target = over;
        mark(null);
        if (kept && target instanceof HTMLElement) this.#move(this.#in(slot)[1], this.#in(target)[1]);
      },
    });
  }

  /** The corner by which a tile's size is changed. @param {HTMLElement} slot */
  #corner(slot) {
    const name = text("custom.resize", { title: slot.querySelector("h2")?.textContent ?? "" });
    const corner = el("button", { type: "button", class: "corner", "aria-label": name, title: name }, "◢");
    corner.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      const { width, height } = sizeOf(this.#in(slot)[0]);
      this.#resize(slot, { width: width + step[0], height: height + step[1] });
    });
    corner.addEventListener("pointerdown", (down) => {
      const before = sizeOf(this.#in(slot)[0]);
      const box = slot.getBoundingClientRect();
      const columns = getComputedStyle(this).gridTemplateColumns.split(" ").length;
      const [columnWidth, rowHeight] = [this.clientWidth / columns, box.height / before.height];
      let size = before;
      follow(down, {
        move: ({ clientX, clientY }) => {
          size = within({
            width: Math.round((clientX - box.left) / columnWidth),
            height: Math.round((clientY - box.top) / rowHeight),
          });
          resize(slot, size);
        },
        end: (kept) => {
          resize(slot, before);
          if (kept) this.#resize(slot, size);
        },
      });
    });
    return corner;
  }

  /** @param {HTMLElement} slot @param {{width: number, height: number}} asked */
  #resize(slot, asked) {
    const size = within(asked);
    const [tile, index] = this.#in(slot);
    const before = sizeOf(tile);
    if (size.width === before.width && size.height === before.height) return;
    const changed = { ...tile, ...size };
    resize(slot, size);
    this.#slots.set(changed, slot);
    this.#changes.change(this.#tiles.with(index, changed));
  }
}

/** @param {{width: number, height: number}} size */
const within = ({ width, height }) => ({
  width: Math.min(MOST_WIDTH, Math.max(1, width)),
  height: Math.min(MOST_HEIGHT, Math.max(1, height)),
});

/** @param {HTMLElement} slot @param {{width: number, height: number}} size */
function resize(slot, { width, height }) {
  slot.style.gridColumn = `span ${width}`;
  slot.style.gridRow = `span ${height}`;
}

/**
 * Follows a pointer from where it went down until it goes up, or Escape is pressed.
 * @param {PointerEvent} down
 * @param {{move: (event: PointerEvent) => void, end: (kept: boolean) => void}} follower
 */
function follow(down, { move, end }) {
  if (down.button !== 0) return;
  down.preventDefault();
  const ended = new AbortController();
  const { signal } = ended;
  const stop = (/** @type {boolean} */ kept) => {
    ended.abort();
    end(kept);
  };
  addEventListener("pointermove", move, { signal });
  addEventListener("pointerup", () => stop(true), { signal });
  addEventListener("pointercancel", () => stop(false), { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && stop(false), { signal });
  /** @type {HTMLElement|null} */ (down.currentTarget)?.focus();
}

/** @param {ViewTile} tile @param {Context} context */
function panelOf(tile, context) {
  const Component = COMPONENTS[tile.kind];
  const split = tile.kind === "tile" ? [] : splitOf(tile, context);
  const names = [titleOf(tile.metric), ...Object.values(tile.only ?? {})].join(" · ");
  const low = (tile.critical ?? 0) < (tile.warning ?? 0);
  const thresholds =
    tile.warning === undefined && tile.critical === undefined
      ? undefined
      : {
          warning: tile.warning ?? tile.critical ?? 0,
          critical: tile.critical ?? (low ? -Infinity : Infinity),
          low,
        };
  return new Component(
    { kind: tile.kind, metric: tile.metric, title: names, by: split, only: tile.only, thresholds },
    context,
  );
}

/** The labels that split it: of a ranking all, since a place without its name says nothing. @param {ViewTile} tile @param {Context} context */
function splitOf(tile, context) {
  const live = context.store.entry(tile.metric)?.live ?? [];
  const by = tile.by ?? (tile.kind === "lines" ? undefined : live.find((set) => set.length > 0)?.[0]);
  if (!by) return [];
  const whole = live.find((set) => set.length === 1 && set[0] === by) ?? live.find((set) => set.includes(by));
  return (whole ?? [by]).filter((label) => !(label in (tile.only ?? {})));
}

customElements.define("cc-view-grid", ViewGrid);
