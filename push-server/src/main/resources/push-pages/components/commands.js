/**
 * The palette of commands: a few letters find a page, a service, a region, a colony, a user, an
 * incident or a view. The names come from the live series, which it watches while it is open.
 *
 * @typedef {import("../app.js").Context} Context
 * @typedef {{kind: import("../texts.js").TextKey, name: string, href: string, detail?: string}} Entry
 */
import { el, setAttribute, setText } from "../dom.js";
import { GO } from "../keys.js";
import { colonyLink, incidentLink, link, serviceLink } from "../router.js";
import { People } from "../store/people.js";
import { ViewSync } from "../store/view-sync.js";
import { views } from "../store/views.js";
import { plural, text } from "../texts.js";

const MOST = 12;
/** Series whose labels name what can be looked at. @type {[metric: string, labels: Record<string, string>][]} */
const NAMES = [
  ["request_rate", { service: "*" }],
  ["request_rate", { region: "*" }],
  ["top_colonies", { rank: "*", colony_id: "*", colony_name: "*" }],
  ["top_users_by_tokens", { rank: "*", user_id: "*", username: "*" }],
];

/** Opens the palette, or does nothing if it is open. @param {Context} context */
export function openCommands(context) {
  if (document.querySelector("dialog.commands")) return;
  const palette = new Palette(context);
  document.body.append(palette.dialog);
  palette.dialog.showModal();
}

class Palette {
  #context;
  #watches;
  #sync;
  #chosen = 0;
  /** @type {Entry[]} */
  #found = [];
  #input = el("input", {
    type: "search",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "commands-list",
    "aria-autocomplete": "list",
    "aria-label": text("commands.label"),
    placeholder: text("commands.label"),
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => this.#search(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
  });
  #list = el("ul", { id: "commands-list", role: "listbox", "aria-label": text("commands.label") });
  #count = el("p", { class: "count", role: "status" });
  dialog = el(
    "dialog",
    {
      class: "commands",
      "aria-label": text("commands.label"),
      onclose: () => this.#end(),
      onclick: (/** @type {Event} */ event) => event.target === this.dialog && this.dialog.close(),
    },
    this.#input,
    this.#list,
    this.#count,
  );

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    this.#sync = new ViewSync(new People(context.login, context.settings));
    this.#watches = NAMES.map(([metric, labels]) =>
      context.store.watch(metric, labels, () => this.#search(true)),
    );
    this.#search();
    // Views of other browsers and of others come a moment later.
    this.#sync.load().then(
      () => this.#search(true),
      () => {},
    );
  }

  #end() {
    for (const watch of this.#watches) watch.close();
    this.dialog.remove();
  }

  /** @param {boolean} [more] names came, so what is chosen stays */
  #search(more = false) {
    const words = this.#input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const before = more ? this.#found[this.#chosen]?.href : undefined;
    const all = this.#entries()
      .map((entry) => ({ entry, rank: rankOf(entry, words) }))
      .filter(({ rank }) => rank >= 0)
      .sort((a, b) => a.rank - b.rank)
      .map(({ entry }) => entry);
    const found = all.slice(0, MOST);
    if (more && found.map(({ href }) => href).join() === this.#found.map(({ href }) => href).join()) return;
    this.#found = found;
    this.#chosen = Math.max(
      0,
      found.findIndex(({ href }) => href === before),
    );
    this.#list.replaceChildren(
      ...found.map((entry, i) =>
        el(
          "li",
          { role: "option", id: `command-${i}`, onclick: () => this.#go(i) },
          el("span", { class: "kind" }, text(entry.kind)),
          el("span", { dir: "auto" }, entry.name),
          entry.detail && el("span", { class: "detail" }, entry.detail),
        ),
      ),
    );
    setText(this.#count, plural("commands.found", all.length));
    this.#mark();
  }

  /** @returns {Entry[]} in the order of their kinds */
  #entries() {
    const { scope } = this.#context.place;
    const [services, regions, colonies, users] = this.#watches.map((watch) =>
      watch.series().map(({ labels }) => labels),
    );
    const known = (/** @type {string|undefined} */ name) => name !== undefined && name !== "other";
    return [
      ...Object.values(GO).map(([path, title]) => ({
        kind: /** @type {const} */ ("commands.page"),
        name: text(title),
        href: link(path, scope),
      })),
      ...this.#context.notices.incidents().map((notice) => ({
        kind: /** @type {const} */ ("commands.incident"),
        name: notice.title,
        href: incidentLink(notice.id, scope),
      })),
      ...services
        .filter(({ service }) => known(service))
        .map(({ service }) => ({
          kind: /** @type {const} */ ("label.service"),
          name: service,
          href: serviceLink(service, scope),
        })),
      ...regions
        .filter(({ region }) => known(region))
        .map(({ region }) => ({
          kind: /** @type {const} */ ("label.region"),
          name: region,
          href: link(`/regions/${encodeURIComponent(region)}`, scope),
        })),
      ...colonies
        .filter(({ colony_id }) => known(colony_id))
        .map(({ colony_id, colony_name }) => ({
          kind: /** @type {const} */ ("commands.colony"),
          name: colony_name || colony_id,
          detail: colony_id,
          href: colonyLink(colony_id, scope, colony_name),
        })),
      ...users
        .filter(({ user_id }) => known(user_id))
        .map(({ user_id, username }) => ({
          kind: /** @type {const} */ ("commands.user"),
          name: username || user_id,
          detail: user_id,
          href: link(`/users/${encodeURIComponent(user_id)}`, scope),
        })),
      ...[...views(), ...this.#sync.shared].map((view) => ({
        kind: /** @type {const} */ ("commands.view"),
        name: view.name,
        detail: view.owner,
        href: link("/custom", scope, { id: view.id }),
      })),
    ];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#found.length > 0) {
      this.#chosen = (this.#chosen + step + this.#found.length) % this.#found.length;
      this.#mark();
    } else if (event.key === "Enter") {
      this.#go(this.#chosen);
    } else {
      return;
    }
    event.preventDefault();
  }

  #mark() {
    [...this.#list.children].forEach((item, i) =>
      setAttribute(item, "aria-selected", String(i === this.#chosen)),
    );
    setAttribute(this.#input, "aria-activedescendant", this.#found.length > 0 && `command-${this.#chosen}`);
    this.#list.children[this.#chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  #go(index) {
    const entry = this.#found[index];
    if (!entry) return;
    this.dialog.close();
    this.#context.go(entry.href);
  }
}

/**
 * How well an entry fits: 0 if its name begins with the words, 1 if a word of it does, 2 if they stand in it, -1 if
 * not. Without words all fit.
 * @param {Entry} entry
 * @param {string[]} words
 */
function rankOf({ name, detail = "", kind }, words) {
  const lower = name.toLowerCase();
  const all = `${lower} ${detail.toLowerCase()} ${text(kind).toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return -1;
  if (words.length === 0 || lower.startsWith(words[0])) return 0;
  return lower.split(/[\s_.:/-]+/).some((part) => part.startsWith(words[0])) ? 1 : 2;
}
