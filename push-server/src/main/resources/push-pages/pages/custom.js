/** Views that people make for themselves. */
import { fileControls } from "../components/view-files.js";
import { ViewGrid } from "../components/view-grid.js";
import { el, setText } from "../dom.js";
import { dateAndTime } from "../format.js";
import { titleOf } from "../metrics.js";
import { link } from "../router.js";
import { People } from "../store/people.js";
import { ViewSync } from "../store/view-sync.js";
import { copyOf, decoded, encoded, newView, views } from "../store/views.js";
import { text } from "../texts.js";

/**
 * @typedef {import("../store/views.js").View} View
 * @typedef {import("../store/views.js").ViewTile} ViewTile
 * @typedef {import("../app.js").Context} Context
 */

const MOST_UNDONE = 50;

/** `<cc-custom>` */
class Custom extends HTMLElement {
  #context;
  #sync;
  /** @type {View} */
  #view;
  #problem = "";
  #editing;
  /** The tile that the form changes; none if it adds one. @type {number|undefined} */
  #changed;
  /** The view before each change. @type {Pick<View, "name"|"tiles">[]} */
  #undone = [];
  #grid;
  #message = el("p", { class: "detail", role: "status" });
  #bar = el("div", { class: "centre-bar" });
  #form = el("div");
  /** What the form is for. */
  #formOf = "";
  #left = new AbortController();

  /** @param {Context} context */
  constructor(context) {
    super();
    this.#context = context;
    this.#sync = new ViewSync(new People(context.login, context.settings));
    this.#grid = new ViewGrid(context, {
      change: (tiles) => this.#change({ tiles }),
      edit: (index) => this.#edit(index),
      remove: (index) => this.#remove(index),
    });
    this.#view = this.#wanted();
    this.#editing =
      !this.#view.owner && (this.#view.tiles.length === 0 || context.place.query.get("edit") === "1");
  }

  /** The view of the link, or the one asked for, or the last one. @returns {View} */
  #wanted() {
    const { query } = this.#context.place;
    const linked = query.get("view");
    if (linked) {
      try {
        const view = decoded(linked);
        const same = views().find((own) => encoded(own) === encoded(view));
        if (!same) this.#save(view);
        return same ?? view;
      } catch (problem) {
        this.#problem = notAView(problem);
      }
    }
    const id = query.get("id");
    const asked = this.#sync.find(id);
    this.#problem ||= id && !asked ? text("custom.unknown", { id: id.slice(0, 64) }) : "";
    return asked ?? (query.has("new") ? undefined : views()[0]) ?? newView(text("custom.untitled"));
  }

  connectedCallback() {
    const { query } = this.#context.place;
    if (query.has("view") && !this.#problem) history.replaceState(null, "", this.#address(this.#view.id));
    this.replaceChildren(this.#bar, this.#message, this.#form, this.#grid);
    this.#draw();
    const asking = this.#sync.isOn && query.has("id") && !this.#sync.find(query.get("id"));
    if (asking) setText(this.#message, text("custom.asking"));
    else if (this.#problem) setText(this.#message, this.#problem);
    else if (query.has("view")) setText(this.#message, text("custom.from.link"));
    this.#load(asking);
    addEventListener("keydown", (event) => this.#key(event), { signal: this.#left.signal });
  }

  disconnectedCallback() {
    this.#left.abort();
  }

  /** Shows what the server has, once it is here. @param {boolean} asking whether the view of the address is awaited */
  async #load(asking) {
    if (!this.#sync.isOn) return;
    const before = this.#view;
    let failed = "";
    try {
      await this.#sync.load();
    } catch (problem) {
      failed = text("custom.unsent", { reason: messageOf(problem) });
    }
    if (!this.isConnected) return;
    // What was changed meanwhile is being sent.
    const found = asking
      ? this.#sync.find(this.#context.place.query.get("id"))
      : this.#view === before && !this.#context.place.query.has("new") && this.#undone.length === 0
        ? (this.#sync.find(before.id) ??
          (before.version || before.tiles.length === 0 ? views()[0] : undefined))
        : undefined;
    if (found) {
      this.#view = found;
      this.#editing &&=
        !found.owner && (found.tiles.length === 0 || this.#context.place.query.get("edit") === "1");
    }
    if (failed) setText(this.#message, failed);
    else if (asking) setText(this.#message, found ? "" : this.#problem);
    this.#draw();
  }

  async #draw() {
    this.#drawBar();
    this.#grid.show(this.#view.tiles, this.#editing);
    const form = this.#editing ? `${this.#changed}` : "";
    // What is being typed stays.
    if (form === this.#formOf) return;
    this.#formOf = form;
    try {
      const nodes = this.#editing ? [await this.#tileForm()] : [];
      if (form === this.#formOf) this.#form.replaceChildren(...nodes);
    } catch (problem) {
      // The network is away; the next drawing tries again.
      this.#formOf = "";
      setText(this.#message, messageOf(problem));
    }
  }

  /** Draws the controls anew; the focus stays on the one that has it. */
  #drawBar() {
    const nameOf = (/** @type {Element} */ n) =>
      n.getAttribute("name") ?? n.getAttribute("aria-label") ?? n.textContent;
    const focused = this.#bar.contains(document.activeElement) && document.activeElement;
    this.#bar.replaceChildren(...this.#controls());
    if (!focused) return;
    const same = [...this.#bar.querySelectorAll("*")].find((n) => nameOf(n) === nameOf(focused));
    if (same instanceof HTMLElement) same.focus();
  }

  /** @returns {HTMLElement[]} */
  #controls() {
    const { owner } = this.#view;
    const button = (
      /** @type {import("../texts.js").TextKey} */ key,
      /** @type {() => void} */ act,
      disabled = false,
    ) => el("button", { type: "button", onclick: act, disabled }, text(key));
    const own = [
      button(this.#editing ? "custom.done" : "custom.edit", () => {
        this.#editing = !this.#editing;
        this.#changed = undefined;
        this.#draw();
      }),
      ...(this.#editing ? [button("custom.undo", () => this.#undo(), this.#undone.length === 0)] : []),
    ];
    return [
      this.#editing ? this.#name() : this.#choose(),
      ...(owner
        ? [el("span", { class: "detail", dir: "auto" }, text("custom.owner", { name: owner }))]
        : own),
      button("custom.copy", () => this.#copy()),
      button("custom.new", () => this.#context.go(link("/custom", this.#context.place.scope, { new: "1" }))),
      ...fileControls(this.#context, () => this.#view, {
        took: (view) => {
          this.#save(view);
          this.#context.go(this.#address(view.id));
        },
        failed: (problem) => setText(this.#message, notAView(problem)),
      }),
      ...(this.#editing ? [...this.#kept(), button("custom.delete", () => this.#delete())] : []),
    ];
  }

  #choose() {
    const option = (/** @type {View} */ view) =>
      el("option", { value: view.id, selected: view.id === this.#view.id }, view.name);
    const own = views();
    if (!this.#view.owner && !own.some(({ id }) => id === this.#view.id)) own.unshift(this.#view);
    const { shared } = this.#sync;
    const choose = el(
      "select",
      { "aria-label": text("custom.views") },
      ...own.map(option),
      shared.length > 0 && el("optgroup", { label: text("custom.shared.views") }, ...shared.map(option)),
    );
    choose.addEventListener("change", () => this.#context.go(this.#address(choose.value)));
    return choose;
  }

  #name() {
    const name = el("input", {
      type: "text",
      value: this.#view.name,
      maxlength: 100,
      "aria-label": text("custom.name"),
      dir: "auto",
    });
    name.addEventListener("change", () =>
      this.#change({ name: name.value.trim() || text("custom.untitled") }),
    );
    return name;
  }

  /** Of a view that is kept on the server: whether it is shared, and its earlier versions. @returns {HTMLElement[]} */
  #kept() {
    if (!this.#sync.isOn) return [];
    const shared = el("input", { type: "checkbox", name: "shared", checked: this.#view.shared === true });
    shared.addEventListener("change", () => this.#change({ shared: shared.checked }));
    const label = el("label", { class: "check" }, shared, text("custom.shared"));
    const earlier = this.#sync.earlier(this.#view.id);
    if (earlier.length === 0) return [label];
    const choose = el(
      "select",
      { "aria-label": text("custom.earlier"), name: "earlier" },
      el("option", { value: "" }, text("custom.earlier")),
      ...earlier.map(({ version, changed, name }) =>
        el(
          "option",
          { value: version },
          text("custom.version", { version, time: dateAndTime(changed), name }),
        ),
      ),
    );
    choose.addEventListener("change", () => {
      const one = earlier.find(({ version }) => String(version) === choose.value);
      if (one) this.#change({ name: one.name, tiles: one.tiles });
    });
    return [label, choose];
  }

  /** The form, whose module is loaded when a view is first edited. */
  async #tileForm() {
    const index = this.#changed;
    const { tileForm } = await import("../components/tile-form.js");
    const tile = index === undefined ? undefined : this.#view.tiles[index];
    const end = () => {
      this.#changed = undefined;
      this.#draw();
    };
    return tileForm(this.#context.store.catalogue, tile, {
      done: (made) => {
        this.#changed = undefined;
        const { tiles } = this.#view;
        this.#change({ tiles: index === undefined ? [...tiles, made] : tiles.with(index, made) });
      },
      cancel: end,
    });
  }

  /** @param {number} index */
  async #edit(index) {
    this.#changed = index;
    await this.#draw();
    this.#form.querySelector("select")?.focus();
  }

  /** @param {number} index */
  #remove(index) {
    const title = titleOf(this.#view.tiles[index].metric);
    this.#changed = undefined;
    this.#change({ tiles: this.#view.tiles.toSpliced(index, 1) });
    this.#context.say(text("custom.removed", { title }), {
      label: text("custom.undo"),
      go: () => this.#undo(),
    });
  }

  #delete() {
    const again = this.#sync.remove(this.#view);
    const { go } = this.#context;
    const address = this.#address(again.id);
    go(link("/custom", this.#context.place.scope));
    this.#context.say(text("custom.deleted", { name: again.name }), {
      label: text("custom.undo"),
      go: () => {
        this.#sync.save(again).catch(() => {});
        go(address);
      },
    });
  }

  #copy() {
    const copy = copyOf(this.#view, text("custom.copied", { name: this.#view.name }));
    this.#save(copy);
    this.#context.go(this.#address(copy.id));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
    if (
      !this.#editing ||
      (event.target instanceof Element && event.target.matches("input, select, textarea"))
    )
      return;
    event.preventDefault();
    this.#undo();
  }

  #undo() {
    const before = this.#undone.pop();
    if (!before || !this.isConnected) return;
    this.#changed = undefined;
    this.#keep({ ...this.#view, ...before });
  }

  /** @param {Partial<View>} change */
  #change(change) {
    const { name, tiles } = this.#view;
    this.#undone = [...this.#undone, { name, tiles }].slice(-MOST_UNDONE);
    this.#keep({ ...this.#view, ...change });
  }

  /** @param {View} view */
  #keep(view) {
    this.#view = view;
    history.replaceState(history.state, "", this.#address(view.id));
    this.#draw();
    this.#save(view);
  }

  /** @param {View} view */
  async #save(view) {
    try {
      const { view: now, copy } = await this.#sync.save(view);
      if (this.#view.id !== now.id) return;
      if (copy) {
        this.#undone = [];
        this.#view = now;
        setText(this.#message, text("custom.conflict", { name: now.name }));
      } else {
        this.#view = { ...this.#view, version: now.version, shared: now.shared };
      }
      if (this.isConnected) this.#draw();
    } catch (problem) {
      setText(this.#message, text("custom.unsent", { reason: messageOf(problem) }));
    }
  }

  /** @param {string} id */
  #address(id) {
    return link("/custom", this.#context.place.scope, { id });
  }
}

/** @param {unknown} problem */
const messageOf = (problem) => (problem instanceof Error ? problem.message : String(problem));
/** @param {unknown} problem */
const notAView = (problem) => text("custom.bad", { reason: messageOf(problem) });

customElements.define("cc-custom", Custom);

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.custom.long"),
  labels: ["region", "service"],
  ranged: true,
  render: (context) => [new Custom(context)],
};
