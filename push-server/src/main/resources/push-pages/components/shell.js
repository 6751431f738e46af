/**
 * What stands around every page: where one can go, whether the connection lives, what is new, and
 * what was chosen.
 *
 * @typedef {object} Page
 * @property {(context: import("../app.js").Context) => string} title
 * @property {string[]} [labels] labels that can be chosen on it, by which its panels filter
 * @property {string[]} [own] labels that it chooses by itself
 * @property {boolean} [ranged] whether a time range can be chosen
 * @property {(context: import("../app.js").Context) => Node[]} render
 */
import { el, setAttribute, setText } from "../dom.js";
import { hourAndMinuteHere } from "../format.js";
import { onWall } from "../panels/fit.js";
import { link, withRange } from "../router.js";
import { text } from "../texts.js";
import { Banner } from "./banner.js";
import { IncidentStrip } from "./incident-strip.js";
import { rangeText, ScopeBar } from "./scope.js";
import { watchSwipes } from "./swipe.js";
import { Toasts } from "./toasts.js";

/** @type {[string, string, import("../texts.js").TextKey, string, string][]} page, path, name, symbol, key after `g` */
export const LINKS = [
  ["overview", "/", "page.overview", "M3 11 12 4l9 7v9h-6v-6H9v6H3z", "o"],
  ["operations", "/operations", "page.operations", "M3 4h18v12H3zM8 20h8M12 16v4M6 12l3-4 3 3 3-5 3 4", "c"],
  ["activity", "/activity", "page.activity", "M2 12h4l3-8 5 16 3-8h5", "a"],
  ["flamegraph", "/flamegraph", "page.flamegraph", "M3 20h18v-4H3zM3 16h11v-4H3zM3 12h6V8H3zM14 16h7", "f"],
  ["notifications", "/notifications", "page.notifications", "M6 17V10a6 6 0 0 1 12 0v7l2 2H4zM10 21h4", "n"],
  ["rules", "/rules", "page.rules", "M5 4h6v5H5zM13 15h6v5h-6zM8 9v9h5", "r"],
  ["custom", "/custom", "page.custom", "M4 4h7v7H4zM13 4h7v4h-7zM13 10h7v10h-7zM4 13h7v7H4z", "v"],
  [
    "settings",
    "/settings",
    "page.settings",
    "M4 7h10M18 7h2M4 12h2M10 12h10M4 17h8M16 17h4M16 5v4M8 10v4M14 15v4",
    "s",
  ],
];

/** Pages that a swipe goes through, which stand in the bar of a phone. */
const SWIPED = ["overview", "operations", "activity", "notifications"];

/** How long after its last move a pointer counts as there. */
const POINTER_MS = 5_000;

/** How long a page that one came back to may take to be as high as it was. */
const BACK_MS = 2_000;
const KEEP_SCROLL_MS = 150;

/** How long a message stays: at least so long, and longer if it has more to read. */
/** How long what was said can be undone. */
const WAY_MS = 10_000;
const SAID_MS = 4_000;
const READ_MS = 70;

export class Shell extends HTMLElement {
  #context;
  #page = el("div", { class: "page" });
  #heading = el("h1", { dir: "auto" }, text("app.name"));
  /** It scrolls, so that what stands around it covers nothing. */
  #main = el("main", { id: "content", class: "stage", tabindex: -1 });
  #nav = el("nav", { "aria-label": text("nav.label") });
  /** On a wall, where the head of the page is hidden. */
  #wallTitle = el("b", { dir: "auto" });
  #wallScope = el("span", { dir: "auto" });
  #clock = el("time", { class: "clock", "aria-hidden": "true" });
  #said = el("p", { class: "said", role: "status" });
  #badge = el("span", { class: "badge", hidden: true });
  #saying = 0;
  #title = "";
  /** @type {Page|undefined} */
  #shown;
  /** @type {Map<string, HTMLAnchorElement>} */
  #links = new Map();

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    this.banner = new Banner(context);
    this.scope = new ScopeBar(context);
    this.toasts = new Toasts(context);
    context.notices.onChange(() => this.#drawBadge());
    // See theme.js.
    context.settings.onChange(() =>
      dispatchEvent(new CustomEvent("theme", { detail: context.settings.get("theme") })),
    );
  }

  connectedCallback() {
    for (const [page, path, name, symbol] of LINKS) {
      const anchor = el(
        "a",
        { href: path, class: SWIPED.includes(page) ? "main" : "more" },
        icon(symbol),
        el("span", {}, text(name)),
        page === "notifications" && this.#badge,
      );
      this.#links.set(page, anchor);
      this.#nav.append(anchor);
    }
    this.#nav.append(this.#more());
    this.#main.append(el("div", { class: "head" }, this.#heading, this.scope), this.#page);
    this.replaceChildren(
      el("a", { class: "skip", href: "#content" }, text("nav.skip")),
      el(
        "header",
        { class: "top" },
        el("a", { class: "brand", href: "/", "aria-label": text("app.name") }, logo()),
        this.#nav,
        el("div", { class: "wall-title", "aria-hidden": "true" }, this.#wallTitle, this.#wallScope),
        this.banner.pill,
        this.#clock,
      ),
      this.banner,
      this.#main,
      this.toasts,
      new IncidentStrip(this.#context),
      this.#said,
    );
    this.#drawBadge();
    // Later, since the browser's first format of a time takes longer than all the rest of this.
    setTimeout(() => this.#tick());
    setInterval(() => this.#tick(), 1_000);
    watchPointer();
    this.#keepScroll();
    watchSwipes(this.#main, (step) => {
      const at = SWIPED.indexOf(this.#context.place.page);
      const next = at < 0 ? undefined : this.#links.get(SWIPED[at + step]);
      if (next) this.#context.go(next.href);
    });
  }

  /**
   * Shows a page.
   * @param {Page} page
   * @param {import("../router.js").Place} place
   * @param {number} [top] how far it was scrolled when it was left
   */
  show(page, place, top = 0) {
    place.filters = Object.fromEntries(
      Object.entries(place.scope.labels).filter(([label]) => page.labels?.includes(label)),
    );
    this.#shown = page;
    this.#title = page.title(this.#context);
    setText(this.#heading, this.#title);
    setText(this.#wallTitle, this.#title);
    this.#drawRange(place);
    this.scope.show(page);
    this.dataset.page = place.page;
    LINKS.forEach(([name]) => {
      const anchor = this.#links.get(name);
      if (!anchor) return;
      const parent = { service: "operations", colony: "activity" }[place.page] ?? place.page;
      setAttribute(anchor, "aria-current", name === place.page ? "page" : name === parent && "true");
    });
    // Before the new page is there, which would have to be laid out at once; the first one stands at its top.
    if (this.#page.hasChildNodes()) this.#main.scrollTo(0, 0);
    this.#page.replaceChildren(...page.render(this.#context));
    this.#drawTitle();
    if (top > 0) this.#scrollBack(top);
  }

  /** Whether the page that is shown has ranges and can change them in place. */
  get ranged() {
    return this.#shown?.ranged === true;
  }

  /** Shows another range of the same page: its links lead on with it. @param {import("../router.js").Place} place */
  range(place) {
    if (!this.#shown) return;
    this.#drawRange(place);
    this.scope.show(this.#shown);
    for (const anchor of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      this.#page.querySelectorAll("a[href^='/']")
    ))
      anchor.setAttribute("href", withRange(anchor.href, place.scope));
  }

  /** @param {import("../router.js").Place} place */
  #drawRange(place) {
    setText(
      this.#wallScope,
      [this.#shown?.ranged && rangeText(place.scope), ...Object.values(place.filters)]
        .filter(Boolean)
        .join(" · "),
    );
    for (const [name, path] of LINKS) {
      const anchor = this.#links.get(name);
      if (anchor) anchor.href = link(path, place.scope);
    }
  }

  /** Scrolls to where the page was left, as soon as it is high enough again. @param {number} top */
  #scrollBack(top) {
    const page = this.#page.firstElementChild;
    const until = performance.now() + BACK_MS;
    const scroll = () => {
      if (this.#page.firstElementChild !== page || this.#main.scrollTop >= top) return;
      this.#main.scrollTo(0, top);
      if (this.#main.scrollTop < top && performance.now() < until) requestAnimationFrame(scroll);
    };
    requestAnimationFrame(scroll);
  }

  /** Keeps how far the page is scrolled in its entry of the history, for when somebody goes back. */
  #keepScroll() {
    let timer = 0;
    this.#main.addEventListener(
      "scroll",
      () => {
        clearTimeout(timer);
        const address = location.href;
        timer = Number(
          setTimeout(() => {
            if (location.href === address)
              history.replaceState({ ...history.state, top: this.#main.scrollTop }, "");
          }, KEEP_SCROLL_MS),
        );
      },
      { passive: true },
    );
  }

  /** Asks for something that the page goes on without. @param {HTMLElement} question */
  ask(question) {
    this.#page.before(question);
  }

  /** The page's module did not come. */
  failed() {
    setText(this.#heading, text("page.failed"));
    this.#page.replaceChildren(
      el("p", {}, text("page.failed.mend")),
      el("p", {}, el("button", { type: "button", onclick: () => location.reload() }, text("page.reload"))),
    );
  }

  /**
   * Says something in passing, on the screen and to a screen reader.
   * @param {string} message
   * @param {{label: string, go: () => void}} [way] a button, for ten seconds
   */
  say(message, way) {
    const clear = () => this.#said.replaceChildren();
    this.#said.replaceChildren(message);
    if (way) {
      const button = el("button", { type: "button" }, way.label);
      button.addEventListener("click", () => {
        clear();
        way.go();
      });
      this.#said.append(" ", button);
    }
    clearTimeout(this.#saying);
    const time = way ? WAY_MS : Math.max(SAID_MS, message.length * READ_MS);
    this.#saying = Number(setTimeout(clear, time));
  }

  #more() {
    const more = el(
      "details",
      { class: "more-menu" },
      el("summary", {}, icon("M5 12h.01M12 12h.01M19 12h.01"), el("span", {}, text("nav.more"))),
    );
    const menu = el("div", {});
    more.append(menu);
    more.addEventListener("toggle", () => {
      if (!more.open) return;
      menu.replaceChildren(
        ...LINKS.filter(([page]) => !SWIPED.includes(page)).map(([page, , name]) =>
          el("a", { href: this.#links.get(page)?.href, onclick: () => (more.open = false) }, text(name)),
        ),
      );
    });
    return more;
  }

  #tick() {
    if (onWall()) setText(this.#clock, hourAndMinuteHere(this.#context.store.now()));
  }

  #drawBadge() {
    const count = this.#context.notices.open().length;
    this.#badge.hidden = count === 0;
    setText(this.#badge, count > 99 ? "99+" : String(count));
    this.#badge.title = text("notice.open.count", { count });
    this.#drawTitle();
  }

  #drawTitle() {
    const count = this.#context.notices.open().length;
    document.title = `${count > 0 ? `(${count}) ` : ""}${this.#title ? `${this.#title} · ` : ""}${text("app.name")}`;
  }
}

/** Marks the document while a pointer moves: a wall shows what can be clicked only then. */
function watchPointer() {
  const { classList } = document.documentElement;
  let timer = 0;
  addEventListener("pointermove", () => {
    classList.add("pointer");
    clearTimeout(timer);
    timer = Number(setTimeout(() => classList.remove("pointer"), POINTER_MS));
  });
}

/** @param {string} path */
function icon(path) {
  const template = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  template.setAttribute("viewBox", "0 0 24 24");
  template.setAttribute("class", "icon");
  template.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  template.append(line);
  return template;
}

function logo() {
  const picture = el("img", {
    src: new URL("../icon.svg", import.meta.url).href,
    alt: "",
    width: 28,
    height: 28,
  });
  return picture;
}

customElements.define("cc-shell", Shell);
