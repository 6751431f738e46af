/** Settings of what reaches a person away from the pages: devices, preferences, quiet hours, a test message. */
import { el, setText } from "../dom.js";
import { isInstalled } from "../install.js";
import { idOf, isApple, isSupported, subscribe, subscription, unsubscribe } from "../push.js";
import { Refused } from "../store/login.js";
import { People } from "../store/people.js";
import { LANGUAGE, text } from "../texts.js";

/**
 * @typedef {import("../app.js").Context} Context
 * @typedef {import("../store/people.js").Person} Person
 */

/** How long a test message may take until it counts as lost. */
const ARRIVES_MS = 20_000;
const APPLE_STEPS = /** @type {const} */ (["share", "add", "open", "on"]);
const SEVERITIES = /** @type {const} */ (["critical", "warning"]);

/** @param {Context} context */
export function reach(context) {
  const people = new People(context.login, context.settings);
  const devices = el("div", { class: "devices" });
  const preferences = el("div", { class: "preferences" });
  const status = el("p", { class: "detail", role: "status" });
  const box = el(
    "fieldset",
    { class: "reach" },
    el("legend", {}, text("reach.title")),
    el("p", { class: "detail" }, text("reach.why")),
    devices,
    preferences,
    status,
  );

  /** Does something about the person and shows them as they are then. @param {() => Promise<Person|null>} task */
  const run = async (task) => {
    setText(status, "");
    try {
      const person = await task();
      if (person === null) setText(status, text("reach.denied"));
      else await draw(person);
    } catch (problem) {
      setText(
        status,
        text("reach.failed", { why: problem instanceof Error ? problem.message : String(problem) }),
      );
      if (!(problem instanceof Refused)) console.error(problem);
    }
  };

  /** @param {Person} person */
  const draw = async (person) => {
    const there = await subscription().catch(() => null);
    const own = there ? await idOf(there.endpoint) : null;
    devices.replaceChildren(
      ...deviceList(person, own, people, run, status),
      ...thisBrowser(person, own, people, run),
    );
    preferences.replaceChildren(preferencesForm(person, people, run, status));
  };

  if (people.isKnown) run(() => people.me());
  else setText(status, text("reach.name"));
  return box;
}

/**
 * @param {Person} person
 * @param {string|null} own id of this browser
 * @param {People} people
 * @param {(task: () => Promise<Person|null>) => Promise<void>} run
 * @param {HTMLElement} status
 */
function deviceList(person, own, people, run, status) {
  if (person.devices.length === 0) return [el("p", { class: "detail" }, text("reach.none"))];
  const items = person.devices.map((device) => {
    const name = device.label || device.id;
    const label = device.id === own ? text("reach.here", { name }) : name;
    return el(
      "li",
      {},
      el("span", { dir: "auto" }, label),
      device.kind === "webpush" &&
        el(
          "button",
          {
            type: "button",
            class: "test",
            onclick: () => test(device.id, device.id === own, people, status),
          },
          text("reach.test"),
        ),
      el(
        "button",
        { type: "button", onclick: () => run(() => people.remove(device.id)) },
        text("reach.remove"),
      ),
    );
  });
  return [el("ul", { class: "plain" }, ...items)];
}

/**
 * Sends a test message and says whether it arrived: here by the service worker's word, elsewhere by that of the push
 * service.
 * @param {string} device
 * @param {boolean} here
 * @param {People} people
 * @param {HTMLElement} status
 */
async function test(device, here, people, status) {
  const begun = performance.now();
  /** @type {string[]} */
  const pushed = [];
  let arrived = () => {};
  /** @param {MessageEvent} event */
  const listen = (event) => {
    pushed.push(event.data?.pushed);
    arrived();
  };
  navigator.serviceWorker.addEventListener("message", listen);
  setText(status, text("reach.test.sending"));
  try {
    const { notice, outcome, detail } = await people.test(device);
    if (outcome !== "accepted") return setText(status, text("reach.test.refused", { why: detail }));
    if (!here) return setText(status, text("reach.test.accepted"));
    const came = await new Promise((resolve) => {
      arrived = () => pushed.includes(notice) && resolve(true);
      arrived();
      setTimeout(() => resolve(false), ARRIVES_MS);
    });
    const seconds = ((performance.now() - begun) / 1000).toLocaleString(LANGUAGE, {
      maximumFractionDigits: 1,
    });
    setText(status, came ? text("reach.test.arrived", { seconds }) : text("reach.test.lost"));
  } catch (problem) {
    setText(
      status,
      text("reach.failed", { why: problem instanceof Error ? problem.message : String(problem) }),
    );
  } finally {
    navigator.serviceWorker.removeEventListener("message", listen);
  }
}

/**
 * The button of this browser, or what to do first.
 * @param {Person} person
 * @param {string|null} own
 * @param {People} people
 * @param {(task: () => Promise<Person|null>) => Promise<void>} run
 */
function thisBrowser(person, own, people, run) {
  if (!isSupported())
    return isApple() && !isInstalled()
      ? appleSteps()
      : [el("p", { class: "detail" }, text("reach.unsupported"))];
  if (Notification.permission === "denied")
    return [el("p", { class: "detail" }, text("settings.desktop.denied"))];
  const on = own !== null && person.devices.some((device) => device.id === own);
  const click = () => run(() => (on ? unsubscribe(people) : subscribe(people)));
  return [
    el("button", { type: "button", class: "subscribe", onclick: click }, text(on ? "reach.off" : "reach.on")),
  ];
}

/** An iPhone takes messages for installed web apps alone. */
function appleSteps() {
  return [
    el("p", {}, text("reach.apple")),
    el("ol", {}, ...APPLE_STEPS.map((step) => el("li", {}, text(`reach.apple.${step}`)))),
  ];
}

/**
 * @param {Person} person
 * @param {People} people
 * @param {(task: () => Promise<Person|null>) => Promise<void>} run
 * @param {HTMLElement} status
 */
function preferencesForm(person, people, run, status) {
  const { preferences } = person;
  const quiet = preferences.quietHours;
  const severities = SEVERITIES.map((severity) =>
    box(text(`reach.severity.${severity}`), preferences.severities.includes(severity)),
  );
  const services = field("text", preferences.services.join(", "));
  const regions = field("text", preferences.regions.join(", "));
  const hours = box(text("reach.quiet"), Boolean(quiet));
  const from = field("time", quiet?.from ?? "22:00");
  const until = field("time", quiet?.until ?? "07:00");
  const breaks = box(text("reach.quiet.breaks"), quiet?.criticalBreaks ?? true);
  const mail = field("email", person.mail);
  const byMail = box(text("reach.mail.incidents"), preferences.ways.includes("mail"));
  const daily = box(text("reach.digest.daily"), preferences.digests.daily);
  const weekly = box(text("reach.digest.weekly"), Boolean(preferences.digests.weekly));
  const at = field("time", preferences.digests.at);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const save = async () => {
    await run(() =>
      people.change({
        mail: mail.value.trim(),
        preferences: {
          severities: SEVERITIES.filter((_, i) => severities[i].input.checked),
          services: words(services.value),
          regions: words(regions.value),
          quietHours: hours.input.checked
            ? { from: from.value, until: until.value, criticalBreaks: breaks.input.checked }
            : null,
          ways: [
            ...preferences.ways.filter((way) => way !== "mail"),
            ...(byMail.input.checked ? ["mail"] : []),
          ],
          digests: {
            daily: daily.input.checked,
            weekly: weekly.input.checked ? "monday" : null,
            at: at.value,
          },
          zone,
          language: LANGUAGE,
        },
      }),
    );
    if (status.textContent === "") setText(status, text("reach.saved"));
  };
  return el(
    "form",
    {
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        save();
      },
    },
    ...severities.map((one) => one.label),
    labelled(text("reach.services"), services),
    labelled(text("reach.regions"), regions),
    hours.label,
    labelled(text("reach.quiet.from"), from),
    labelled(text("reach.quiet.until"), until),
    breaks.label,
    labelled(text("reach.mail"), mail),
    byMail.label,
    daily.label,
    weekly.label,
    labelled(text("reach.digest.at"), at),
    el("p", { class: "detail" }, text("reach.zone", { zone })),
    el("button", { type: "submit" }, text("reach.save")),
  );
}

/** @param {string} type @param {string} value */
const field = (type, value) => el("input", { type, value, maxlength: 2_000, dir: "auto" });

/** @param {string} label @param {boolean} checked */
function box(label, checked) {
  const input = el("input", { type: "checkbox", checked });
  return { input, label: el("label", { class: "check" }, input, label) };
}

/** @param {string} label @param {HTMLInputElement} input */
const labelled = (label, input) => el("label", {}, label, input);

/** @param {string} list with commas */
const words = (list) =>
  list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
