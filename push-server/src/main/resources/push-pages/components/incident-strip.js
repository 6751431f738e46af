/**
 * The newest open incident in one line, and how many more there are: what a wall shows in place of toasts. It
 * always takes its line, so that nothing moves when an incident begins or ends.
 */
import { el, statusMark } from "../dom.js";
import { age } from "../format.js";
import { onWall } from "../panels/fit.js";
import { plural, text } from "../texts.js";
import { groupText } from "./notice.js";

const REDRAW_MS = 1_000;

export class IncidentStrip extends HTMLElement {
  #context;

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    context.notices.onChange(() => this.#draw());
  }

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", text("strip.label"));
    this.#draw();
    setInterval(() => this.#draw(), REDRAW_MS);
  }

  #draw() {
    if (!onWall()) return;
    const open = this.#context.notices.open().filter((notice) => notice.type !== "info");
    if (open.length === 0) {
      this.replaceChildren(el("span", {}, text("empty.incidents")));
      return;
    }
    const newest = open.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
    const group = this.#context.notices.groupOf(newest);
    this.replaceChildren(
      statusMark(newest.type, text(`state.${newest.type}`)),
      el("strong", { dir: "auto" }, group ? groupText(group) : newest.title),
      el("span", { class: "message", dir: "auto" }, newest.message),
      el("span", {}, age(this.#context.store.now() - newest.timestamp)),
      ...(open.length > 1 ? [el("span", {}, plural("panel.more", open.length - 1))] : []),
    );
  }
}

customElements.define("cc-incident-strip", IncidentStrip);
