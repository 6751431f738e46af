/** The list of keys, which `?` opens. */
import { el } from "../dom.js";
import { GO } from "../keys.js";
import { text } from "../texts.js";

/** Opens the list; Escape closes it. */
export function openShortcuts() {
  const rows = [
    [["Ctrl", "K"], text("keys.commands")],
    ...Object.entries(GO).map(([key, [, title]]) => [["g", key], text("keys.go", { page: text(title) })]),
    [[",", "."], text("keys.shift")],
    [["-", "+"], text("keys.width")],
    [["0"], text("keys.live")],
    [["← ↑ → ↓"], text("keys.move")],
    [["Ctrl", "Z"], text("keys.undo")],
    [["?"], text("keys.list")],
    [["Esc"], text("keys.close")],
  ];
  const dialog = el(
    "dialog",
    { class: "shortcuts", "aria-label": text("keys.title"), onclose: () => dialog.remove() },
    el("h2", {}, text("keys.title")),
    el(
      "dl",
      {},
      ...rows.flatMap(([keys, what]) => [
        el("dt", {}, .../** @type {string[]} */ (keys).map((key) => el("kbd", {}, key))),
        el("dd", {}, /** @type {string} */ (what)),
      ]),
    ),
    el("form", { method: "dialog" }, el("button", { class: "quiet" }, text("keys.close"))),
  );
  document.body.append(dialog);
  dialog.showModal();
}
