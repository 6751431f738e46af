/**
 * Every sentence that the pages say, in one place. `{name}` stands for what is filled in; dates and
 * numbers are written by `format.js`. Another language is one file with the same keys.
 */
const ENGLISH = {
  "app.name": "ColonyCraft live",
  "nav.label": "Views",
  "nav.more": "More",
  "nav.skip": "Skip to the content",
  "page.overview": "Overview",
  "page.operations": "Operations",
  "page.operations.long": "Operations Command Center",
  "page.activity": "Activity",
  "page.activity.long": "User Activity Stream",
  "page.flamegraph": "Flame graph",
  "page.notifications": "Notifications",
  "page.custom": "Custom",
  "page.custom.long": "Custom view",
  "page.settings": "Settings",
  "page.service": "Service {name}",
  "page.colony": "Colony {name}",
  "page.missing": "There is no such page",
  "page.missing.mend": "The address may be mistyped. All pages are in the menu.",
  "page.failed": "This page could not be loaded",
  "page.failed.mend": "The server may have got newer pages. Load it again.",
  "page.reload": "Load again",

  "state.ok": "Healthy",
  "state.warning": "Warning",
  "state.critical": "Critical",
  "state.info": "Info",
  "state.resolved": "Resolved",
  "state.acknowledged": "Acknowledged",
  "state.acknowledged.by": "Acknowledged by {by}",
  "state.unknown": "Unknown",

  "connection.label": "Connection",
  "connection.open": "Live",
  "connection.connecting": "Connecting",
  "connection.waiting": "Disconnected",
  "connection.closed": "Closed by the server",
  "connection.lost": "No connection for {duration}. Numbers are as old as they say.",
  "connection.retry": "Next try in {duration}",
  "connection.offline": "This device has no network. Last values are shown with their age.",
  "connection.refused": "The server ended the connection: {reason}. Load the page again.",
  "connection.never": "Not connected yet. Numbers from the last visit are shown with their age.",

  "wall.behind": "Behind by {duration}",
  "wall.frozen": "Frozen",

  "freeze.pause": "Freeze",
  "freeze.title": "Frozen at {time}",
  "freeze.behind": "{duration} behind",
  "freeze.replay": "Replay {speed}×",
  "freeze.jump": "Jump to now",
  "freeze.replaying": "Replaying, at {time}",
  "freeze.dropped.one": "{count} older update was dropped: too many arrived while frozen",
  "freeze.dropped.other": "{count} older updates were dropped: too many arrived while frozen",

  "tile.normal": "normal {low} to {high}",
  "tile.normal.same": "normal {low}",
  "tile.normal.unknown": "normal not known before {duration}",
  "tile.delay": "{delay} from event to screen",
  "tile.updated": "Updated {age}",
  "tile.kept": "Last visit, {time}",
  "tile.threshold.above": "{word} from {value}",
  "tile.threshold.below": "{word} below {value}",
  "tile.line": "{title}, last {duration}: from {first} to {last}, least {low}, most {high}",
  "tile.since": "since {time}",
  "tile.above": "above normal",
  "tile.below": "below normal",
  "panel.stale": "Stale for {duration}",
  "panel.table": "As a table",
  "panel.chart": "As a chart",
  "panel.copy": "Copy the table",
  "panel.copied": "Copied",
  "panel.actions": "Actions for {title}",
  "panel.open": "Open {title}",
  "panel.unfiltered": "Not filtered by {labels}: shows all",
  "panel.unlabelled.one": "{count} without {labels} is not shown",
  "panel.unlabelled.other": "{count} without {labels} are not shown",
  "panel.unloaded": "The lines could not be loaded; the table has the same values",
  "panel.truncated": "{count} more",
  "panel.more.one": "and {count} more",
  "panel.more.other": "and {count} more",

  "empty.waiting": "Waiting for the first value",
  "empty.waiting.offline": "No connection, and nothing kept from an earlier visit",
  "empty.never": "No data yet. The job has not published this series.",
  "empty.unknown": "The server does not know a metric {metric}",
  "empty.frozen": "No data for the frozen moment",
  "empty.feed": "No activity since this page opened",
  "empty.notices": "Nothing here",
  "empty.notices.unknown": "There is no notification {id}. It may be older than those that the server keeps.",
  "empty.notices.mend": "No notification matches the filter.",
  "empty.incidents": "No open incidents",
  "empty.incidents.filtered": "No open incidents of {values}",
  "empty.changes": "All metrics are in their normal range",
  "empty.changes.young": "Normal ranges are known after 10 minutes",
  "empty.colony": "No live data: this colony is not among the most active now",
  "empty.flame": "No finished trace in this time",
  "empty.flame.bottleneck": "Nothing has grown against the hour before, or there is no hour before",

  "unit.users": "users",
  "unit.events": "events",
  "unit.colonies": "colonies",
  "unit.agents": "agents",
  "unit.tokens": "tokens",
  "unit.requests a second": "requests/s",
  "unit.events a second": "events/s",
  "unit.ratio": "",
  "unit.score": "",
  "unit.cores": "cores",
  "unit.states": "services",
  "unit.bytes": "",
  "unit.records": "records",
  "unit.errors": "errors",
  "unit.reports": "reports",
  "unit.seconds": "s",
  "unit.minutes": "min",
  "unit.spans": "spans",

  "metric.active_users": "Active Users",
  "metric.request_rate": "Request Rate",
  "metric.error_rate": "Error Rate",
  "metric.apdex": "Apdex",
  "metric.cpu_cores": "CPU",
  "metric.container_memory_working_set_bytes": "Memory",
  "metric.events_per_second": "Events",
  "metric.colony_activity": "Colony Activity",
  "metric.colony_created_total": "Colonies Created",
  "metric.agent_deployed_total": "Agents Deployed",
  "metric.llm_tokens_total": "Tokens Spent",
  "metric.user_activity_events_total": "Activity Events",
  "metric.top_colonies": "Top Colonies",
  "metric.top_users_by_tokens": "Top Users by Tokens",
  "metric.service_health": "Service Health",
  "metric.service_errors_total": "Service Errors",
  "metric.client_errors_total": "Browser Errors",
  "metric.client_reports_total": "Browser Reports",
  "metric.events_rejected_total": "Records Refused",
  "metric.events_late_total": "Late Events",

  "label.service": "Service",
  "label.region": "Region",
  "label.platform": "Platform",
  "label.country_code": "Country",
  "label.type": "Type",
  "label.model": "Model",
  "label.state": "State",
  "label.rank": "Rank",
  "label.colony_id": "ID",
  "label.colony_name": "Name",
  "label.user_id": "ID",
  "label.username": "Username",
  "label.le": "Up to",
  "label.topic": "Topic",
  "label.reason": "Reason",
  "label.page_group": "Page",
  "label.outcome": "Outcome",
  "label.severity": "Severity",
  "label.all": "All",
  "label.other": "others",
  "column.value": "Value",
  "column.share": "Share",
  "column.time": "Time",
  "column.who": "Who",
  "column.what": "What",
  "column.where": "Where",
  "column.tokens": "Tokens",
  "column.activity": "Activity",
  "column.alert": "Alert",
  "column.severity": "Severity",
  "column.service": "Service",
  "column.instance": "Instance",
  "column.started": "Started At",
  "column.number": "Number",
  "column.state": "State",
  "column.rate": "Requests/s",
  "column.errors": "Error rate",
  "column.apdex": "Apdex",
  "column.cpu": "Cores",
  "column.memory": "Memory",
  "column.function": "Call",
  "column.total": "Total",
  "column.self": "Self",
  "column.before": "Hour before",
  "column.change": "Change",

  "scope.range": "Time",
  "scope.minutes": "{minutes} min",
  "scope.any": "All {label}",
  "scope.regions": "regions",
  "scope.services": "services",
  "scope.platforms": "platforms",
  "scope.unused": "{label} {value} does not apply to this page",
  "scope.remove": "Remove",
  "scope.share": "Copy the link",
  "scope.shared": "Link copied",

  "overview.ok": "All healthy: {services} in {regions}",
  "overview.ok.services.one": "{count} service",
  "overview.ok.services.other": "{count} services",
  "overview.ok.regions.one": "{count} region",
  "overview.ok.regions.other": "{count} regions",
  "overview.degraded": "Degraded: {places}",
  "overview.unhealthy": "Unhealthy: {places}",
  "overview.place": "{service} in {region}",
  "overview.stale": "Unknown: no data for {duration}",
  "overview.unknown": "Waiting for the health of services",
  "overview.incidents": "Active incidents",
  "overview.changed": "What Changed",
  "overview.services": "Services",
  "overview.change.above": "{title} is {value}, above its normal {normal}",
  "overview.change.below": "{title} is {value}, below its normal {normal}",

  "operations.health": "System Health",
  "operations.health.of.one": "{healthy} of {count} place healthy",
  "operations.health.of.other": "{healthy} of {count} places healthy",
  "health.healthy": "Healthy",
  "health.degraded": "Degraded",
  "health.unhealthy": "Unhealthy",
  "health.cell": "{service} in {region}: {state}{number}",
  "operations.incidents": "Active incidents",
  "operations.requests": "Global Request Rate",
  "operations.requests.of": "Request Rate of {places}",
  "operations.errors": "Error Rate",
  "operations.map": "Geographic User Distribution",
  "operations.regions": "Resource Utilization by Region",
  "operations.latency": "Response Times",

  "activity.users": "Active Users",
  "activity.colonies": "Colonies Created (Last Hour)",
  "activity.agents": "Agents Deployed (Last Hour)",
  "activity.tokens": "Token Usage (Last Hour)",
  "activity.feed": "Activity Stream",
  "activity.platforms": "Active Sessions by Platform",
  "activity.sessions": "Session Duration",
  "activity.top.colonies": "Top Colonies by Activity",
  "activity.top.users": "Top Users by Token Usage",

  "map.unknown": "Not on the map: {places}",
  "map.alt": "World map, one mark a country; the table has the same numbers",
  "map.label": "Map. Plus and minus zoom, arrow keys move, Escape shows the whole world",
  "map.zoom.in": "Zoom in",
  "map.zoom.out": "Zoom out",
  "map.zoom.reset": "Whole world",

  "service.regions": "Regions",
  "service.rate": "Request Rate by Region",
  "service.errors": "Error Rate by Region",
  "service.notices": "Its Notifications",
  "service.flame": "Flame graph of {name}",
  "colony.activity": "Events in 5 Minutes",
  "colony.rank": "Rank",
  "colony.feed": "What Happens in It",
  "colony.notices": "Its Notifications",
  "colony.past": "the past of one colony is not kept, the line begins with this page",

  "flame.view": "View",
  "flame.view.calls": "Calls",
  "flame.view.resources": "Resources",
  "flame.view.bottleneck": "Bottlenecks",
  "flame.weight": "Weight",
  "flame.weight.time": "Time",
  "flame.weight.cpu": "CPU",
  "flame.weight.tokens": "Tokens",
  "flame.service": "Service",
  "flame.search": "Search calls",
  "flame.compare": "Compare with the hour before",
  "flame.reset": "Whole graph",
  "flame.refresh": "Read again",
  "flame.found": "{count} found, {share} of the whole",
  "flame.read": "read {age}",
  "flame.frame": "{label}: {value}, {share} of the whole, itself {self}",
  "flame.grew": "grew",
  "flame.shrank": "shrank",
  "flame.same": "same",
  "flame.legend": "▲ grew   ▼ shrank   against the hour before, in shares of the whole",
  "flame.failed": "It could not be read: {reason}",
  "flame.label": "Flame graph. Arrow keys move, Enter zooms, Escape shows the whole",

  "notice.acknowledge": "Acknowledge",
  "notice.acknowledge.what": "Acknowledge: {title}",
  "notice.failed": "Not acknowledged: {reason}. Try again.",
  "notice.forbidden":
    "Not acknowledged: your token has no scope notifications:acknowledge. Sign out under Settings, and in again with one that has it; whoever runs this server gives tokens.",
  "notice.search": "Search notifications",
  "notice.filter.type": "Type",
  "notice.filter.state": "State",
  "notice.filter.any": "Any type",
  "notice.state.open": "Open",
  "notice.state.all": "All",
  "notice.state.acknowledged": "Acknowledged",
  "notice.state.resolved": "Resolved",
  "notice.source": "from {source}",
  "notice.action": "Open its page",
  "notice.count": "{count} shown of {all}",
  "notice.open.count": "{count} open",
  "toast.more.one": "{count} more new notification",
  "toast.more.other": "{count} more new notifications",
  "strip.label": "Newest open incident",
  "toast.label": "New notifications",
  "toast.close": "Close",
  "toast.show": "Show all",

  "custom.name": "Name of this view",
  "custom.untitled": "My view",
  "custom.add": "Add a tile",
  "custom.metric": "Metric",
  "custom.kind": "Chart",
  "custom.by": "By label",
  "custom.only": "Only where",
  "custom.only.hint": "region=eu-west",
  "custom.warning": "Warning from",
  "custom.critical": "Critical from",
  "custom.kind.tile": "Number",
  "custom.kind.lines": "Lines",
  "custom.kind.bars": "Bars",
  "custom.kind.pie": "Pie",
  "custom.kind.ranking": "Table",
  "custom.by.none": "none, the total",
  "custom.up": "Move {title} forward",
  "custom.down": "Move {title} back",
  "custom.remove": "Remove {title}",
  "custom.edit": "Edit",
  "custom.done": "Done",
  "custom.share": "Copy as a link",
  "custom.export": "Export",
  "custom.import": "Import",
  "custom.delete": "Delete this view",
  "custom.new": "New view",
  "custom.views": "Views of this browser",
  "custom.bad": "This is no view: {reason}",
  "custom.unknown":
    "This browser has no view {id}. A view is kept in the browser that made it; ask for its link.",
  "custom.empty": "This view has no tiles yet. Choose a metric and add the first.",
  "custom.from.link": "This view came with a link and is kept in this browser.",

  "settings.language": "Language",
  "settings.language.auto": "As the browser",
  "settings.language.en": "English",
  "settings.language.de": "Deutsch",
  "settings.theme": "Theme",
  "settings.theme.auto": "As the system",
  "settings.theme.light": "Light",
  "settings.theme.dark": "Dark",
  "settings.theme.wall": "Wall, readable at 5 m",
  "settings.pace": "Pace",
  "settings.pace.auto": "By itself",
  "settings.pace.live": "Live",
  "settings.pace.saver": "Saver",
  "settings.pace.background": "Background",
  "settings.pace.now": "Now: {pace}, {why}.",
  "settings.name": "Your name, shown with what you acknowledge",
  "settings.desktop": "Critical notifications on the desktop",
  "settings.desktop.ask": "Turn on",
  "settings.desktop.off": "Turn off",
  "settings.desktop.on": "They are on. One is closed when it is acknowledged anywhere.",
  "settings.desktop.denied": "The browser does not allow it for this page; its own settings can.",
  "settings.desktop.none": "This browser has none.",
  "settings.desktop.why": "The browser will ask you once.",
  "settings.install": "As an app",
  "settings.install.do": "Install",
  "settings.install.none": "The browser offers it in its own menu, if it can.",
  "settings.install.done": "It runs as an app.",
  "settings.about": "About",

  "login.title": "Access",
  "login.wanted": "This server asks for a token",
  "login.refused": "The server wants another token: {reason}",
  "login.ended": "it does not take this one, or not any more",
  "login.token": "Token (JWT)",
  "login.do": "Sign in",
  "login.where": "Who runs this server gives tokens. It stays in this tab and ends with it.",
  "login.malformed": "This is no token: expected three parts of letters and digits with dots between them.",
  "login.unkept": "This browser keeps nothing for pages, so there is no place for the token.",
  "login.out": "Not signed in",
  "login.in": "You are signed in with a token, in this tab.",
  "login.leave": "Sign out",

  "pace.live": "live",
  "pace.saver": "saver, an update each 2 s",
  "pace.background": "background, an update each 10 s",
  "pace.why.chosen": "because you chose it",
  "pace.why.hidden": "because the page is hidden",
  "pace.why.saveData": "because this device saves data",
  "pace.why.slow": "because the connection is slow",
  "pace.why.battery": "because the battery is at {level}",
  "pace.why.usual": "the default",
  "pace.short.live": "Live",
  "pace.short.saver": "Saver",
  "pace.short.background": "Background",

  "age.now": "now",
  "age.ago": "{duration} ago",
};

/**
 * @typedef {keyof typeof ENGLISH} TextKey
 * @typedef {{[K in TextKey]: K extends `${infer Group}.one` ? Group : never}[TextKey]} PluralKey texts that
 *     differ by a count, one for each plural category of the language
 */

/** Languages beside English; the file of one is loaded when it is wanted. */
const OTHERS = { de: () => import("./texts.de.js") };

/** Every language that the pages speak. */
export const LANGUAGES = /** @type {const} */ (["en", "de"]);

/** What the person chose, else the first of the browser's languages that there is. @returns {"en"|"de"} */
function wantedLanguage() {
  let chosen = "auto";
  try {
    chosen = JSON.parse(localStorage.getItem("colonycraft.settings") ?? "{}").language ?? chosen;
  } catch {
    // No storage, or nothing that can be read: as the browser.
  }
  const wanted = [chosen, ...(globalThis.navigator?.languages ?? [])].map((name) => name.split("-")[0]);
  const found = wanted.find((name) => LANGUAGES.some((language) => language === name));
  return /** @type {"en"|"de"} */ (found ?? "en");
}

export const LANGUAGE = wantedLanguage();

/** English too where the file of the language does not come. @type {Record<TextKey, string>} */
const TEXTS =
  LANGUAGE === "en" ? ENGLISH : (await OTHERS[LANGUAGE]().catch(() => ({ TEXTS: ENGLISH }))).TEXTS;

const PLURALS = new Intl.PluralRules(LANGUAGE);

/**
 * A text with what is filled in.
 * @param {TextKey} key
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function text(key, values = {}) {
  return TEXTS[key].replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
}

/**
 * A text in the plural form of a count, which it has as `{count}`.
 * @param {PluralKey} key
 * @param {number} count
 * @param {Record<string, string|number>} [values]
 */
export function plural(key, count, values = {}) {
  const form = /** @type {TextKey} */ (`${key}.${PLURALS.select(count)}`);
  return text(form, { ...values, count });
}

/**
 * The text of a name that comes from outside, such as a metric's; the name itself where there is none.
 * @param {string} group
 * @param {string} name
 * @returns {string}
 */
export function named(group, name) {
  const key = /** @type {TextKey} */ (`${group}.${name}`);
  return Object.hasOwn(TEXTS, key) ? TEXTS[key] : name.replaceAll("_", " ");
}
