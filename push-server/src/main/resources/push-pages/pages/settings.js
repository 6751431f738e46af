/** What a person chooses for this browser. */
import { androidApp } from "../components/android.js";
import { reach } from "../components/reach.js";
import { allowed, ask, closeAll } from "../desktop.js";
import { el, setText } from "../dom.js";
import { share } from "../format.js";
import { canInstall, install, isInstalled } from "../install.js";
import { LANGUAGES, text } from "../texts.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark", "wall"]);
const PACES = /** @type {const} */ (["auto", "live", "saver", "background"]);

/** @typedef {import("../app.js").Context} Context */

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.settings"),
  render: (context) => [
    el(
      "div",
      { class: "settings" },
      themes(context),
      languages(context),
      paces(context),
      name(context),
      desktop(context),
      reach(context),
      app(),
      androidApp(context),
      access(context),
    ),
  ],
};

/**
 * @template {string} V
 * @param {string} legend
 * @param {string} group
 * @param {readonly V[]} values
 * @param {V} chosen
 * @param {(value: V) => string} label
 * @param {(value: V) => void} choose
 */
function choice(legend, group, values, chosen, label, choose) {
  return el(
    "fieldset",
    {},
    el("legend", {}, legend),
    ...values.map((value) =>
      el(
        "label",
        {},
        el("input", {
          type: "radio",
          name: group,
          value,
          checked: value === chosen,
          onchange: () => choose(value),
        }),
        label(value),
      ),
    ),
  );
}

/** @param {Context} context */
function themes({ settings }) {
  return choice(
    text("settings.theme"),
    "theme",
    THEMES,
    settings.get("theme"),
    (v) => text(`settings.theme.${v}`),
    (v) => settings.set("theme", v),
  );
}

/** Pages speak the language that they were loaded in. @param {Context} context */
function languages({ settings }) {
  return choice(
    text("settings.language"),
    "language",
    /** @type {const} */ (["auto", ...LANGUAGES]),
    settings.get("language"),
    (v) => text(`settings.language.${v}`),
    (v) => {
      settings.set("language", v);
      location.reload();
    },
  );
}

/** @param {Context} context */
function paces({ settings, pace }) {
  const now = el("p", { class: "detail", role: "status" });
  const tell = () => {
    const { pace: current, why, level } = pace();
    setText(
      now,
      text("settings.pace.now", {
        pace: text(`pace.${current}`),
        why: text(`pace.why.${why}`, { level: share(level ?? 0) }),
      }),
    );
  };
  const set = choice(
    text("settings.pace"),
    "pace",
    PACES,
    settings.get("pace"),
    (v) => text(`settings.pace.${v}`),
    (v) => {
      settings.set("pace", v);
      tell();
    },
  );
  tell();
  set.append(now);
  return set;
}

/** @param {Context} context */
function name({ settings }) {
  const input = el("input", {
    type: "text",
    id: "name",
    maxlength: 80,
    value: settings.get("name"),
    autocomplete: "name",
    dir: "auto",
  });
  input.addEventListener("change", () => settings.set("name", input.value.trim()));
  return el("fieldset", {}, el("legend", {}, el("label", { for: "name" }, text("settings.name"))), input);
}

/** @param {Context} context */
function desktop({ settings }) {
  const told = el("p", { class: "detail", role: "status" });
  const button = el("button", { type: "button" });
  const draw = () => {
    const there = "Notification" in globalThis;
    const denied = there && Notification.permission === "denied";
    const on = settings.get("desktop") && allowed();
    button.hidden = !there || denied;
    setText(button, text(on ? "settings.desktop.off" : "settings.desktop.ask"));
    setText(
      told,
      text(
        !there
          ? "settings.desktop.none"
          : denied
            ? "settings.desktop.denied"
            : on
              ? "settings.desktop.on"
              : "settings.desktop.why",
      ),
    );
  };
  button.addEventListener("click", async () => {
    const on = settings.get("desktop") && allowed();
    settings.set("desktop", !on && (allowed() || (await ask())));
    draw();
  });
  draw();
  return el("fieldset", { class: "desktop" }, el("legend", {}, text("settings.desktop")), button, told);
}

/** @param {Context} context */
function access({ login }) {
  if (login.token() === undefined) return null;
  const leave = async () => {
    login.forget();
    await closeAll();
    location.replace("/");
  };
  return el(
    "fieldset",
    {},
    el("legend", {}, text("login.title")),
    el("button", { type: "button", class: "sign-out", onclick: leave }, text("login.leave")),
    el("p", { class: "detail" }, text("login.in")),
  );
}

function app() {
  const button = el("button", { type: "button", onclick: install }, text("settings.install.do"));
  return el(
    "fieldset",
    {},
    el("legend", {}, text("settings.install")),
    isInstalled()
      ? el("p", { class: "detail" }, text("settings.install.done"))
      : canInstall()
        ? button
        : el("p", { class: "detail" }, text("settings.install.none")),
  );
}
