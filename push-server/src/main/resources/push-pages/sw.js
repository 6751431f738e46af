/*
 * Shows what push services bring, and keeps one whole version of the pages, so that they open without a network. Each version's files
 * have addresses of their own, so old and new ones never mix: a page that is open goes on with its
 * own until it is loaded again.
 */
const VERSION = "{{version}}";
const FILES = ["{{files}}"];
const PAGES = `/pages/${VERSION}/`;
const CACHE = `pages-${VERSION}`;
/** How long the network may take before the kept page is shown. */
const PATIENCE_MS = 3_000;
/** How long the server may take to answer an acknowledgement before it counts as not made. */
const ACKNOWLEDGE_MS = 20_000;
const ICON = `${PAGES}icon-192.png`;

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

/** A message of a push service: one notification, which replaces that of the same incident. */
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

async function show(data) {
  const notification = read(data);
  const { title, body, tag, lang, silent, requireInteraction, actions } = notification;
  const more = notification.data ?? {};
  // Pages that are open show the same incident under its id.
  if (more.id) await closeAll(more.id);
  await self.registration.showNotification(title, {
    body,
    tag,
    lang,
    silent,
    requireInteraction,
    renotify: !silent && Boolean(tag),
    icon: ICON,
    actions: (actions ?? []).map(({ action, title: label }) => ({ action, title: label })),
    data: more,
  });
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true }))
    client.postMessage({ pushed: more.notice, kind: more.kind });
}

/** Something is shown whatever came: browsers end a subscription whose messages show nothing. */
function read(data) {
  try {
    const { notification } = data.json();
    if (typeof notification.title === "string") return notification;
  } catch {
    // It is not of this server.
  }
  return { title: "ColonyCraft", body: "", data: {} };
}

async function closeAll(tag) {
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    event.action === "acknowledge" ? acknowledge(event.notification) : open(event.notification),
  );
});

/** Leads to the incident, in a window that is there or a new one. */
async function open({ data }) {
  const page = data?.page ?? `/notifications?id=${encodeURIComponent(data?.id ?? "")}`;
  const [window] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (window === undefined) return self.clients.openWindow(page);
  const focused = await window.focus();
  // A window that another version of this worker controls can't be navigated from here.
  return focused.navigate(page).catch(() => self.clients.openWindow(page));
}

/** Works without a page, by the token that came with the message and is good for this alone. */
async function acknowledge({ title, tag, data }) {
  const answered = await fetch(`/api/notifications/${encodeURIComponent(data.id)}/ack`, {
    method: "POST",
    headers: { Authorization: `Acknowledge ${data.token}`, "Content-Type": "application/json" },
    body: "{}",
    signal: AbortSignal.timeout(ACKNOWLEDGE_MS),
  }).catch(() => null);
  if (answered?.ok) {
    const { by } = await answered.json();
    return self.registration.showNotification(`${data.taken}${by ? ` · ${by}` : ""}: ${title}`, {
      tag,
      silent: true,
      icon: ICON,
      data: { id: data.id, page: data.page },
    });
  }
  return self.registration.showNotification(title, {
    body: data.failed,
    tag,
    requireInteraction: true,
    icon: ICON,
    actions: [{ action: "acknowledge", title: data.again }],
    data,
  });
}
