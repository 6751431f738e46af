/** `<cc-incidents>`: what is not over, the worst first, as a table; and `<cc-burning>`, the same as cards. */
import { el } from "../dom.js";
import { dateAndTime, timeOfDay } from "../format.js";
import { onWall } from "../panels/fit.js";
import { Panel } from "../panels/panel.js";
import { SortTable } from "../panels/table.js";
import { incidentLink, serviceLink } from "../router.js";
import { isOpen } from "../store/notices.js";
import { named, plural, text } from "../texts.js";
import { handledText, noticeCards, noticeLine } from "./notice.js";

const RANK = { critical: 2, warning: 1, info: 0 };
/** Cards on a desk; what is more stands in a line each. */
const MOST_CARDS = 4;
const MOST_LINES = 16;
/** A wall shows as many cards as fit. */
const MOST_ON_WALL = 20;
const DAY_MS = 24 * 60 * 60_000;

/** @param {import("../store/notices.js").Notice} notice @param {string} label of a series @returns {unknown} */
function labelOf({ context = {} }, label) {
  return context[{ colony_id: "colonyId" }[label] ?? label];
}

class NoticePanel extends Panel {
  #end = () => {};

  begin() {
    this.#end = this.context.notices.onChange(() => this.context.painter.soon(this));
  }

  end() {
    this.#end();
  }

  isStale() {
    return this.context.notices.all().length > 0 && !this.context.notices.connected;
  }

  paint() {
    super.paint();
    const hidden = this.#unlabelled();
    this.filterNote(hidden > 0 ? plural("panel.unlabelled", hidden, { labels: this.#labelNames() }) : "");
  }

  /** Those of the labels that are chosen on the page, and that the panel is about. */
  chosen() {
    const wanted = Object.entries({ ...this.context.place.filters, ...this.spec.only });
    return this.all().filter((notice) => wanted.every(([label, value]) => labelOf(notice, label) === value));
  }

  /** How many the chosen labels leave out because they do not say what they are about. */
  #unlabelled() {
    const fixed = Object.entries(this.spec.only ?? {});
    const filters = Object.entries(this.context.place.filters);
    return this.all().filter((notice) => {
      const values = filters.map(([label]) => labelOf(notice, label));
      return (
        values.includes(undefined) &&
        values.every((value, i) => value === undefined || value === filters[i][1]) &&
        fixed.every(([label, value]) => labelOf(notice, label) === value)
      );
    }).length;
  }

  #labelNames() {
    return Object.keys(this.context.place.filters)
      .map((label) => named("label", label).toLowerCase())
      .join(", ");
  }

  all() {
    return this.context.notices.incidents();
  }

  emptiness() {
    if (this.chosen().length > 0) return null;
    if (!this.context.notices.loaded) return text("empty.waiting");
    const values = Object.values(this.context.place.filters).join(", ");
    return values ? text("empty.incidents.filtered", { values }) : text("empty.incidents");
  }
}

export class Incidents extends NoticePanel {
  #table = new SortTable(this.title_);

  begin() {
    super.begin();
    this.body.replaceChildren(this.#table.node);
  }

  draw() {
    const { scope } = this.context.place;
    const now = this.context.store.now();
    this.#table.draw({
      columns: /** @type {const} */ (["severity", "alert", "service", "instance", "started", "state"]).map(
        (c) => ({ title: text(`column.${c}`) }),
      ),
      rows: this.chosen().map((notice) => {
        const { service, instance, region } = /** @type {Record<string, string>} */ (notice.context ?? {});
        return [
          { text: text(`state.${notice.type}`), status: notice.type, sort: RANK[notice.type] },
          { text: notice.title, href: incidentLink(notice.id, scope) },
          service ? { text: String(service), href: serviceLink(String(service), scope) } : { text: "" },
          { text: String(instance ?? region ?? "") },
          {
            text:
              now - notice.timestamp < DAY_MS ? timeOfDay(notice.timestamp) : dateAndTime(notice.timestamp),
            sort: notice.timestamp,
          },
          { text: this.#stateOf(notice) },
        ];
      }),
      sort: { column: 0, down: true },
    });
  }

  /** @param {import("../store/notices.js").Notice} notice */
  #stateOf(notice) {
    if (notice.acknowledged) return handledText(notice);
    const silence = this.context.notices.silenceOf(notice);
    return silence ? text("state.silenced", { time: dateAndTime(silence.until) }) : text("notice.state.open");
  }
}

/**
 * What needs someone as cards, and below them in a line each what is being handled or silenced, and what there is no
 * card for. With `show: "all"` of the spec all notifications, those that are over too; on a wall these are lines.
 */
export class Burning extends NoticePanel {
  #shown = "";

  draw() {
    const { cards, handled, others } = this.#parts();
    const key = JSON.stringify([
      cards,
      handled,
      others,
      [...cards, ...others].map((n) => this.context.notices.groupOf(n)),
      handled.map((n) => this.context.notices.silenceOf(n)),
      Math.floor(this.context.store.now() / 10_000),
    ]);
    if (key === this.#shown) return;
    this.#shown = key;
    // The one that a keyboard stands on stays where it is.
    if (this.body.contains(document.activeElement)) return;
    const nodes = [];
    if (cards.length > 0) nodes.push(el("div", { class: "notices" }, ...noticeCards(cards, this.context)));
    if (others.length > 0) nodes.push(lines(others, this.context));
    if (handled.length > 0)
      nodes.push(
        el("h3", { class: "handled-head" }, plural("incidents.handled", handled.length)),
        lines(handled, this.context),
      );
    this.body.replaceChildren(...nodes);
  }

  #parts() {
    const { show, max } = this.spec;
    const wall = onWall();
    const chosen = this.chosen();
    if (show === "all") {
      const shown = chosen.slice(0, max);
      this.leaveOut(chosen.length - shown.length);
      return wall ? { cards: [], others: shown, handled: [] } : { cards: shown, others: [], handled: [] };
    }
    const needing = chosen.filter((notice) => needsSomeone(notice, this.context));
    const cards = needing.slice(0, wall ? MOST_ON_WALL : MOST_CARDS);
    const others = needing.slice(cards.length, MOST_CARDS + MOST_LINES);
    const handled = chosen.filter((notice) => !needing.includes(notice)).slice(0, wall ? 2 : MOST_LINES);
    this.leaveOut(chosen.length - cards.length - others.length - handled.length);
    return { cards, others, handled };
  }

  all() {
    return this.spec.show === "all" ? this.context.notices.all() : super.all();
  }
}

/** @param {import("../store/notices.js").Notice} notice @param {import("../app.js").Context} context */
const needsSomeone = (notice, context) => isOpen(notice) && !context.notices.silenceOf(notice);

/** @param {import("../store/notices.js").Notice[]} notices @param {import("../app.js").Context} context */
const lines = (notices, context) =>
  el("ul", { class: "notice-lines" }, ...notices.map((notice) => noticeLine(notice, context)));

customElements.define("cc-incidents", Incidents);
customElements.define("cc-burning", Burning);
