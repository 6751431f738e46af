/** One user, region, session or trace: its numbers, what happens in it, and what was noticed about it. */
import { Lines } from "../charts/lines.js";
import { Feed } from "../components/feed.js";
import { Burning } from "../components/incidents.js";
import { Tile } from "../components/tile.js";
import { el } from "../dom.js";
import { link } from "../router.js";
import { text } from "../texts.js";

/** The label of a notification that names it. @type {Record<string, string>} */
const LABELS = { users: "userId", regions: "region", sessions: "sessionId", traces: "traceId" };

/** @type {Record<string, import("../texts.js").TextKey>} */
const TITLES = {
  users: "page.user",
  regions: "page.region",
  sessions: "page.session",
  traces: "page.trace",
};

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: ({ place: { params } }) => text(TITLES[params[0]], { name: params[1] }),
  ranged: true,
  render(context) {
    const [kind, id] = context.place.params;
    const only = { [LABELS[kind]]: id };
    const panels = [];
    if (kind === "regions") panels.push(...numbers(context, only));
    if (kind === "users" || kind === "regions")
      panels.push(new Feed({ kind: "feed", title: text("subject.feed"), only }, context));
    panels.push(
      new Burning({ kind: "burning", title: text("subject.notices"), only, show: "all", max: 8 }, context),
    );
    return [
      ...(kind === "traces"
        ? [
            el(
              "p",
              { class: "ways-on" },
              el("a", { href: link("/flamegraph", context.place.scope) }, text("subject.flame")),
            ),
          ]
        : []),
      el("div", { class: "grid drill" }, ...panels),
    ];
  },
};

/** @param {import("../app.js").Context} context @param {Record<string, string>} only */
function numbers(context, only) {
  const lines = (/** @type {string} */ metric, /** @type {import("../texts.js").TextKey} */ title) =>
    new Lines({ kind: "lines", title: text(title), metric, by: ["service"], only }, context);
  return [
    ...["active_users", "request_rate", "error_rate", "cpu_cores"].map(
      (metric) => new Tile({ kind: "tile", metric, only }, context),
    ),
    lines("request_rate", "subject.rate"),
    lines("error_rate", "subject.errors"),
  ];
}
