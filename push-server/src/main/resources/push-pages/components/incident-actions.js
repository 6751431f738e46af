/** What people can do about one incident: acknowledge with a note, assign, silence, plan maintenance. */
import { el } from "../dom.js";
import { text } from "../texts.js";
import { acknowledge, reasonOf } from "./notice.js";

/** Labels that a silence is offered for, the widest first. */
const LABELS = ["service", "region", "colonyId", "alertname", "version", "instance"];
const MINUTES = /** @type {const} */ ([15, 60, 240, 1440]);

/**
 * @typedef {import("../app.js").Context} Context
 * @typedef {import("../store/notices.js").Notice} Notice
 */

/** @param {Notice} notice @param {Context} context */
export function incidentActions(notice, context) {
  return el(
    "div",
    { class: "incident-actions" },
    !notice.acknowledged && acknowledgeForm(notice, context),
    assignForm(notice, context),
    silenceForm(notice, context),
  );
}

/** @param {Notice} notice @param {Context} context */
function acknowledgeForm(notice, context) {
  const note = el("input", {
    type: "text",
    maxlength: 200,
    dir: "auto",
    placeholder: text("action.note"),
    "aria-label": text("action.note"),
  });
  return form("acknowledge", text("notice.acknowledge"), [note], context, () =>
    acknowledge([notice], context, note.value.trim() || undefined),
  );
}

/** @param {Notice} notice @param {Context} context */
function assignForm(notice, context) {
  const to = el("input", {
    type: "text",
    maxlength: 200,
    dir: "auto",
    value: notice.assigned?.to ?? "",
    placeholder: text("action.assign.to"),
    "aria-label": text("action.assign.to"),
  });
  return form("assign", text("action.assign"), [to], context, () =>
    context.notices.assign(notice.id, to.value.trim(), context.settings.get("name") || undefined),
  );
}

/** @param {Notice} notice @param {Context} context */
function silenceForm(notice, context) {
  const labels = LABELS.filter((name) => typeof notice.context?.[name] === "string");
  const boxes = labels.map((name, i) =>
    el("input", { type: "checkbox", value: name, checked: i < 2, "data-label": name }),
  );
  const minutes = el(
    "select",
    { "aria-label": text("action.silence.time") },
    ...MINUTES.map((m) => el("option", { value: String(m) }, text(`action.silence.${m}`))),
  );
  const from = el("input", { type: "datetime-local", "aria-label": text("action.silence.from") });
  const reason = el("input", {
    type: "text",
    maxlength: 500,
    required: true,
    dir: "auto",
    placeholder: text("action.reason"),
    "aria-label": text("action.reason"),
  });
  const inputs = [
    ...boxes.map((box, i) =>
      el("label", { class: "check", dir: "auto" }, box, `${labels[i]} = ${notice.context?.[labels[i]]}`),
    ),
    minutes,
    el("label", { class: "check" }, text("action.silence.from"), from),
    reason,
  ];
  return el(
    "details",
    {},
    el("summary", {}, text("action.silence")),
    form("silence", text("action.silence"), inputs, context, async () => {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      const begin = from.value ? new Date(from.value).getTime() : undefined;
      const time = Number(minutes.value);
      await context.notices.silence({
        labels: Object.fromEntries(
          chosen.length > 0
            ? chosen.map((name) => [name, String(notice.context?.[name])])
            : [["id", notice.id]],
        ),
        ...(begin ? { from: begin, until: begin + time * 60_000, planned: true } : { minutes: time }),
        reason: reason.value.trim(),
        by: context.settings.get("name") || undefined,
      });
    }),
  );
}

/**
 * @param {string} name
 * @param {string} label of its button
 * @param {Node[]} inputs
 * @param {Context} context
 * @param {() => Promise<unknown>} send
 */
function form(name, label, inputs, context, send) {
  const button = el("button", { type: "submit" }, label);
  const made = el("form", { class: `action ${name}` }, ...inputs, button);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await send();
    } catch (problem) {
      context.say(text("action.failed", { reason: reasonOf(problem) }));
    }
    button.disabled = false;
  });
  return made;
}
