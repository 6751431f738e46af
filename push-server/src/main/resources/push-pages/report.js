/**
 * Reports what people meet in a page to the push server: how fast it was (web vitals), what failed,
 * and what they used. A page includes it and starts it:
 *
 *   import { startReports } from "https://push.example.com/report.js";
 *   const reports = startReports({ version: "1.4.2" });
 *   reports.interaction("deploy_agent", 312);
 *
 * Nothing about the person is sent: a random id for the tab, the path of the page without its
 * query, and texts of errors. What waits is bounded; when the page is hidden it is sent by
 * sendBeacon, which outlives the page, or by fetch with keepalive if there is a token.
 *
 * With `trace` each request that the page makes by fetch to its own server has a `traceparent`
 * (https://www.w3.org/TR/trace-context/), and each report the id of that trace. The trace is that in
 * which the server made the page, if it says so by `Server-Timing: traceparent;desc="00-…"`, and
 * otherwise a new one.
 *
 * @typedef {object} Options
 * @property {string|URL} [url] of /api/reports; by default on the server that this module came from
 * @property {string|function(): (string|undefined)} [token] for the scope reports:write, if the server asks for one;
 *     a function is asked each time, and gives one at once, since a page that is left waits for nothing
 * @property {string} [version] of the page
 * @property {(path: string) => string} [page] names the group that a path belongs to
 * @property {boolean} [trace] whether requests and reports bear the id of a trace
 */

const MOST_WAITING = 50;
const MOST_ERRORS = 20;
const SEND_AFTER_MS = 10_000;
/** Of all that is under way to outlive a page: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const MOST_BYTES = 64 * 1024;
/** Answers after which the same may be sent again. */
const LATER = [429, 503];
const SESSION_KEY = "colonycraft-report-session";

/**
 * Starts to report.
 * @param {Options} [options]
 * @returns {{interaction: (name: string, durationMs?: number) => void, error: (message: string) => void,
 *     flush: () => void, traceparent: () => string|undefined}} traceparent: for a request that is not made by fetch
 */
export function startReports(options = {}) {
  const trace = options.trace ? new Trace() : undefined;
  const reports = new Reports(options, trace?.id);
  trace?.watchRequests();
  whenShown(() => watchVitals(reports));
  watchErrors(reports);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") reports.flush();
  });
  addEventListener("pagehide", () => reports.flush());
  return {
    interaction: (name, durationMs) => reports.add("interaction", { name, durationMs }),
    error: (message) => reports.error(message),
    flush: () => reports.flush(),
    traceparent: () => trace?.parent(),
  };
}

/** The trace that the page and its requests belong to. */
class Trace {
  #flags = "01";

  constructor() {
    const [navigation] = performance.getEntriesByType("navigation");
    const given = navigation?.serverTiming?.find(({ name }) => name === "traceparent")?.description ?? "";
    const [, id, flags] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(given) ?? [];
    this.id = id ?? randomHex(16);
    this.#flags = flags ?? this.#flags;
  }

  /** Of a new span of the page. */
  parent() {
    return `00-${this.id}-${randomHex(8)}-${this.#flags}`;
  }

  /** Requests to other servers stay as they are: one more header would ask these for leave first. */
  watchRequests() {
    const { fetch } = globalThis;
    globalThis.fetch = (resource, init) => {
      const asked = resource instanceof Request ? resource : undefined;
      const headers = new Headers(init?.headers ?? asked?.headers);
      const isOwn = originOf(asked?.url ?? resource) === location.origin;
      if (!isOwn || headers.has("traceparent")) return fetch(resource, init);
      headers.set("traceparent", this.parent());
      return fetch(resource, { ...init, headers });
    };
  }
}

/** What waits to be sent. */
class Reports {
  #url;
  #options;
  #traceId;
  #waiting = [];
  #errors = 0;
  #timer = 0;
  #beforeFlush = [];

  constructor(options, traceId) {
    this.#traceId = traceId;
    this.#url = String(options.url ?? new URL("/api/reports", import.meta.url));
    this.#options = options;
  }

  add(type, fields) {
    if (this.#waiting.length >= MOST_WAITING) return; // The page is in trouble enough.
    const path = location.pathname;
    const report = {
      type,
      sessionId: sessionId(),
      timestamp: Date.now(),
      page: cut(this.#options.page?.(path) ?? path, 300),
      platform: "web",
      ...(this.#options.version && { version: cut(this.#options.version, 64) }),
      ...(this.#traceId && { traceId: this.#traceId }),
    };
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "number" ? Number.isFinite(value) : value) report[name] = value;
    }
    if (report.name) report.name = cut(report.name, 100);
    this.#waiting.push(report);
    this.#timer ||= setTimeout(() => this.#send(), SEND_AFTER_MS);
  }

  error(message) {
    if (this.#errors++ < MOST_ERRORS) {
      this.add("js_error", { message: cut(message || "unknown error", 1000), severity: "error" });
    }
  }

  /** Runs the callback before each flush, to add what is final only when the page is hidden. */
  onFlush(callback) {
    this.#beforeFlush.push(callback);
  }

  flush() {
    this.#beforeFlush.forEach((callback) => callback());
    this.#send();
  }

  #send() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#batch();
      if (!this.#post(batch)) {
        this.#again(batch);
        return;
      }
    }
  }

  /** Takes as many reports as one body may hold. */
  #batch() {
    let bytes = 1;
    let count = 0;
    for (; count < this.#waiting.length; count++) {
      bytes += new TextEncoder().encode(JSON.stringify(this.#waiting[count])).length + 1;
      if (bytes > MOST_BYTES && count > 0) break;
    }
    return this.#waiting.splice(0, count);
  }

  /** Sends a batch; false if the browser does not take it now, since too much is under way. */
  #post(batch) {
    const body = JSON.stringify(batch);
    const { token: given } = this.#options;
    const token = typeof given === "function" ? given() : given;
    if (token) {
      // A beacon can't carry a token.
      fetch(this.#url, {
        method: "POST",
        keepalive: true,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/plain" },
        body,
      }).then(
        (response) => LATER.includes(response.status) && this.#again(batch),
        () => this.#again(batch),
      );
      return true;
    }
    return navigator.sendBeacon(this.#url, body);
  }

  /** Keeps what was not taken for the next time, as far as there is room. */
  #again(batch) {
    this.#waiting.unshift(...batch.slice(0, MOST_WAITING - this.#waiting.length));
    this.#timer ||= setTimeout(() => this.#send(), SEND_AFTER_MS);
  }
}

function watchErrors(reports) {
  addEventListener("error", (event) => {
    if (!event.message) return; // A picture that is missing, for one.
    const place = event.filename ? ` (${withoutQuery(event.filename)}:${event.lineno}:${event.colno})` : "";
    reports.error(event.message + place);
  });
  addEventListener("unhandledrejection", (event) => {
    reports.error(`Unhandled rejection: ${event.reason?.message ?? typeof event.reason}`);
  });
}

/** Calls back now, or when a page that was loaded ahead is shown. @param {() => void} begin */
function whenShown(begin) {
  if (document.prerendering) addEventListener("prerenderingchange", begin, { once: true, capture: true });
  else begin();
}

/**
 * When the page was first hidden, in the time of the performance timeline: 0 if it was opened in the
 * background, infinity if it never was.
 */
function watchFirstHidden() {
  // Of the time before this script; a page that was loaded ahead was hidden until it was shown, which does not count.
  const known = performance.getEntriesByType("visibility-state");
  const hidden = known.find(({ name, startTime }) => name === "hidden" && startTime >= activationStart());
  let at = hidden?.startTime ?? (document.visibilityState === "hidden" ? 0 : Infinity);
  const hide = (event) => {
    if (document.visibilityState === "hidden") at = Math.min(at, event.timeStamp);
  };
  addEventListener("visibilitychange", hide, true);
  return () => at;
}

function activationStart() {
  return performance.getEntriesByType("navigation")[0]?.activationStart ?? 0;
}

/**
 * Web vitals by the rules of https://github.com/GoogleChrome/web-vitals. FCP and LCP count only what
 * was painted before the page was first hidden, so a page that was opened in a background tab has
 * neither, and without FCP no CLS; LCP is final at the first key or click, or when the page is hidden;
 * CLS and INP are reported when it is hidden for the first time. Times in milliseconds; CLS has no unit.
 */
function watchVitals(reports) {
  const vital = (name, value) => reports.add("web_vital", { name, value: Math.round(value * 1e4) / 1e4 });
  const firstHidden = watchFirstHidden();
  const activated = activationStart();
  const sinceShown = (time) => Math.max(0, time - activated);
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.responseStart > 0 && navigation.responseStart < performance.now())
    vital("TTFB", sinceShown(navigation.responseStart));

  let painted = false;
  observe("paint", (entry) => {
    if (entry.name !== "first-contentful-paint" || entry.startTime >= firstHidden()) return;
    painted = true;
    vital("FCP", sinceShown(entry.startTime));
  });
  const largest = largestPaint(firstHidden);
  const shifts = layoutShifts();
  const seesShifts = observe("layout-shift", shifts.add);
  const interactions = slowInteractions();
  observe("event", interactions.add, { durationThreshold: 40 });
  observe("first-input", interactions.add);

  let reported = false;
  reports.onFlush(() => {
    if (reported || document.visibilityState !== "hidden") return;
    reported = true;
    takeRecords();
    if (largest() !== null) vital("LCP", sinceShown(largest()));
    if (seesShifts && painted) vital("CLS", shifts.worst());
    if (interactions.any()) vital("INP", interactions.worst());
  });
}

/** When the largest part was painted; null if that is not known. @param {() => number} firstHidden */
function largestPaint(firstHidden) {
  let time = null;
  let isFinal = false;
  observe("largest-contentful-paint", (entry) => {
    if (!isFinal && entry.startTime < firstHidden()) time = entry.startTime;
  });
  const end = (event) => {
    if (!event.isTrusted || isFinal) return;
    takeRecords();
    isFinal = true;
  };
  for (const type of ["keydown", "click"]) addEventListener(type, end, true);
  return () => time;
}

const observers = [];

function observe(type, callback, more = {}) {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes.includes(type)) return false;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(callback));
  observer.observe({ type, buffered: true, ...more });
  observers.push(() => observer.takeRecords().forEach(callback));
  return true;
}

/** Handles what was measured and not delivered yet. */
function takeRecords() {
  observers.forEach((take) => take());
}

/** The worst window of shifts: at most 1 s between two of them, and 5 s in all. */
function layoutShifts() {
  let worst = 0;
  let sum = 0;
  let first = 0;
  let last = -Infinity;
  return {
    add(entry) {
      if (entry.hadRecentInput) return;
      const goesOn = entry.startTime - last < 1000 && entry.startTime - first < 5000;
      sum = goesOn ? sum + entry.value : entry.value;
      if (!goesOn) first = entry.startTime;
      last = entry.startTime;
      worst = Math.max(worst, sum);
    },
    worst: () => worst,
  };
}

/** The slowest interaction, but for one in fifty. */
function slowInteractions() {
  const slowest = new Map();
  let least = Infinity;
  let most = 0;
  return {
    add(entry) {
      if (!entry.interactionId) return;
      least = Math.min(least, entry.interactionId);
      most = Math.max(most, entry.interactionId);
      slowest.set(entry.interactionId, Math.max(slowest.get(entry.interactionId) ?? 0, entry.duration));
      if (slowest.size > 500) slowest.delete([...slowest].reduce((a, b) => (a[1] <= b[1] ? a : b))[0]);
    },
    any: () => slowest.size > 0,
    worst() {
      const sorted = [...slowest.values()].sort((a, b) => b - a);
      // Where browsers do not count them, their ids do, which are seven apart.
      const count = performance.interactionCount ?? (most - least) / 7 + 1;
      return sorted[Math.min(sorted.length - 1, Math.floor(count / 50))];
    },
  };
}

/** A random id for this tab, which means nothing elsewhere and ends with the tab. */
function sessionId() {
  try {
    let id = sessionStorage.getItem(SESSION_KEY);
    if (!id) sessionStorage.setItem(SESSION_KEY, (id = randomHex(16)));
    return id;
  } catch {
    return (fallbackId ??= randomHex(16)); // Storage may be forbidden.
  }
}

let fallbackId;

function randomHex(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Undefined if it is no address, which fetch then reports. */
function originOf(address) {
  try {
    return new URL(address, document.baseURI).origin;
  } catch {
    return undefined;
  }
}

function withoutQuery(url) {
  return url.replace(/[?#].*$/, "");
}

/** The beginning of a text, whole characters of it; half a character becomes U+FFFD. */
function cut(text, most) {
  const whole = String(text).slice(0, most);
  return (String(text).length > most ? whole.replace(/[\uD800-\uDBFF]$/, "") : whole).replace(
    /\p{Surrogate}/gu,
    "\uFFFD",
  );
}
