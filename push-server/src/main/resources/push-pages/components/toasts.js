/**
 * New notifications: the newest two, newest first, and a count of the others. Each goes after its time. They
 * stand in a row of their own under the page, which makes room for them, so they cover nothing. A wall has
 * the incident strip instead.
 */
import { el, statusMark } from "../dom.js";
import { markWide } from "../panels/wide.js";
import { link } from "../router.js";
import { isOpen } from "../store/notices.js";
import { plural, text } from "../texts.js";
import { acknowledgeButton } from "./notice.js";

const MOST = 2;
const SHOWN_MS = 12_000;

/** @typedef {import("../store/notices.js").Notice} Notice */

export class Toasts extends HTMLElement {
  #context;
  /** @type {{notice: Notice, node: HTMLElement, timer: number}[]} */
  #shown = [];
  #more = 0;
  #moreNode = el("div", { class: "more", hidden: true });
  #timer = 0;

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    context.notices.onNew((notice) => this.#add(notice));
    context.notices.onChange(() =>
      this.#shown.filter((t) => this.#isOver(t.notice.id)).forEach((t) => this.#remove(t)),
    );
  }

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", text("toast.label"));
    this.setAttribute("aria-live", "polite");
    this.append(this.#moreNode);
  }

  /** @param {Notice} notice */
  #add(notice) {
    if (this.#context.place.page === "notifications") return;
    const toast = { notice, node: el("div", {}), timer: 0 };
    toast.node = this.#draw(notice, () => this.#remove(toast));
    const leaveLater = () => {
      clearTimeout(toast.timer);
      toast.timer = Number(setTimeout(() => this.#remove(toast), SHOWN_MS));
    };
    for (const event of ["pointerenter", "focusin"])
      toast.node.addEventListener(event, () => clearTimeout(toast.timer));
    for (const event of ["pointerleave", "focusout"]) toast.node.addEventListener(event, leaveLater);
    leaveLater();
    this.#shown.unshift(toast);
    this.prepend(toast.node);
    // One that somebody points at or has the focus in is replaced last.
    const last =
      this.#shown.findLast((t) => t !== toast && !t.node.matches(":hover, :focus-within")) ??
      this.#shown[MOST];
    if (this.#shown.length > MOST) {
      this.#remove(last);
      this.#countMore();
    }
    this.#makeRoom();
  }

  /** @param {Notice} notice @param {() => void} close */
  #draw(notice, close) {
    return el(
      "div",
      { class: `toast ${notice.type}` },
      statusMark(notice.type, text(`state.${notice.type}`)),
      el("strong", { dir: "auto" }, notice.title),
      el("p", { dir: "auto" }, notice.message),
      el(
        "div",
        { class: "buttons" },
        acknowledgeButton(notice, this.#context),
        el(
          "button",
          {
            type: "button",
            class: "quiet",
            onclick: close,
            "aria-label": `${text("toast.close")}: ${notice.title}`,
          },
          text("toast.close"),
        ),
      ),
    );
  }

  #countMore() {
    this.#more++;
    this.#moreNode.hidden = false;
    this.#moreNode.replaceChildren(
      el("span", {}, plural("toast.more", this.#more)),
      el(
        "a",
        { href: link("/notifications", this.#context.place.scope), onclick: () => this.#clear() },
        text("toast.show"),
      ),
      el("button", { type: "button", class: "quiet", onclick: () => this.#clear() }, text("toast.close")),
    );
    clearTimeout(this.#timer);
    this.#timer = Number(setTimeout(() => this.#clearMore(), SHOWN_MS));
  }

  #clear() {
    [...this.#shown].forEach((toast) => this.#remove(toast));
    this.#clearMore();
  }

  #clearMore() {
    this.#more = 0;
    this.#moreNode.hidden = true;
    this.#makeRoom();
  }

  #makeRoom() {
    this.classList.toggle("some", this.#shown.length > 0 || !this.#moreNode.hidden);
    markWide(this);
  }

  /** @param {string} id */
  #isOver(id) {
    const notice = this.#context.notices.find(id);
    return !notice || !isOpen(notice);
  }

  /** @param {{notice: Notice, node: HTMLElement, timer: number}} toast */
  #remove(toast) {
    clearTimeout(toast.timer);
    toast.node.remove();
    this.#shown = this.#shown.filter((t) => t !== toast);
    this.#makeRoom();
  }
}

customElements.define("cc-toasts", Toasts);
