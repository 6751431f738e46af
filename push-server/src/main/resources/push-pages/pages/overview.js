/** Health at a glance, active incidents, what changed. */
import { Changes } from "../components/changes.js";
import { Burning } from "../components/incidents.js";
import { Services, Verdict } from "../components/services.js";
import { Tile } from "../components/tile.js";
import { el } from "../dom.js";
import { onPhone } from "../panels/fit.js";
import { link } from "../router.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.overview"),
  labels: ["region"],
  ranged: true,
  render(context) {
    const { scope } = context.place;
    const tile = (/** @type {string} */ metric, /** @type {string} */ path) =>
      new Tile({ kind: "tile", metric, href: link(path, scope) }, context);
    const incidents = new Burning(
      { kind: "burning", title: text("overview.incidents"), href: link("/notifications", scope) },
      context,
    );
    const phone = onPhone();
    return [
      el(
        "div",
        { class: "grid overview" },
        phone && incidents,
        new Verdict(
          { kind: "verdict", title: text("operations.health"), href: link("/operations", scope) },
          context,
        ),
        tile("active_users", "/activity"),
        tile("request_rate", "/operations"),
        tile("error_rate", "/operations"),
        tile("apdex", "/operations"),
        !phone && incidents,
        new Changes({ kind: "changes-panel", title: text("overview.changed") }, context),
        new Services({ kind: "services", title: text("overview.services") }, context),
      ),
    ];
  },
};
