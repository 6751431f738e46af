/** What a wall does by itself: it shows its playlist, turns to critical incidents, and loads a newer version of the pages. */
import { onWall } from "../panels/fit.js";
import { colonyLink, link, placeOf, serviceLink, withoutWall } from "../router.js";
import { isOpen } from "../store/notices.js";
import { playlistOf, Tour } from "../store/tour.js";

const STEP_MS = 1_000;
const VERSION_MS = 5 * 60_000;
const VERSION = /\/pages\/([^/"]+)\//;
const RELOADED = "colonycraft.reloaded";
const SCOPE = { minutes: 15, labels: {} };

/** @typedef {import("../store/notices.js").Notice} Notice */

/** Runs for as long as the page is open, and does something while it is shown on a wall. @param {import("../app.js").Context} context */
export function watchWall(context) {
  const here = () => withoutWall(location);
  const playlist = playlistOf(
    new URLSearchParams(location.search),
    (page) => placeOf(new URL(page, location.origin)).page !== "missing",
  );
  const tour = new Tour(playlist, here(), Date.now());
  setInterval(() => {
    if (!onWall()) return;
    const critical = context.notices.open().filter((notice) => notice.type === "critical" && isOpen(notice));
    const next = tour.step(
      Date.now(),
      here(),
      critical.map((notice) => ({ id: notice.id, timestamp: notice.timestamp, address: addressOf(notice) })),
    );
    if (next !== null) context.go(next, true);
  }, STEP_MS);
  reloadWhenNewer();
  setInterval(reloadWhenNewer, VERSION_MS);
  context.store.onState(() => context.store.connected && reloadWhenNewer());
}

/** The page that shows most about an incident. @param {Notice} notice */
function addressOf({ id, context }) {
  if (typeof context?.service === "string" && context.service) return serviceLink(context.service, SCOPE);
  if (typeof context?.colonyId === "string" && context.colonyId) return colonyLink(context.colonyId, SCOPE);
  return link("/notifications", SCOPE, { id });
}

/** Once for each version, also when what answers keeps an older one. */
async function reloadWhenNewer() {
  if (!onWall()) return;
  try {
    const response = await fetch("/", { cache: "no-store" });
    const served = VERSION.exec(response.ok ? await response.text() : "")?.[1];
    const own = VERSION.exec(import.meta.url)?.[1];
    if (!served || served === own || sessionStorage.getItem(RELOADED) === served) return;
    sessionStorage.setItem(RELOADED, served);
    location.reload();
  } catch {
    // The server is away: it is asked again when that is back.
  }
}
