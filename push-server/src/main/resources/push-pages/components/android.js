/** The Android app: a QR code that signs a phone in, drawn on request since it holds the token. */
import { drawCode } from "../charts/code.js";
import { el, setText } from "../dom.js";
import { text } from "../texts.js";

/** A code that nobody looks at any more is hidden. */
const SHOWN_MS = 120_000;

/**
 * The link that the app opens.
 * @param {string} server origin
 * @param {string|undefined} token
 */
export function signInLink(server, token) {
  const query = new URLSearchParams({ server, ...(token !== undefined && { token }) });
  return `colonycraft://sign-in?${query}`;
}

/** @param {import("../app.js").Context} context */
export function androidApp({ login }) {
  const secure = location.protocol === "https:" || /^(localhost|127\.0\.0\.1)$/.test(location.hostname);
  const said = el("p", { class: "detail", role: "status" }, text(secure ? "android.how" : "android.https"));
  const code = el("div", { class: "code" });
  const button = el("button", { type: "button", hidden: !secure }, text("android.show"));
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    code.replaceChildren();
    setText(button, text("android.show"));
  };
  button.addEventListener("click", async () => {
    if (code.hasChildNodes()) return hide();
    const link = signInLink(location.origin, login.token());
    const canvas = el("canvas", { role: "img", "aria-label": text("android.code") });
    try {
      await drawCode(canvas, link);
    } catch (problem) {
      console.error(problem);
      setText(said, text("android.failed"));
      return;
    }
    code.replaceChildren(canvas, el("a", { href: link }, text("android.here")));
    setText(button, text("android.hide"));
    timer = Number(setTimeout(hide, SHOWN_MS));
  });
  return el("fieldset", { class: "android" }, el("legend", {}, text("android.title")), said, button, code);
}
