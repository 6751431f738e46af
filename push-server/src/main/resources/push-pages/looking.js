/**
 * Says to the server that somebody looks at a page, and which new incidents were shown to them, so that no push message
 * or mail of these is sent. Nobody looks at a page that is hidden, on a wall, or was not touched for a while.
 */
import { onWall } from "./panels/fit.js";
import { People } from "./store/people.js";

/** Use of the page within this time counts as looking. */
const USED_MS = 2 * 60_000;
/** How often the server is told that nothing but use happened. */
const EVERY_MS = 60_000;
/** When somebody is asked for again who was not known to the server. */
const UNKNOWN_MS = 5 * 60_000;
const MOST = 200;
const USES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/** @param {Pick<import("./app.js").Context, "notices"|"settings"|"login">} context */
export function watchLooking({ notices, settings, login }) {
  const people = new People(login, settings);
  let used = performance.now();
  let said = -Infinity;
  let pause = EVERY_MS;
  /** @type {Set<string>} */
  let shown = new Set();

  const looks = () =>
    document.visibilityState === "visible" && !onWall() && performance.now() - used < USED_MS;

  async function say() {
    if (!people.isKnown || !looks()) return shown.clear();
    const ids = [...shown].slice(0, MOST);
    shown = new Set();
    said = performance.now();
    const known = await people.looks(ids).catch(() => false);
    pause = known ? EVERY_MS : UNKNOWN_MS;
  }

  function use() {
    used = performance.now();
    if (used - said >= pause) say();
  }

  for (const event of USES) addEventListener(event, use, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && use());
  settings.onChange(() => {
    said = -Infinity;
  });
  notices.onNew(({ id, type }) => {
    if (type === "info" || !looks()) return;
    shown.add(id);
    // A browser draws nothing of a page that nobody can see.
    if (shown.size === 1) requestAnimationFrame(() => requestAnimationFrame(say));
  });
  use();
}
