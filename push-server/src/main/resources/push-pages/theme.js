/* Before the first paint, so that nothing flashes: the chosen theme, or that of the link. Not a module, since those wait. */
(() => {
  const themes = ["light", "dark", "wall"];
  let theme = new URLSearchParams(location.search).get("theme") ?? "";
  if (!themes.includes(theme)) {
    try {
      theme = JSON.parse(localStorage.getItem("colonycraft.settings") ?? "{}").theme;
    } catch {
      theme = "";
    }
  }
  if (themes.includes(theme)) document.documentElement.dataset.theme = theme;
})();
