/** The service worker, which keeps a whole version of the pages, and the browser's offer to install them. */

/** @type {any} */
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
});

/** Whether the browser offers to install the pages as an app. */
export const canInstall = () => offer !== null;

/** Whether they run as one. */
export const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

export async function install() {
  await offer?.prompt();
  offer = null;
}

/** The numbers come first; the files for a time without a network are read afterwards. */
const AFTER_MS = 3_000;

export function installWorker() {
  if ("serviceWorker" in navigator && isSecureContext) setTimeout(register, AFTER_MS);
}

function register() {
  // The only address that may become a script; everything else stays refused by the page's policy.
  const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("push-pages", {
    createScriptURL: () => "/sw.js",
  });
  navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "/sw.js").catch((problem) => {
    console.warn("Without a service worker the pages do not open offline", problem);
  });
}
