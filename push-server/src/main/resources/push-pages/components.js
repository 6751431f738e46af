/**
 * What the page is made of. Each component draws itself from the store when it is told to, and puts
 * text that came from outside into textContent only.
 */
import "./sparkline.js";
import { ageInWords, duration, inWords } from "./store.js";

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows whether a number can be trusted: in its words, and as a pattern on `panel`. */
function showAge(panel, ageNode, updates, store) {
  if (updates.length === 0) {
    panel.classList.remove("stale");
    setText(ageNode, "no value yet");
    return;
  }
  const newest = updates.reduce((a, b) => (a.timestamp > b.timestamp ? a : b));
  const stale = store.isStale(newest);
  panel.classList.toggle("stale", stale);
  const age = store.age(newest.timestamp);
  setText(ageNode, stale ? `stale · ${duration(age)}` : ageInWords(age));
}

/** <live-number metric="…" label="…">: a total with its age and its recent past. */
export class LiveNumber extends HTMLElement {
  #value = element("output", "value", "–");
  #age = element("span", "age", "no value yet");
  #line = document.createElement("spark-line");

  connectedCallback() {
    const head = element("header", "", element("h2", "", this.getAttribute("label")), this.#age);
    this.replaceChildren(head, this.#value, this.#line);
  }

  draw(store) {
    const series = store.total(this.getAttribute("metric"));
    if (series) {
      setText(this.#value, inWords(series.update.value));
      this.#line.draw(series.history);
    }
    showAge(this, this.#age, series ? [series.update] : [], store);
  }
}

/** <ranked-bars metric="…" label="…" by="…" name="…" unit="…">: rows with a bar, the longest on top. */
export class RankedBars extends HTMLElement {
  #age = element("span", "age", "no value yet");
  #rows = element("ol", "bars");
  #none = element("p", "none", "Nothing yet");

  connectedCallback() {
    const head = element("header", "", element("h2", "", this.getAttribute("label")), this.#age);
    this.replaceChildren(head, this.#none, this.#rows);
  }

  draw(store) {
    const all = store.labelled(this.getAttribute("metric"), ...this.getAttribute("by").split(" "));
    const shown = all
      .filter((u) => u.value > 0)
      .sort((a, b) => (a.labels.rank - b.labels.rank || 0) || b.value - a.value)
      .slice(0, Number(this.getAttribute("rows") ?? 10));
    const most = Math.max(1, ...shown.map((u) => u.value));
    this.#none.hidden = shown.length > 0;
    while (this.#rows.children.length < shown.length) {
      this.#rows.append(element("li", "", element("span", "name"), element("meter"), element("span", "count")));
    }
    while (this.#rows.children.length > shown.length) this.#rows.lastChild.remove();
    shown.forEach((update, i) => {
      const [name, bar, count] = this.#rows.children[i].children;
      setText(name, update.labels[this.getAttribute("name")]);
      bar.max = most;
      bar.value = update.value;
      setText(count, inWords(update.value));
    });
    showAge(this, this.#age, all, store);
  }
}

/** <activity-feed>: what just happened, newest on top. */
export class ActivityFeed extends HTMLElement {
  #age = element("span", "age", "no line yet");
  #lines = element("ol", "lines");
  #newest = 0;

  connectedCallback() {
    this.#lines.setAttribute("tabindex", "0");
    this.#lines.setAttribute("aria-label", "Activity, newest first");
    this.replaceChildren(element("header", "", element("h2", "", "Activity"), this.#age), this.#lines);
  }

  add({ value: line, timestamp }) {
    const time = element("time", "", new Date(timestamp).toLocaleTimeString("en-GB"));
    time.dateTime = new Date(timestamp).toISOString();
    const what = element("span", "what", element("b", "", String(line.who ?? "someone")), ` ${line.what ?? ""}`);
    this.#lines.prepend(element("li", "", time, what, element("span", "where", String(line.where ?? ""))));
    while (this.#lines.children.length > 60) this.#lines.lastChild.remove();
    this.#newest = Math.max(this.#newest, timestamp);
  }

  /** The same lines come again after a reconnect. */
  clear() {
    this.#lines.replaceChildren();
  }

  draw(store) {
    this.classList.toggle("stale", this.#newest > 0 && !store.connected);
    if (this.#newest === 0) return;
    const age = store.age(this.#newest);
    setText(this.#age, store.connected ? `last ${ageInWords(age)}` : `stale · ${duration(age)}`);
  }
}

const STATES = {
  connecting: "Connecting",
  open: "Live",
  waiting: "Disconnected",
  closed: "Closed by the server",
};

/** <connection-state>: in a word, a shape and a colour. */
export class ConnectionState extends HTMLElement {
  #word = element("span", "");
  #connection = { state: "connecting" };
  #retryAt = 0;

  connectedCallback() {
    this.setAttribute("role", "status");
    const mark = element("i", "mark");
    mark.setAttribute("aria-hidden", "true");
    this.replaceChildren(mark, this.#word);
  }

  show(connection) {
    this.#connection = connection;
    this.#retryAt = performance.now() + (connection.retryInMs ?? 0);
    this.dataset.state = connection.state;
    this.draw();
  }

  draw() {
    const { state, reason } = this.#connection;
    const seconds = Math.max(1, Math.ceil((this.#retryAt - performance.now()) / 1_000));
    const more = state === "waiting" ? ` · next try in ${seconds} s` : state === "closed" && reason ? ` · ${reason}` : "";
    setText(this.#word, STATES[state] + more);
  }
}

customElements.define("live-number", LiveNumber);
customElements.define("ranked-bars", RankedBars);
customElements.define("activity-feed", ActivityFeed);
customElements.define("connection-state", ConnectionState);
