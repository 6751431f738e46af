/**
 * The entry: streams fill the store, the address chooses the page, and the shell stands around it.
 *
 * @typedef {object} Context  what pages and components get
 * @property {Store} store
 * @property {Notices} notices
 * @property {Settings} settings
 * @property {Painter} painter
 * @property {Sources} sources
 * @property {Login} login
 * @property {import("./router.js").Place} place
 * @property {(href: string, replace?: boolean) => void} go to another address
 * @property {(range: import("./store/range.js").Range, replace?: boolean) => void} look at another range on this page
 * @property {(message: string, way?: {label: string, go: () => void}) => void} say something in passing, for ten
 *     seconds if it has a button
 * @property {() => {pace: import("./store/pace.js").Pace, why: import("./store/pace.js").Why, level?: number}} pace
 */
import { NotificationClient, StreamClient } from "./client.js";
import { Shell } from "./components/shell.js";
import { closeAll, watchDesktop } from "./desktop.js";
import { watchPace } from "./device.js";
import { installWorker } from "./install.js";
import { watchKeys } from "./keys.js";
import { judgeBy } from "./metrics.js";
import { Painter } from "./painter.js";
import { MACHINES, PEOPLE } from "./palette.js";
import { onWall } from "./panels/fit.js";
import { placeOf, sameButRange, withRange, withWall } from "./router.js";
import { Sources } from "./sources.js";
import { Gate } from "./store/gate.js";
import { Login } from "./store/login.js";
import { Notices } from "./store/notices.js";
import { read, Settings } from "./store/settings.js";
import { Store } from "./store/store.js";
import { LANGUAGE } from "./texts.js";

const KEEP_EVERY_MS = 30_000;
const CHECK_TOKEN_EVERY_MS = 2_000;
/** The numbers come first. */
const REPORT_AFTER_MS = 1_000;
/** After the service worker was registered. */
const RENEW_PUSH_AFTER_MS = 5_000;

/** Loaded when they are opened. @type {Record<string, () => Promise<{page: import("./components/shell.js").Page}>>} */
const PAGES = {
  overview: () => import("./pages/overview.js"),
  operations: () => import("./pages/operations.js"),
  activity: () => import("./pages/activity.js"),
  service: () => import("./pages/service.js"),
  colony: () => import("./pages/colony.js"),
  flamegraph: () => import("./pages/flamegraph.js"),
  notifications: () => import("./pages/notifications.js"),
  incident: () => import("./pages/incident.js"),
  subject: () => import("./pages/subject.js"),
  rules: () => import("./pages/rules.js"),
  custom: () => import("./pages/custom.js"),
  settings: () => import("./pages/settings.js"),
  missing: () => import("./pages/missing.js"),
};

/** The server asks for a token that we do not have, or does not take the one that we have. */
const NOT_ALLOWED = 4403;

// Style sheets have no table of their own.
for (const [name, { colour }] of Object.entries({ machines: MACHINES, people: PEOPLE }))
  document.documentElement.style.setProperty(`--${name}`, colour);

document.documentElement.lang = LANGUAGE;

const login = new Login();
const { token, kept } = login;
const stream = new StreamClient(undefined, { token });
const sources = new Sources(login, () => stream.now());
const notifications = new NotificationClient(undefined, undefined, { token });
const settings = new Settings();
const gate = new Gate(() => stream.now());
const store = new Store(
  {
    stream,
    gate,
    past: (...asked) => sources.past(...asked),
    before: (...asked) => sources.before(...asked),
    catalogue: () => sources.catalogue(),
  },
  kept.read("values", {}),
  kept.read("catalogue", []),
);
const notices = new Notices(notifications, gate, kept.read("notices", []));
const painter = new Painter();
const pace = watchPace(settings, store);

/** @type {Context} */
const context = {
  store,
  notices,
  settings,
  painter,
  sources,
  login,
  place: placeOf(location),
  go,
  look: (range, replace) => go(withRange(location.href, range), replace),
  say: (message, way) => shell.say(message, way),
  pace,
};
const shell = new Shell(context);
login.onRefused(async () => {
  closeAll();
  const { SignIn } = await import("./components/sign-in.js");
  shell.ask(new SignIn(login));
});
login.onEnded(() => {
  stream.close();
  notifications.close();
  store.forget();
  notices.forget();
  show();
});
for (const [client, held] of /** @type {const} */ ([
  [stream, store],
  [notifications, notices],
])) {
  client.onState(({ code, reason }) => {
    if (code !== NOT_ALLOWED) return;
    held.forget();
    login.refused(reason ?? "");
    show();
  });
}

let walled = false;

/** Each navigation begins a new page; one that was overtaken by the next is dropped. */
let navigation = 0;

/** The address of the page that is shown. */
let shown = new URL(location.href);

/** Shows what the address asks for: another page, or another range of the same one. */
function follow() {
  const address = new URL(location.href);
  const place = placeOf(address);
  if (address.href === shown.href || !sameButRange(address, shown) || !shell.ranged) return show();
  shown = address;
  context.place = { ...place, filters: context.place.filters };
  shell.range(context.place);
  painter.all();
}

async function show() {
  shown = new URL(location.href);
  const current = ++navigation;
  context.place = placeOf(location);
  const name = context.place.page;
  try {
    const [{ page }] = await Promise.all([PAGES[name](), ready]);
    if (current === navigation) shell.show(page, context.place, history.state?.top);
  } catch (problem) {
    console.error(problem);
    if (current === navigation) shell.failed();
  }
}

/** @param {string} href @param {boolean} [replace] */
function go(href, replace = false) {
  history[replace ? "replaceState" : "pushState"](null, "", withWall(href, location));
  follow();
}

/** Once, when the pages are first shown on a wall. */
async function startWall() {
  if (walled || !onWall()) return;
  walled = true;
  const { watchWall } = await import("./components/wall.js");
  watchWall(context);
}

/** What the browser measured before this it tells afterwards. */
async function report() {
  const { startReports } = await import("./report.js");
  startReports({
    token,
    trace: true,
    page: (path) => path.replace(/^\/(services|colonies|incidents|users|regions|sessions|traces)\/.*/, "/$1"),
  });
}

addEventListener("popstate", follow);
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.download)
    return;
  if (link.origin !== location.origin || placeOf(new URL(link.href)).page === "missing" || link.hash) return;
  event.preventDefault();
  go(link.href);
});

function keep() {
  if (login.left || login.refusal !== null || login.isOver()) return;
  kept.write("values", store.lastValues());
  kept.write("notices", notices.all().slice(0, 100));
}
setInterval(keep, KEEP_EVERY_MS);

let forgotten = false;

/** Without a connection nobody else says that the token has ended. */
function forgetWithTheToken() {
  if (forgotten || !login.isOver() || store.connected || notices.connected) return;
  forgotten = true;
  kept.forget();
  store.forget();
  notices.forget();
  show();
}
setInterval(forgetWithTheToken, CHECK_TOKEN_EVERY_MS);
// A page that comes back as it was left may show what its token no longer allows.
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", () => document.hidden && keep());

// Pages ask the catalogue for units and labels; the one of an earlier visit will do to begin with.
const known = store.catalogue.length > 0;
judgeBy(kept.read("objectives", null));
const loaded = Promise.all([store.load(), sources.objectives().then(judgeBy)]);
/** @type {Promise<unknown>} */
const ready = known ? Promise.resolve() : loaded;
document.querySelector(".early")?.remove();
document.body.prepend(shell);
watchDesktop(notices, settings);
startWall();
addEventListener("theme", startWall);
watchKeys(context);
installWorker();
/** Messages come to this browser: whatever page is opened, the server gets its subscription again. */
async function renewPush() {
  const [{ renew }, { People }] = await Promise.all([import("./push.js"), import("./store/people.js")]);
  await renew(new People(login, settings));
}
/** Whoever looks at a page needs no push message of what it shows. */
async function startLooking() {
  const { watchLooking } = await import("./looking.js");
  watchLooking(context);
}
if (read("push", false)) setTimeout(() => renewPush().catch(console.warn), RENEW_PUSH_AFTER_MS);
show().then(() => setTimeout(() => Promise.all([report(), startLooking()]), REPORT_AFTER_MS));
