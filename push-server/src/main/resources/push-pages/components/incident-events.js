/** The events of a match: when, which step of the rule each took, and what it says. */
import { el } from "../dom.js";
import { dateAndTime, timeOfDay } from "../format.js";
import { link } from "../router.js";
import { text } from "../texts.js";

/**
 * @typedef {import("../store/notices.js").Notice} Notice
 * @typedef {{step: string, type: string, timestamp: number, facts?: Record<string, string|number>}} MatchedEvent
 */

/**
 * A list under its head; nothing for an incident that no rule found.
 * @param {Notice[]} notices the incident and what it is made of
 * @param {import("../app.js").Context} context
 */
export function matchedEvents(notices, context) {
  const events = notices.find((notice) => (notice.events ?? []).length > 0)?.events ?? [];
  if (events.length === 0) return [];
  return [
    el("h2", {}, text("incident.events")),
    el("ol", { class: "timeline matched" }, ...events.map((event) => row(event, context))),
  ];
}

/** @param {MatchedEvent} event @param {import("../app.js").Context} context */
function row({ step, type, timestamp, facts = {} }, context) {
  const { traceId, message, ...others } = facts;
  return el(
    "li",
    {},
    el("time", { title: dateAndTime(timestamp) }, timeOfDay(timestamp)),
    el("b", { dir: "auto" }, step === type ? type : `${step} · ${type}`),
    ...Object.entries(others).map(([name, value]) =>
      el("span", { dir: "auto" }, el("span", { class: "name" }, `${name} `), String(value)),
    ),
    message !== undefined && el("span", { class: "message", dir: "auto" }, String(message)),
    traceId !== undefined &&
      el(
        "a",
        { href: link(`/traces/${encodeURIComponent(String(traceId))}`, context.place.scope) },
        text("incident.trace"),
      ),
  );
}
