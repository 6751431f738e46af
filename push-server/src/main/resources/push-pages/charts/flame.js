/**
 * `<cc-flame>`: a flame graph. The widest at the top, what it calls below; a click or Enter zooms,
 * Escape shows the whole. With an hour before it, what grew and what shrank.
 *
 * @typedef {{level: number, value: number, self: number, label: string}} Row  parents first
 * @typedef {object} Frame
 * @property {string} label
 * @property {string} path labels from the root, to find the same frame elsewhere
 * @property {number} level
 * @property {number} value
 * @property {number} self
 * @property {number} start where it begins, in the unit of values
 * @property {Frame|null} parent
 */
import { el, setAttribute, setText } from "../dom.js";
import { number, share } from "../format.js";
import { onWall } from "../panels/fit.js";
import { markWide } from "../panels/wide.js";
import { text } from "../texts.js";

/** Narrower ones are not drawn; zooming shows them. */
const LEAST_PX = 3;
const MOST_NODES = 1_500;
/** Heights of a frame, rem: for a mouse, and for a finger. */
const ROW = 1.5;
const TOUCHED_ROW = 2.75;

/** @param {Row[]} rows @returns {Frame[]} */
export function framesOf(rows) {
  /** @type {Frame[]} */
  const frames = [];
  /** @type {Frame[]} */
  const stack = [];
  /** @type {number[]} where the next child begins, by level */
  const next = [0];
  for (const { level, value, self, label } of rows) {
    stack.length = level;
    const parent = stack[level - 1] ?? null;
    const start = next[level] ?? 0;
    const frame = {
      label,
      level,
      value,
      self,
      start,
      parent,
      path: parent ? `${parent.path}\n${label}` : "",
    };
    next[level] = start + value;
    next[level + 1] = start;
    stack.push(frame);
    frames.push(frame);
  }
  return frames;
}

export class Flame extends HTMLElement {
  /** @type {Frame[]} */
  #frames = [];
  /** Shares of the whole an hour ago, by path. @type {Map<string, number>|null} */
  #before = null;
  /** @type {Frame|null} */
  #zoomed = null;
  #search = "";
  #unit = "";
  #row = ROW;
  #box = el("div", { class: "flame", role: "tree", "aria-label": text("flame.label") });
  #told = el("p", { class: "detail told", role: "status" });
  /** @type {Map<HTMLElement, Frame>} */
  #nodes = new Map();
  /** @type {ResizeObserver|undefined} */
  #resized;
  /** Called with the share of what the search finds. @type {(count: number, ratio: number) => void} */
  onFound = () => {};

  connectedCallback() {
    this.replaceChildren(this.#box, this.#told);
    this.#box.addEventListener("click", (event) => this.#zoom(this.#frameAt(event.target)));
    this.#box.addEventListener("pointerover", (event) => this.#tell(this.#frameAt(event.target)));
    this.#box.addEventListener("focusin", (event) => this.#tell(this.#frameAt(event.target)));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this.#box);
  }

  disconnectedCallback() {
    this.#resized?.disconnect();
  }

  /**
   * @param {Frame[]} frames
   * @param {Frame[]|null} before those of the hour before, to compare with
   * @param {string} unit
   */
  show(frames, before, unit) {
    const path = this.#zoomed?.path;
    const focused = this.#frameAt(document.activeElement)?.path;
    this.#frames = frames;
    this.#unit = unit;
    const whole = before?.[0]?.value || 1;
    this.#before = before && new Map(before.map((frame) => [frame.path, frame.value / whole]));
    this.#zoomed = (path && frames.find((frame) => frame.path === path)) || null;
    this.#draw();
    const again = focused === undefined ? undefined : frames.find((frame) => frame.path === focused);
    if (again) this.#focus(again);
  }

  /** @param {string} words */
  search(words) {
    this.#search = words.trim().toLowerCase();
    this.#draw();
  }

  reset() {
    this.#zoom(this.#frames[0] ?? null);
  }

  #draw() {
    const root = this.#zoomed ?? this.#frames[0];
    const width = this.#box.clientWidth;
    this.#nodes.clear();
    if (!root || width === 0) {
      this.#box.replaceChildren();
      return;
    }
    const ancestors = ancestorsOf(root);
    const inside = this.#frames.filter(
      (frame) =>
        ancestors.has(frame) ||
        (frame.level >= root.level &&
          frame.start >= root.start &&
          frame.start + frame.value <= root.start + root.value + 1e-6),
    );
    const scale = width / (root.value || 1);
    const drawn = inside
      .filter((frame) => ancestors.has(frame) || frame.value * scale >= LEAST_PX)
      .slice(0, MOST_NODES);
    const deepest = drawn.reduce((most, frame) => Math.max(most, frame.level), 0);
    this.#row = this.#rowHeight(deepest + 1);
    this.#box.style.height = `${(deepest + 1) * this.#row}rem`;
    this.#box.replaceChildren(
      ...drawn.map((frame) =>
        this.#node(frame, ancestors.has(frame) && frame !== root ? null : scale, root, width),
      ),
    );
    this.#tellFound();
    if (this.parentElement) markWide(this.parentElement);
  }

  /** In rem; on a wall all rows fit. @param {number} rows */
  #rowHeight(rows) {
    if (!onWall()) return matchMedia("(pointer: coarse)").matches ? TOUCHED_ROW : ROW;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Math.min(TOUCHED_ROW, this.clientHeight / rem / rows);
  }

  /**
   * @param {Frame} frame
   * @param {number|null} scale null draws it over the whole width
   * @param {Frame} root
   * @param {number} width
   */
  #node(frame, scale, root, width) {
    const node = el("div", {
      role: "treeitem",
      "aria-level": frame.level + 1,
      tabindex: frame === root ? 0 : -1,
      "aria-selected": String(frame === root),
    });
    const left = scale === null ? 0 : (frame.start - root.start) * scale;
    const wide = scale === null ? width : frame.value * scale;
    node.style.left = `${left}px`;
    node.style.width = `${Math.max(1, wide - 1)}px`;
    node.style.top = `${frame.level * this.#row}rem`;
    node.style.height = node.style.lineHeight = `${this.#row - 0.08}rem`;
    node.dataset.depth = String(frame.level % 4);
    if (scale === null) node.classList.add("above");
    if (this.#search && frame.label.toLowerCase().includes(this.#search)) node.classList.add("found");
    const change = this.#changeOf(frame);
    if (change !== null) {
      node.dataset.change = change > 0.002 ? "grew" : change < -0.002 ? "shrank" : "same";
      node.style.setProperty("--much", Math.min(1, Math.abs(change) * 8).toFixed(2));
    }
    const sign = change === null ? "" : change > 0.002 ? "▲ " : change < -0.002 ? "▼ " : "";
    if (wide > 22) node.append(el("span", { dir: "auto" }, `${sign}${frame.label}`));
    setAttribute(node, "aria-label", this.#sentence(frame));
    this.#nodes.set(node, frame);
    return node;
  }

  /** @param {Frame} frame how much larger its share of the whole is than an hour ago */
  #changeOf(frame) {
    if (!this.#before) return null;
    return frame.value / (this.#frames[0].value || 1) - (this.#before.get(frame.path) ?? 0);
  }

  /** @param {Frame} frame */
  #sentence(frame) {
    const whole = this.#frames[0]?.value || 1;
    const told = text("flame.frame", {
      label: frame.label,
      value: `${number(frame.value)} ${this.#unit}`,
      share: share(frame.value / whole),
      self: `${number(frame.self)} ${this.#unit}`,
    });
    const change = this.#changeOf(frame);
    if (change === null) return told;
    const word = text(change > 0.002 ? "flame.grew" : change < -0.002 ? "flame.shrank" : "flame.same");
    return `${told}. ${word}: ${share(this.#before?.get(frame.path) ?? 0)} → ${share(frame.value / whole)}`;
  }

  /** @param {Frame|null} frame */
  #tell(frame) {
    if (frame) setText(this.#told, this.#sentence(frame));
  }

  #tellFound() {
    if (!this.#search) return this.onFound(0, 0);
    const found = this.#frames.filter((frame) => frame.label.toLowerCase().includes(this.#search));
    const outer = found.filter(
      (frame) =>
        ![...ancestorsOf(frame)].some((a) => a !== frame && a.label.toLowerCase().includes(this.#search)),
    );
    this.onFound(
      found.length,
      outer.reduce((sum, frame) => sum + frame.value, 0) / (this.#frames[0]?.value || 1),
    );
  }

  /** @param {EventTarget|null} target */
  #frameAt(target) {
    const node =
      target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("[role=treeitem]")) : null;
    return (node && this.#nodes.get(node)) || null;
  }

  /** @param {Frame|null} frame */
  #zoom(frame) {
    if (!frame) return;
    const focused = this.#box.contains(document.activeElement);
    this.#zoomed = frame;
    this.#draw();
    if (focused) this.#focus(frame);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = this.#frameAt(event.target);
    if (!at) return;
    const shown = [...this.#nodes.values()];
    const beside = shown.filter((frame) => frame.level === at.level);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") this.#zoom(at);
    else if (event.key === "Escape") this.reset();
    else if (event.key === "ArrowUp") this.#focus(at.parent);
    else if (event.key === "ArrowDown") this.#focus(shown.find((frame) => frame.parent === at) ?? null);
    else if (step) this.#focus(beside[beside.indexOf(at) + step] ?? null);
    else return;
    event.preventDefault();
  }

  /** @param {Frame|null} frame */
  #focus(frame) {
    for (const [node, drawn] of this.#nodes) {
      if (drawn !== frame) continue;
      this.#box.querySelectorAll("[tabindex='0']").forEach((n) => n.setAttribute("tabindex", "-1"));
      node.tabIndex = 0;
      node.focus();
    }
  }
}

/** It and all that called it. @param {Frame} frame */
function ancestorsOf(frame) {
  const all = new Set([frame]);
  for (let above = frame.parent; above; above = above.parent) all.add(above);
  return all;
}

customElements.define("cc-flame", Flame);
