/** The Operations Command Center: system health, incidents, requests, errors, where users are, what regions use. */
import { Bars } from "../charts/bars.js";
import { Health } from "../charts/health.js";
import { Heatmap } from "../charts/heatmap.js";
import { Lines } from "../charts/lines.js";
import { WorldMap } from "../charts/map.js";
import { Percentiles } from "../charts/percentiles.js";
import { Places } from "../charts/places.js";
import { Incidents } from "../components/incidents.js";
import { el } from "../dom.js";
import { onPhone, onWall } from "../panels/fit.js";
import { link } from "../router.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: () => text("page.operations.long"),
  labels: ["region", "service"],
  ranged: true,
  render(context) {
    const { scope, filters } = context.place;
    const places = Object.values(filters).join(", ");
    const health = new Health({ kind: "health", title: text("operations.health") }, context);
    const incidents = new Incidents(
      { kind: "incidents", title: text("operations.incidents"), href: link("/notifications", scope) },
      context,
    );
    return [
      el(
        "div",
        { class: "grid operations" },
        ...(onPhone() ? [incidents, health] : [health, incidents]),
        new Lines(
          {
            kind: "lines",
            title: places ? text("operations.requests.of", { places }) : text("operations.requests"),
            metric: "request_rate",
            size: "rate",
          },
          context,
        ),
        new Lines(
          { kind: "lines", title: text("operations.errors"), metric: "error_rate", size: "errors" },
          context,
        ),
        new WorldMap(
          {
            kind: "map-panel",
            title: text("operations.map"),
            metric: "active_users",
            by: ["country_code"],
            href: link("/activity", scope),
          },
          context,
        ),
        new Bars(
          { kind: "bars", title: text("operations.regions"), metric: "cpu_cores", by: ["region"] },
          context,
        ),
        new Heatmap(
          {
            kind: "heatmap",
            title: text("operations.latency"),
            metric: "http_request_duration_seconds_bucket",
            unit: "seconds",
          },
          context,
        ),
        new Percentiles(
          {
            kind: "lines",
            title: text("operations.percentiles"),
            metric: "http_request_duration_seconds_bucket",
            unit: "seconds",
            size: "percentiles",
          },
          context,
        ),
        // A wall has room for what changes from second to second.
        ...(onWall()
          ? []
          : [
              new Places(
                {
                  kind: "heatmap",
                  title: text("operations.regions.over"),
                  metric: "cpu_cores",
                  by: ["region"],
                },
                context,
              ),
            ]),
      ),
    ];
  },
};
