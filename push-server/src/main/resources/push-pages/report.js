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
 * @typedef {object} Options
 * @property {string|URL} [url] of /api/reports; by default on the server that this module came from
 * @property {string|function(): (string|undefined)} [token] for the scope reports:write, if the server asks for one;
 *     a function is asked each time, and gives one at once, since a page that is left waits for nothing
 * @property {string} [version] of the page
 * @property {(path: string) => string} [page] names the group that a path belongs to
 */

const MOST_WAITING = 50;
const MOST_ERRORS = 20;
const SEND_AFTER_MS = 10_000;
const SESSION_KEY = "colonycraft-report-session";

/**
 * Starts to report.
 * @param {Options} [options]
 * @returns {{interaction: (name: string, durationMs?: number) => void, error: (message: string) => void, flush: () => void}}
 */
export function startReports(options = {}) {
  const reports = new Reports(options);
  watchVitals(reports);
  watchErrors(reports);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") reports.flush();
  });
  addEventListener("pagehide", () => reports.flush());
  return {
    interaction: (name, durationMs) => reports.add("interaction", { name, durationMs }),
    error: (message) => reports.error(message),
    flush: () => reports.flush(),
  };
}

/** What waits to be sent. */
class Reports {
  #url;
  #options;
  #waiting = [];
  #errors = 0;
  #timer = 0;
  #beforeFlush = [];

  constructor(options) {
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
    const batch = this.#waiting.splice(0);
    if (batch.length === 0) return;
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
        (response) => response.status === 503 && this.#again(batch),
        () => this.#again(batch),
      );
    } else if (!navigator.sendBeacon(this.#url, body)) {
      this.#again(batch);
    }
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

/**
 * Web vitals as their makers define them (https://web.dev/articles/vitals): LCP and CLS and INP are
 * final when the page is hidden for the first time. Times in milliseconds; CLS has no unit.
 */
function watchVitals(reports) {
  const vital = (name, value) => reports.add("web_vital", { name, value: Math.round(value * 1e4) / 1e4 });
  const [navigation] = performance.getEntriesByType("navigation");
  const activated = navigation?.activationStart ?? 0;
  if (navigation?.responseStart > 0) vital("TTFB", Math.max(0, navigation.responseStart - activated));

  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") vital("FCP", Math.max(0, entry.startTime - activated));
  });
  let lcp = null;
  observe("largest-contentful-paint", (entry) => (lcp = Math.max(0, entry.startTime - activated)));
  const shifts = layoutShifts();
  const seesShifts = observe("layout-shift", shifts.add);
  const interactions = slowInteractions();
  observe("event", interactions.add, { durationThreshold: 40 });
  observe("first-input", interactions.add);

  let told = false;
  reports.onFlush(() => {
    if (told || document.visibilityState !== "hidden") return;
    told = true;
    takeRecords();
    if (lcp !== null) vital("LCP", lcp);
    if (seesShifts) vital("CLS", shifts.worst());
    if (interactions.any()) vital("INP", interactions.worst());
  });
}

const observers = [];

function observe(type, callback, more = {}) {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes.includes(type)) return false;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(callback));
  observer.observe({ type, buffered: true, ...more });
  observers.push(() => observer.takeRecords().forEach(callback));
  return true;
}

/** What was measured and not told yet. */
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
  return {
    add(entry) {
      if (!entry.interactionId) return;
      slowest.set(entry.interactionId, Math.max(slowest.get(entry.interactionId) ?? 0, entry.duration));
      if (slowest.size > 500) slowest.delete([...slowest].reduce((a, b) => (a[1] <= b[1] ? a : b))[0]);
    },
    any: () => slowest.size > 0,
    worst() {
      const sorted = [...slowest.values()].sort((a, b) => b - a);
      const count = performance.interactionCount ?? sorted.length;
      return sorted[Math.min(sorted.length - 1, Math.floor(count / 50))];
    },
  };
}

/** A random id for this tab, which means nothing elsewhere and ends with the tab. */
function sessionId() {
  try {
    let id = sessionStorage.getItem(SESSION_KEY);
    if (!id) sessionStorage.setItem(SESSION_KEY, (id = randomId()));
    return id;
  } catch {
    return (fallbackId ??= randomId()); // Storage may be forbidden.
  }
}

let fallbackId;

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join(
    "",
  );
}

function withoutQuery(url) {
  return url.replace(/[?#].*$/, "");
}

function cut(text, most) {
  return String(text).slice(0, most);
}
