/** One colony: how busy it is, what happens in it, and what was noticed about it. */

import { Lines } from "../charts/lines.js";
import { ColonyTile } from "../components/colony.js";
import { Feed } from "../components/feed.js";
import { Burning } from "../components/incidents.js";
import { el } from "../dom.js";
import { text } from "../texts.js";

const DAY_MINUTES = 1_440;

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: ({ place }) =>
    text("page.colony", { name: place.query.get("name")?.slice(0, 300) || place.params[0] }),
  ranged: true,
  render(context) {
    const only = { colony_id: context.place.params[0] };
    return [
      el(
        "div",
        { class: "grid drill" },
        new ColonyTile(
          {
            kind: "tile",
            metric: "colony_activity",
            title: text("colony.activity"),
            only,
          },
          context,
        ),
        new Lines(
          { kind: "lines", metric: "colony_activity", title: text("colony.day"), minutes: DAY_MINUTES, only },
          context,
        ),
        new Feed({ kind: "feed", title: text("colony.feed"), only }, context),
        new Burning({ kind: "burning", title: text("colony.notices"), only, show: "all", max: 8 }, context),
      ),
    ];
  },
};
