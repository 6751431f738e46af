/**
 * Critical notifications on the desktop, once the person has turned them on in the settings: one per
 * id, closed when it is acknowledged anywhere or over. Also the badges in title and app icon.
 */
import { isOpen } from "./store/notices.js";

/**
 * @param {import("./store/notices.js").Notices} notices
 * @param {import("./store/settings.js").Settings} settings
 */
export function watchDesktop(notices, settings) {
  /** @type {Map<string, {close: () => void}>} */
  const shown = new Map();

  notices.onNew((notice) => {
    if (notice.type !== "critical" || !settings.get("desktop") || !allowed() || shown.has(notice.id)) return;
    showOne(notice).then((handle) => shown.set(notice.id, handle), console.error);
  });
  notices.onChange(() => {
    shown.forEach((handle, id) => {
      const notice = notices.find(id);
      if (notice && isOpen(notice)) return;
      handle.close();
      shown.delete(id);
    });
    const badge = /** @type {any} */ (navigator);
    const count = notices.open().length;
    (count > 0 ? badge.setAppBadge?.(count) : badge.clearAppBadge?.())?.catch?.(() => {});
  });
}

/** Closes all, those of earlier visits too. */
export async function closeAll() {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
}

/** Whether the browser lets this page show some. */
export function allowed() {
  return "Notification" in globalThis && Notification.permission === "granted";
}

/** Asks the person, on their own click only. @returns {Promise<boolean>} */
export async function ask() {
  return (await Notification.requestPermission()) === "granted";
}

/** @param {import("./store/notices.js").Notice} notice */
async function showOne(notice) {
  const options = {
    body: notice.message.slice(0, 500),
    tag: notice.id,
    data: { id: notice.id },
    requireInteraction: true,
  };
  const title = notice.title.slice(0, 120);
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker?.active) {
    // On a phone there is no other way, and a click finds the page even when it is closed.
    await worker.showNotification(title, options);
    return {
      close: () =>
        void worker.getNotifications({ tag: notice.id }).then((all) => all.forEach((n) => n.close())),
    };
  }
  const made = new Notification(title, options);
  made.onclick = () => focus();
  return made;
}
