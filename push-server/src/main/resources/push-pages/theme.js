/*
 * Before the first paint, so that nothing flashes: the theme of the link, else the chosen one, else that
 * of the system. Not a module, since those wait. Told again by the event `theme`, with what was chosen.
 */
(() => {
  const themes = ["light", "dark", "wall"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "auto";
  try {
    chosen = JSON.parse(localStorage.getItem("colonycraft.settings") ?? "{}").theme ?? chosen;
  } catch {
    // No storage, or nothing that can be read: as the system.
  }
  function draw() {
    const linked = new URLSearchParams(location.search).get("theme") ?? "";
    const system = dark.matches ? "dark" : "light";
    const theme = [linked, chosen].find((name) => themes.includes(name)) ?? system;
    // Charts draw themselves anew when it is set.
    const { dataset } = document.documentElement;
    if (dataset.theme !== theme) dataset.theme = theme;
  }
  draw();
  dark.addEventListener("change", draw);
  addEventListener("theme", (event) => {
    const { detail } = /** @type {CustomEvent<string>} */ (event);
    // What the person chooses now counts more than the link that they came by.
    if (detail !== chosen) {
      const url = new URL(location.href);
      url.searchParams.delete("theme");
      history.replaceState(history.state, "", url);
    }
    chosen = detail;
    draw();
  });
})();
