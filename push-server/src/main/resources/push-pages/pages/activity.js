/** The User Activity Stream: who is there, what they do, and what that takes. */
import { Heatmap } from "../charts/heatmap.js";
import { Pie } from "../charts/pie.js";
import { Weekly } from "../charts/weekly.js";
import { Feed } from "../components/feed.js";
import { Ranking } from "../components/ranking.js";
import { Tile } from "../components/tile.js";
import { el } from "../dom.js";
import { onWall } from "../panels/fit.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.activity.long"),
  labels: ["region", "platform"],
  ranged: true,
  render(context) {
    const hour = (/** @type {string} */ metric, /** @type {import("../texts.js").TextKey} */ title) =>
      new Tile({ kind: "tile", metric, title: text(title), show: "increase" }, context);
    return [
      el(
        "div",
        { class: "grid activity" },
        new Tile({ kind: "tile", metric: "active_users", title: text("activity.users") }, context),
        hour("colony_created_total", "activity.colonies"),
        hour("agent_deployed_total", "activity.agents"),
        hour("llm_tokens_total", "activity.tokens"),
        new Feed({ kind: "feed", title: text("activity.feed") }, context),
        new Pie(
          { kind: "pie", title: text("activity.platforms"), metric: "active_users", by: ["platform"] },
          context,
        ),
        new Heatmap(
          {
            kind: "heatmap",
            title: text("activity.sessions"),
            metric: "session_duration_minutes_bucket",
            unit: "minutes",
          },
          context,
        ),
        new Ranking(
          {
            kind: "ranking",
            title: text("activity.top.colonies"),
            metric: "top_colonies",
            by: ["rank", "colony_name", "colony_id"],
          },
          context,
        ),
        new Ranking(
          {
            kind: "ranking",
            metric: "top_colonies_by_tokens",
            by: ["rank", "colony_name", "colony_id"],
            beside: "colony_cpu_seconds",
          },
          context,
        ),
        new Ranking(
          {
            kind: "ranking",
            title: text("activity.top.users"),
            metric: "top_users_by_tokens",
            by: ["rank", "username", "user_id"],
          },
          context,
        ),
        // A wall has no room for more.
        ...(onWall()
          ? []
          : [
              new Ranking(
                {
                  kind: "ranking",
                  metric: "top_agents_by_tokens",
                  by: ["rank", "agent_name", "colony_id", "agent_id"],
                  beside: "agent_cpu_seconds",
                },
                context,
              ),
              new Weekly(
                { kind: "heatmap", title: text("activity.week"), metric: "events_per_second" },
                context,
              ),
            ]),
      ),
    ];
  },
};
