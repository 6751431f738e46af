/*
 * Keeps one whole version of the pages, so that they open without a network. Each version's files
 * have addresses of their own, so old and new ones never mix: a page that is open goes on with its
 * own until it is loaded again.
 */
const VERSION = "{{version}}";
const FILES = ["{{files}}"];
const PAGES = `/pages/${VERSION}/`;
const CACHE = `pages-${VERSION}`;
/** How long the network may take before the kept page is shown. */
const PATIENCE_MS = 3_000;

self.addEventListener("install", (event) => {
  const kept = caches.open(CACHE).then((cache) => cache.addAll(["/", ...FILES.map((name) => PAGES + name)]));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

/** The version before stays for pages that are still open. */
async function forgetOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-") && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/pages/")) event.respondWith(file(request));
});

async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return (await caches.match("/", { cacheName: CACHE, ignoreVary: true })) ?? Response.error();
  }
}

async function file(request) {
  // An answer varies in its headers by origin, not in its content.
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  // The map's shapes, which are kept once they were wanted.
  if (response.ok && request.url.includes(PAGES)) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = `/notifications?id=${encodeURIComponent(event.notification.data?.id ?? "")}`;
  event.waitUntil(
    self.clients
      .matchAll({ type: "window" })
      .then((all) => (all[0] ? all[0].focus() : self.clients.openWindow(target))),
  );
});
