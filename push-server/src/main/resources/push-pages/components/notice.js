/** One notification, and the button that takes note of it for everybody. */
import { el, SHAPES, statusMark } from "../dom.js";
import { age, dateAndTime, hourAndMinute } from "../format.js";
import { colonyLink, incidentLink, link, placeOf, serviceLink } from "../router.js";
import { isOpen, isResolved } from "../store/notices.js";
import { plural, text } from "../texts.js";

/**
 * @typedef {import("../store/notices.js").Notice} Notice
 * @typedef {import("../app.js").Context} Context
 */

/**
 * Acknowledges for everybody, and offers to undo that for ten seconds.
 * @param {Notice[]} notices
 * @param {Context} context
 * @param {string} [note]
 */
export async function acknowledge(notices, context, note) {
  const ids = notices.map((notice) => notice.id);
  const by = context.settings.get("name") || undefined;
  try {
    await context.notices.acknowledge(ids, by, note);
  } catch (problem) {
    const { status } = /** @type {{status?: number}} */ (problem);
    context.say(
      status === 403 ? text("notice.forbidden") : text("notice.failed", { reason: reasonOf(problem) }),
    );
    throw problem;
  }
  const undo = () =>
    context.notices
      .undo(ids, by)
      .catch((problem) => context.say(text("notice.undo.failed", { reason: reasonOf(problem) })));
  context.say(plural("notice.done", ids.length), { label: text("notice.undo"), go: undo });
}

/** @param {unknown} problem */
export const reasonOf = (problem) => (problem instanceof Error ? problem.message : String(problem));

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
    await acknowledge([notice], context).catch(() => (button.disabled = false));
  });
  return button;
}

/**
 * A notification with its texts, state and ways on.
 * @param {Notice} notice
 * @param {Context} context
 */
export function noticeCard(notice, context) {
  return el(
    "article",
    { class: `notice ${notice.type}${isOpen(notice) ? "" : " over"}`, "data-id": notice.id },
    el(
      "div",
      { class: "line" },
      statusMark(notice.type, text(`state.${notice.type}`)),
      ...stateMarks(notice, context),
      timeOf(notice, context),
    ),
    el(
      "h3",
      { dir: "auto" },
      notice.type === "info"
        ? notice.title
        : el("a", { href: incidentLink(notice.id, context.place.scope) }, notice.title),
    ),
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

/**
 * A notification in one line.
 * @param {Notice} notice
 * @param {Context} context
 */
export function noticeLine(notice, context) {
  return el(
    "li",
    { "data-id": notice.id },
    statusMark(notice.type, text(`state.${notice.type}`)),
    notice.type === "info"
      ? el("span", { class: "title", dir: "auto" }, notice.title)
      : el(
          "a",
          { class: "title", href: incidentLink(notice.id, context.place.scope), dir: "auto" },
          notice.title,
        ),
    ...stateMarks(notice, context),
    timeOf(notice, context),
  );
}

/** How long ago it was noticed. @param {Notice} notice @param {Context} context */
function timeOf(notice, context) {
  return el(
    "time",
    { datetime: isoOf(notice.timestamp), title: dateAndTime(notice.timestamp) },
    age(context.store.now() - notice.timestamp),
  );
}

/** @param {Notice} notice @param {Context} context */
export function stateMarks(notice, context) {
  const marks = [];
  if (isResolved(notice)) marks.push(statusMark("resolved", text("state.resolved")));
  if (notice.acknowledged) {
    marks.push(
      el("span", { class: "acknowledged", dir: "auto" }, `${SHAPES.resolved} ${handledText(notice)}`),
    );
  }
  if (notice.assigned)
    marks.push(el("span", { class: "assigned", dir: "auto" }, text("state.assigned", notice.assigned)));
  const silence = context.notices.silenceOf(notice);
  if (silence && !isResolved(notice))
    marks.push(
      el(
        "span",
        { class: "silenced", dir: "auto" },
        text("state.silenced", { time: dateAndTime(silence.until) }),
      ),
    );
  return marks;
}

/** Who handles it and since when; of one that has ended who acknowledged it. @param {Notice} notice */
export function handledText(notice) {
  const { by, timestamp = 0 } = notice.acknowledged ?? {};
  const time = hourAndMinute(timestamp);
  if (isResolved(notice) || notice.type === "info")
    return by ? text("state.acknowledged.by", { by }) : text("state.acknowledged");
  return by ? text("state.handled.by", { by, time }) : text("state.handled", { time });
}

/**
 * Cards, and above those of a group of several what they have in common.
 * @param {Notice[]} notices
 * @param {Context} context
 */
export function noticeCards(notices, context) {
  /** @type {Map<string, Notice[]>} */
  const byGroup = new Map();
  for (const notice of notices) {
    const group = context.notices.groupOf(notice)?.id ?? notice.id;
    byGroup.set(group, [...(byGroup.get(group) ?? []), notice]);
  }
  return [...byGroup].map(([id, members]) => {
    const cards = members.map((notice) => noticeCard(notice, context));
    const group = context.notices.groupOf(members[0]);
    if (!group || members.length < 2) return cards[0];
    return el(
      "section",
      { class: "group", "data-group": id },
      el("h3", { class: "group-head", dir: "auto" }, groupText(group)),
      ...cards,
    );
  });
}

/** What the members of a group have in common, how many they are, since when and after what. @param {import("../store/notices.js").Group} group */
export function groupText({ service, region, traceId, title, open, since, version, members }) {
  const place = service && region ? text("group.place", { service, region }) : (service ?? title);
  const values = {
    place: !service && traceId ? text("group.trace", { trace: traceId }) : place,
    count: open || members.length,
    time: hourAndMinute(since),
  };
  return version ? text("group.after", { ...values, version }) : text("group", values);
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
  const trace = notice.context?.traceId;
  if (typeof service === "string" && service)
    ways.push(el("a", { href: serviceLink(service, scope), dir: "auto" }, service));
  if (typeof colony === "string" && colony)
    ways.push(el("a", { href: colonyLink(colony, scope), dir: "auto" }, colony));
  if (typeof trace === "string" && trace)
    ways.push(el("a", { href: link(`/traces/${encodeURIComponent(trace)}`, scope), dir: "auto" }, trace));
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
