/** One notification, and the button that takes note of it for everybody. */
import { el, SHAPES, statusMark } from "../dom.js";
import { age, dateAndTime } from "../format.js";
import { colonyLink, placeOf, serviceLink } from "../router.js";
import { isOpen, isResolved } from "../store/notices.js";
import { text } from "../texts.js";

/**
 * @typedef {import("../store/notices.js").Notice} Notice
 * @typedef {import("../app.js").Context} Context
 */

/** @param {Notice} notice @param {Context} context */
export function acknowledgeButton(notice, context) {
  const button = el(
    "button",
    {
      type: "button",
      class: "acknowledge",
      "aria-label": text("notice.acknowledge.what", { title: notice.title }),
    },
    text("notice.acknowledge"),
  );
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await context.notices.acknowledge(notice.id, context.settings.get("name") || undefined);
    } catch (problem) {
      button.disabled = false;
      const { status, message } = /** @type {{status?: number, message: string}} */ (problem);
      context.say(status === 403 ? text("notice.forbidden") : text("notice.failed", { reason: message }));
    }
  });
  return button;
}

/**
 * A notification with its texts, state and ways on.
 * @param {Notice} notice
 * @param {Context} context
 */
export function noticeCard(notice, context) {
  const time = el(
    "time",
    { datetime: isoOf(notice.timestamp), title: dateAndTime(notice.timestamp) },
    age(context.store.now() - notice.timestamp),
  );
  return el(
    "article",
    { class: `notice ${notice.type}${isOpen(notice) ? "" : " over"}`, "data-id": notice.id },
    el(
      "div",
      { class: "line" },
      statusMark(notice.type, text(`state.${notice.type}`)),
      ...stateMarks(notice),
      time,
    ),
    el("h3", { dir: "auto" }, notice.title),
    el("p", { dir: "auto" }, notice.message),
    el(
      "div",
      { class: "line ways" },
      el("span", { class: "source", dir: "auto" }, text("notice.source", { source: notice.source })),
      ...waysOn(notice, context),
      isOpen(notice) && acknowledgeButton(notice, context),
    ),
  );
}

/** @param {Notice} notice */
function stateMarks(notice) {
  const marks = [];
  if (isResolved(notice)) marks.push(statusMark("resolved", text("state.resolved")));
  if (notice.acknowledged) {
    const { by } = notice.acknowledged;
    marks.push(
      el(
        "span",
        { class: "acknowledged", dir: "auto" },
        `${SHAPES.resolved} ${by ? text("state.acknowledged.by", { by }) : text("state.acknowledged")}`,
      ),
    );
  }
  return marks;
}

/**
 * Links to what it is about.
 * @param {Notice} notice
 * @param {Context} context
 */
export function waysOn(notice, context) {
  const { scope } = context.place;
  const ways = [];
  const service = notice.context?.service;
  const colony = notice.context?.colonyId;
  if (typeof service === "string" && service)
    ways.push(el("a", { href: serviceLink(service, scope), dir: "auto" }, service));
  if (typeof colony === "string" && colony)
    ways.push(el("a", { href: colonyLink(colony, scope), dir: "auto" }, colony));
  const href = safeAddress(notice.actionUrl);
  if (href && !ways.some((way) => way.getAttribute("href")?.split("?")[0] === href))
    ways.push(el("a", { href, rel: "noopener noreferrer" }, text("notice.action")));
  return ways;
}

/**
 * An address that can be followed without harm: a page of this server, or one of the web's own schemes.
 * @param {string|undefined} address
 */
export function safeAddress(address) {
  if (!address) return null;
  try {
    const url = new URL(address, location.origin);
    // An address on this server that is none of its pages would lead nowhere.
    if (url.origin === location.origin)
      return placeOf(url).page === "missing" ? null : url.pathname + url.search;
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {number} time */
function isoOf(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
