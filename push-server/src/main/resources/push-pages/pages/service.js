/** One service: its numbers, where it runs, and what was noticed about it. */
import { Gauge } from "../charts/gauge.js";
import { Lines } from "../charts/lines.js";
import { Burning } from "../components/incidents.js";
import { Services } from "../components/services.js";
import { Tile } from "../components/tile.js";
import { el } from "../dom.js";
import { link } from "../router.js";
import { text } from "../texts.js";

/** @type {import("../components/shell.js").Page} */
export const page = {
  title: ({ place }) => text("page.service", { name: place.params[0] }),
  labels: ["region"],
  own: ["service"],
  ranged: true,
  render(context) {
    const [service] = context.place.params;
    const only = { service };
    const { service: _, ...labels } = context.place.scope.labels;
    const scope = { ...context.place.scope, labels };
    const tile = (/** @type {string} */ metric) => new Tile({ kind: "tile", metric, only }, context);
    return [
      el(
        "p",
        { class: "ways-on" },
        el(
          "a",
          { href: link("/flamegraph", scope, { service }), dir: "auto" },
          text("service.flame", { name: service }),
        ),
      ),
      el(
        "div",
        { class: "grid drill" },
        tile("request_rate"),
        tile("error_rate"),
        tile("apdex"),
        new Tile({ kind: "tile", metric: "cpu_cores", only }, context),
        new Gauge({ kind: "gauge", title: text("operations.health"), only }, context),
        new Services({ kind: "services", title: text("service.regions"), by: ["region"], only }, context),
        new Tile({ kind: "tile", metric: "container_memory_working_set_bytes", only }, context),
        new Lines(
          { kind: "lines", title: text("service.rate"), metric: "request_rate", by: ["region"], only },
          context,
        ),
        new Lines(
          { kind: "lines", title: text("service.errors"), metric: "error_rate", by: ["region"], only },
          context,
        ),
        new Burning({ kind: "burning", title: text("service.notices"), only, show: "all", max: 8 }, context),
      ),
    ];
  },
};
