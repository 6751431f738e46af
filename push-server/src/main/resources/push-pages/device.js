/** Follows what the device says of itself, and sets the pace after it. */
import { PER_SECOND, paceFor } from "./store/pace.js";

/**
 * @param {import("./store/settings.js").Settings} settings
 * @param {import("./store/store.js").Store} store
 * @returns {import("./app.js").Context["pace"]}
 */
export function watchPace(settings, store) {
  const browser = /** @type {any} */ (navigator);
  const network = browser.connection;
  /** @type {{level: number, charging: boolean}|undefined} */
  let battery;
  let now = decide();
  store.pace(PER_SECOND[now.pace]);

  function decide() {
    const chosen = settings.get("pace");
    const device = {
      hidden: document.hidden,
      saveData: Boolean(network?.saveData),
      connection: network?.effectiveType,
      battery: battery && { level: battery.level, charging: battery.charging },
    };
    return { ...paceFor(chosen, device), level: battery?.level };
  }

  function follow() {
    const before = now.pace;
    now = decide();
    document.documentElement.dataset.pace = now.pace;
    if (now.pace !== before) store.pace(PER_SECOND[now.pace]);
  }

  document.documentElement.dataset.pace = now.pace;
  document.addEventListener("visibilitychange", follow);
  network?.addEventListener?.("change", follow);
  settings.onChange(follow);
  browser.getBattery?.().then(
    (/** @type {any} */ found) => {
      battery = found;
      for (const event of ["levelchange", "chargingchange"]) found.addEventListener(event, follow);
      follow();
    },
    () => {},
  );
  return () => now;
}
