/** `<cc-silences>`: which incidents interrupt nobody, for how long, why and who said so; each can be ended. */
import { el } from "../dom.js";
import { dateAndTime } from "../format.js";
import { text } from "../texts.js";
import { reasonOf } from "./notice.js";

const EVERY_MS = 30_000;

export class Silences extends HTMLElement {
  #context;
  #end = () => {};
  #timer = 0;

  /** @param {import("../app.js").Context} context */
  constructor(context) {
    super();
    this.#context = context;
  }

  connectedCallback() {
    this.#end = this.#context.notices.onChange(() => this.#draw());
    this.#timer = Number(setInterval(() => this.#draw(), EVERY_MS));
    this.#draw();
  }

  disconnectedCallback() {
    this.#end();
    clearInterval(this.#timer);
  }

  #draw() {
    const now = this.#context.store.now();
    const shown = this.#context.notices.silences.filter((silence) => silence.until > now);
    this.hidden = shown.length === 0;
    if (this.contains(document.activeElement)) return;
    this.replaceChildren(
      el("h2", {}, text("silences.title")),
      el("ul", { class: "silences" }, ...shown.map((silence) => this.#row(silence, now))),
    );
  }

  /** @param {import("../store/notices.js").Silence} silence @param {number} now */
  #row(silence, now) {
    const { from, until, reason, by, planned } = silence;
    const labels = Object.entries(silence.labels)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
    const end = el("button", { type: "button", class: "quiet" }, text("silences.end"));
    end.addEventListener("click", () => {
      end.disabled = true;
      end.blur();
      this.#context.notices
        .endSilence(silence.silence, this.#context.settings.get("name") || undefined)
        .catch((problem) => {
          end.disabled = false;
          this.#context.say(text("action.failed", { reason: reasonOf(problem) }));
        });
    });
    const times = { from: dateAndTime(from), until: dateAndTime(until) };
    return el(
      "li",
      { "data-silence": silence.silence },
      el("b", { dir: "auto" }, labels),
      el("span", {}, text(planned || from > now ? "silences.planned" : "silences.until", times)),
      el("span", { dir: "auto" }, by ? text("silences.by", { reason, by }) : reason),
      end,
    );
  }
}

customElements.define("cc-silences", Silences);
