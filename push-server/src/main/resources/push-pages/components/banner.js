/**
 * Whether what one sees is the present: a pill that says so in a word, and under the menu a line
 * when it is not, with how long that has lasted. Here the page is frozen and catches up.
 */
import { el, setText } from "../dom.js";
import { duration, timeOfDay } from "../format.js";
import { onWall } from "../panels/fit.js";
import { Heartbeats } from "../store/heartbeats.js";
import { named, plural, text } from "../texts.js";

const REPLAY_SPEED = 10;
const LOST_MS = 2_000;
/** A wall whose newest value is older says that it is behind. */
const BEHIND_MS = 20_000;

/** @typedef {ReturnType<import("../store/heartbeats.js").standing>} Standing */

/** @param {NonNullable<Standing>} standing */
const names = (standing) => standing.pipelines.map((name) => named("pipeline", name)).join(", ");

/** @param {Standing} standing */
function standingText(standing) {
  if (!standing) return "";
  return standing.all ? text("pipeline.all") : text("pipeline.some", { name: names(standing) });
}

export class Banner extends HTMLElement {
  #context;
  #message = el("p", { role: "status" });
  /** On a wall, for who passes by. */
  #large = el("strong", { class: "word", "aria-hidden": "true", hidden: true });
  #behind = el("span", { class: "behind" });
  #buttons = el("span", { class: "buttons" });
  #word = el("span", {});
  #freeze = el(
    "button",
    { type: "button", class: "freeze quiet", onclick: () => this.#context.store.gate.freeze() },
    text("freeze.pause"),
  );
  #retryAt = 0;
  #heartbeats;
  pill = el(
    "div",
    { class: "connection" },
    this.#freeze,
    el("span", { class: "pill" }, el("i", { class: "mark", "aria-hidden": "true" }), this.#word),
  );

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
    this.#heartbeats = new Heartbeats(context.store);
    context.store.onState(() => this.#changed());
    context.store.gate.onChange(() => this.#changed());
  }

  connectedCallback() {
    this.replaceChildren(this.#large, this.#message, this.#behind, this.#buttons);
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", text("connection.label"));
    this.#buttons.append(
      el(
        "button",
        { type: "button", class: "replay", onclick: () => this.#context.store.gate.replay(REPLAY_SPEED) },
        text("freeze.replay", { speed: REPLAY_SPEED }),
      ),
      el(
        "button",
        { type: "button", class: "jump", onclick: () => this.#context.store.gate.jump() },
        text("freeze.jump"),
      ),
    );
    this.#changed();
    setInterval(() => this.#draw(), 1_000);
    addEventListener("offline", () => this.#draw());
    addEventListener("online", () => this.#draw());
  }

  #changed() {
    this.#retryAt = performance.now() + (this.#context.store.connection.retryInMs ?? 0);
    this.#draw();
  }

  #draw() {
    const { store } = this.#context;
    const { state } = store.connection;
    const frozen = store.gate.state !== "live";
    const lostFor = store.lostAt ? Date.now() - store.lostAt : 0;
    const standing = frozen ? null : this.#heartbeats.standing();
    this.pill.dataset.state = frozen ? store.gate.state : state;
    setText(
      this.#word,
      frozen
        ? text("freeze.title", { time: timeOfDay(store.now()) })
        : state === "open" && this.#context.pace().why === "battery"
          ? text("connection.battery")
          : text(`connection.${state}`),
    );
    this.#freeze.hidden = frozen;
    this.#buttons.hidden = !frozen;
    this.dataset.state = frozen ? "frozen" : "lost";
    const message = frozen ? this.#frozenText() : this.#lostText(lostFor) || standingText(standing);
    const large = onWall() ? this.#wallWord(frozen, lostFor, standing) : "";
    setText(this.#large, large);
    this.#large.hidden = large === "";
    this.hidden = message === "" && large === "";
    setText(this.#message, message);
    this.#message.classList.toggle("unseen", message === large);
    setText(
      this.#behind,
      frozen
        ? text("freeze.behind", { duration: duration(store.gate.behind()) })
        : message &&
            (standing
              ? text("pipeline.age", { duration: duration(standing.age) })
              : this.#lostDetail(lostFor)),
    );
    document.documentElement.classList.toggle("disconnected", lostFor > LOST_MS);
  }

  /** @param {boolean} frozen @param {number} lostFor @param {Standing} standing */
  #wallWord(frozen, lostFor, standing) {
    const { store } = this.#context;
    if (frozen) return text("wall.frozen");
    if (lostFor >= LOST_MS || store.connection.state === "closed") return text("connection.waiting");
    if (standing && !standing.all)
      return text("wall.pipeline", { name: names(standing), duration: duration(standing.age) });
    const behind = Math.max(store.now() - store.heardAt, standing?.age ?? 0);
    return store.connected && store.heardAt > 0 && behind >= BEHIND_MS
      ? text("wall.behind", { duration: duration(behind) })
      : "";
  }

  #frozenText() {
    const { gate } = this.#context.store;
    const time = timeOfDay(this.#context.store.now());
    const main =
      gate.state === "frozen" ? text("freeze.title", { time }) : text("freeze.replaying", { time });
    return gate.dropped > 0 ? `${main}. ${plural("freeze.dropped", gate.dropped)}` : main;
  }

  /** Without how long it has lasted, so that a screen reader is told once. @param {number} lostFor */
  #lostText(lostFor) {
    const { store } = this.#context;
    if (this.#context.login.refusal !== null) return text("login.out");
    if (store.connection.state === "closed")
      return text("connection.refused", { reason: store.connection.reason ?? "" });
    if (lostFor < LOST_MS) return "";
    if (!navigator.onLine) return text("connection.offline");
    return store.everOpen ? text("connection.waiting") : text("connection.never");
  }

  /** @param {number} lostFor */
  #lostDetail(lostFor) {
    const { store } = this.#context;
    const lost = text("connection.lost", { duration: duration(lostFor) });
    if (store.connection.state !== "waiting") return lost;
    const retry = Math.max(1_000, this.#retryAt - performance.now());
    return `${lost} ${text("connection.retry", { duration: duration(retry) })}.`;
  }
}

customElements.define("cc-banner", Banner);
