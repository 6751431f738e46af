import { labelVariable } from "../dashboard.js";
import { flamegraph } from "../panels.js";
import { flames } from "../queries.js";

const view = (title, description, name, unit) =>
  flamegraph({
    title,
    description,
    unit,
    noValue: "No span was traced in this time",
    w: 24,
    h: 12,
    targets: [flames(`/api/flamegraph?service=\${service}&view=${name}&from=\${__from}&to=\${__to}`)],
  });

/** Where time, processors and tokens go. */
export const flameGraphs = {
  uid: "flame-graphs",
  title: "Flame Graphs",
  description:
    "Traced calls of the chosen time, folded: the wider a frame, the more it took. Needs Grafana's Infinity data source.",
  tags: ["traces", "flamegraph"],
  refresh: "1m",
  from: "now-15m",
  sources: ["prometheus", "infinity"],
  variables: [labelVariable("service", "Service", "http_requests_total", "service", { multi: false })],
  rows: [
    [
      view(
        "API Call Stack",
        "Time of the calls of one service, and of the calls that they make.",
        "calls",
        "ms",
      ),
    ],
    [view("Resource Consumption", "Colony, agent, operation: who uses the processors.", "resources", "ms")],
    [
      view(
        "Bottlenecks",
        "Frames whose time grew against the hour before: where to look first.",
        "bottleneck",
        "ms",
      ),
    ],
  ],
};
