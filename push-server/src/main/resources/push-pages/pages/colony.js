/** One colony: how busy it is, what it spends, what happens in it, and what was noticed about it. */

import { Lines } from "../charts/lines.js";
import { Agents } from "../components/agents.js";
import { ColonyTile } from "../components/colony.js";
import { Feed } from "../components/feed.js";
import { Burning } from "../components/incidents.js";
import { el } from "../dom.js";
import { onWall } from "../panels/fit.js";
import { text } from "../texts.js";

const DAY_MINUTES = 1_440;

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: ({ place }) =>
    text("page.colony", { name: place.query.get("name")?.slice(0, 300) || place.params[0] }),
  ranged: true,
  render(context) {
    const only = { colony_id: context.place.params[0] };
    const tile = (/** @type {string} */ metric, /** @type {import("../texts.js").TextKey} */ title) =>
      new ColonyTile({ kind: "tile", metric, title: text(title), only }, context);
    const day = (/** @type {string} */ metric, /** @type {import("../texts.js").TextKey} */ title) =>
      new Lines({ kind: "lines", metric, title: text(title), minutes: DAY_MINUTES, only }, context);
    return [
      el(
        "div",
        { class: "grid drill" },
        tile("colony_activity", "colony.activity"),
        tile("colony_tokens", "colony.tokens"),
        tile("colony_cpu_seconds", "colony.cpu"),
        day("colony_activity", "colony.day"),
        day("colony_tokens", "colony.tokens.day"),
        // A wall has no room for it.
        ...(onWall() ? [] : [new Agents({ kind: "agents", title: text("colony.agents"), only }, context)]),
        new Feed({ kind: "feed", title: text("colony.feed"), only }, context),
        new Burning({ kind: "burning", title: text("colony.notices"), only, show: "all", max: 8 }, context),
      ),
    ];
  },
};
