/**
 * Keys that work on every page, while nothing is being typed. What they open is loaded then.
 *
 * @typedef {import("./app.js").Context} Context
 */
import { LINKS } from "./components/shell.js";
import { onWall } from "./panels/fit.js";
import { link } from "./router.js";
import { shifted, widened } from "./store/range.js";

/** After `g`: where it leads. @type {Record<string, [path: string, title: import("./texts.js").TextKey]>} */
export const GO = Object.fromEntries(LINKS.map(([, path, title, , key]) => [key, [path, title]]));

/** What changes the time range. @type {Record<string, (scope: import("./router.js").Scope, now: number, ranges: number[]) => import("./store/range.js").Range>} */
const RANGE = {
  ",": (scope, now) => shifted(scope, -1, now),
  ".": (scope, now) => shifted(scope, 1, now),
  "-": (scope, now, ranges) => widened(scope, 1, now, ranges),
  "+": (scope, now, ranges) => widened(scope, -1, now, ranges),
  0: ({ minutes }) => ({ minutes }),
};

/** How long a `g` waits for its second key. */
const SEQUENCE_MS = 1_500;

/** @param {Context} context */
export function watchKeys(context) {
  let wentAt = Number.NEGATIVE_INFINITY;
  addEventListener("keydown", async (event) => {
    if (event.defaultPrevented || onWall()) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && event.key.toLowerCase() === "k") {
      event.preventDefault();
      (await import("./components/commands.js")).openCommands(context);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isModal()) return;
    if (event.key === "?") {
      event.preventDefault();
      (await import("./components/shortcuts.js")).openShortcuts();
      return;
    }
    const second = event.timeStamp - wentAt < SEQUENCE_MS;
    wentAt = event.key === "g" && !second ? event.timeStamp : Number.NEGATIVE_INFINITY;
    const to = second ? GO[event.key] : undefined;
    const range = RANGE[event.key];
    if (range) {
      event.preventDefault();
      context.look(range(context.place.scope, context.store.now(), context.sources.ranges), true);
    } else if (to) {
      event.preventDefault();
      context.go(link(to[0], context.place.scope));
    }
  });
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

const isModal = () => document.querySelector("dialog[open]") !== null;
