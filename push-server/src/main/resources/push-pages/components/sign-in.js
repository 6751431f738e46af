/** `<cc-sign-in>`: asks for the token that the server wants, above whatever is known without it. */
import { el, setText } from "../dom.js";
import { text } from "../texts.js";

export class SignIn extends HTMLElement {
  #login;

  /** @param {import("../store/login.js").Login} login */
  constructor(login) {
    super();
    this.#login = login;
  }

  connectedCallback() {
    const { refusal } = this.#login;
    const why =
      this.#login.token() === undefined
        ? text("login.wanted")
        : text("login.refused", { reason: refusal ?? "" });
    const problem = el("p", { class: "detail", id: "login-problem", role: "status" }, text("login.where"));
    const input = el("input", {
      type: "password",
      id: "token",
      autocomplete: "off",
      spellcheck: "false",
      required: true,
      "aria-describedby": "login-problem",
    });
    const form = el(
      "form",
      { class: "sign-in", "aria-labelledby": "login-title" },
      el("h2", { id: "login-title" }, why),
      el("label", { for: "token" }, text("login.token")),
      el(
        "div",
        { class: "line" },
        input,
        el("button", { type: "submit", class: "strong" }, text("login.do")),
      ),
      problem,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const kept = this.#login.keep(input.value);
      if (kept === "kept") location.reload();
      else setText(problem, text(`login.${kept}`));
    });
    this.replaceChildren(form);
  }
}

customElements.define("cc-sign-in", SignIn);
